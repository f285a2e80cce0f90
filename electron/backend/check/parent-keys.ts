import type { TypeCodec } from '#backend/types/codec.ts';
import { makeKeyForm, makeKeySet, NULL_LENGTH } from './key-form.ts';
import type { KeySet } from './key-set.ts';

/** Reads the keys of a table from what `COPY (SELECT key columns) TO STDOUT (FORMAT binary)` sends. */
export interface ParentKeyReader {
  readonly set: KeySet;
  /** Takes the next bytes of the stream, cut anywhere; keeps none of them. */
  write(chunk: Buffer): void;
}

/** Signature and flags; then the length of an extension follows. */
const HEADER_BYTES = 15;
const TRAILER_COUNT = -1;

/**
 * @param codecs types of the referring columns, in the order of the key; the parent's must be the same, but integers of
 *   any width and texts with or without a length go together (see PlanReference.comparable)
 * @param nullsDistinct false: NULL is a value like any other
 */
export function readParentKeys(codecs: readonly TypeCodec[], nullsDistinct = true): ParentKeyReader {
  const set = makeKeySet(codecs, nullsDistinct);
  const form = makeKeyForm(
    codecs,
    codecs.map((_, column) => column),
    nullsDistinct,
  );
  const starts = new Int32Array(codecs.length);
  const lengths = new Int32Array(codecs.length);
  let rest: Buffer = Buffer.alloc(0);
  let headerRead = false;
  let ended = false;

  /** The position behind a whole tuple at `at`, or null where some of it is still to come. */
  const readTuple = (bytes: Buffer, at: number): number | null => {
    if (at + 2 > bytes.length) return null;
    const count = bytes.readInt16BE(at);
    ended = count === TRAILER_COUNT;
    if (ended) return at + 2;
    if (count !== codecs.length) throw new Error(`A key of ${codecs.length} parts came with ${count}.`);
    let next = at + 2;
    for (let column = 0; column < count; column += 1) {
      if (next + 4 > bytes.length) return null;
      const length = bytes.readInt32BE(next);
      next += 4;
      starts[column] = next;
      lengths[column] = length;
      if (length !== NULL_LENGTH) next += length;
    }
    return next > bytes.length ? null : next;
  };

  return {
    set,
    write(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      if (!headerRead) {
        const needed = HEADER_BYTES + 4 + (bytes.length < HEADER_BYTES + 4 ? 0 : bytes.readInt32BE(HEADER_BYTES));
        if (bytes.length < needed) {
          rest = Buffer.from(bytes);
          return;
        }
        headerRead = true;
        at = needed;
      }
      while (!ended) {
        const next = readTuple(bytes, at);
        if (next === null) break;
        at = next;
        if (!ended && form.write({ bytes, starts, lengths })) set.claim(form.bytes, form.start, form.end, 1);
      }
      rest = Buffer.from(bytes.subarray(at));
    },
  };
}
