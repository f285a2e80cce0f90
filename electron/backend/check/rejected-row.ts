import type { CellError } from '#shared/reject.ts';

/** A row that did not go in, with its original bytes. */
export interface RejectedRow {
  /** 1-based record number in the source. */
  readonly record: number;
  /** Offset of the row in the source, in bytes. */
  readonly byteOffset: number;
  /** The row as it stands in the source, with its line end; a copy that may be kept. Of a long row its beginning. */
  readonly bytes: Buffer;
  /** How many bytes of the row follow those; none where this is left out. */
  readonly restBytes?: number;
  /** Reads what follows `bytes`, in pieces, where it is kept. */
  readonly rest?: () => Iterable<Buffer>;
  /** All that is wrong with it, at least one; in the order of reasonOrder, then of the columns. */
  readonly errors: readonly CellError[];
  /** Of a row with one field too few: the column whose field is most likely missing; null where nothing tells. */
  readonly missing?: string | null;
}
