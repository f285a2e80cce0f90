import type { RejectBlock } from './reject-block.ts';

/** Rejects of one source as they are exported: a block of them, or what fits of it, in the order of their records. */
export interface RejectPage extends Pick<
  RejectBlock,
  'records' | 'offsets' | 'bytes' | 'ends' | 'errors' | 'errorsOf'
> {
  /** What follows the bytes of a long row, in pieces; by its index in the page. */
  readonly rests: ReadonlyMap<number, () => Iterable<Buffer>>;
}

export type RejectPages = AsyncIterable<RejectPage> | Iterable<RejectPage>;

/** Where the bytes of a row begin. */
export const startOfRow = ({ ends }: Pick<RejectPage, 'ends'>, row: number): number =>
  row === 0 ? 0 : (ends[row - 1] ?? 0);
