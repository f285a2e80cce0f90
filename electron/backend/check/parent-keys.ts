import type { TypeCodec } from '#backend/types/codec.ts';
import type { KeySet } from './key-set.ts';

/** Reads the keys of a parent table from what `COPY (SELECT key columns) TO STDOUT (FORMAT binary)` sends. */
export interface ParentKeyReader {
  readonly set: KeySet;
  /** Takes the next bytes of the stream, cut anywhere; keeps none of them. */
  write(chunk: Buffer): void;
}

/**
 * @param codecs types of the referring columns, in the order of the key; the parent's must be the same, but integers of
 *   any width and texts with or without a length go together (see PlanReference.comparable)
 */
export declare function readParentKeys(codecs: readonly TypeCodec[]): ParentKeyReader;
