import type { Dialect } from '#shared/dialect.ts';
import { SLICE_BYTES, type Source } from '#backend/source/open-source.ts';
import { decodeSlices } from './parse-json.ts';
import { isSeekable } from './read-records.ts';

/** A row of which only the beginning is at hand. */
export interface LongRow {
  /** 1-based record number. */
  readonly record: number;
  /** Where what is not at hand begins, and where the row ends: offsets as its batch has them. */
  readonly from: number;
  readonly to: number;
}

/** Reads what follows the beginnings of long rows, in pieces; memory does not grow with their length. */
export async function* readRests(
  source: Source,
  dialect: Dialect,
  rows: readonly LongRow[],
  signal?: AbortSignal,
): AsyncGenerator<{ readonly record: number; readonly piece: Buffer }> {
  if (rows.length === 0) return;
  if (!isSeekable(source, dialect)) {
    yield* readInPassing(source, dialect, rows, signal);
    return;
  }
  for (const { record, from, to } of rows) {
    for (let byteOffset = from; byteOffset < to; byteOffset += SLICE_BYTES) {
      signal?.throwIfAborted();
      const bytes = Math.min(SLICE_BYTES, to - byteOffset);
      for (const piece of await source.readOriginal([{ byteOffset, bytes }])) yield { record, piece };
    }
  }
}

/** Goes through the file once more, as far as the last of the rows. */
async function* readInPassing(
  source: Source,
  { format, encoding }: Dialect,
  rows: readonly LongRow[],
  signal?: AbortSignal,
): AsyncGenerator<{ readonly record: number; readonly piece: Buffer }> {
  const isDecoded = format === 'json' && encoding !== 'utf-8';
  const slices = source.read(signal ? { signal } : {});
  const last = rows.at(-1)?.to ?? 0;
  let at = isDecoded ? 0 : source.textStart;
  for await (const slice of isDecoded ? decodeSlices(slices, encoding) : slices) {
    for (const { record, from, to } of rows) {
      const piece = slice.subarray(Math.max(0, from - at), Math.max(0, to - at));
      if (piece.length > 0) yield { record, piece };
    }
    at += slice.length;
    if (at >= last) return;
  }
}
