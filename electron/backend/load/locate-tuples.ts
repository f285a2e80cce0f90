import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { getInt32, putInt16, putInt32, putInt64 } from '#backend/types/bytes.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';

/** int8, int8, int4, each behind its length: what a located tuple begins with, after its field count. */
const LOCATION_BYTES = 12 + 12 + 8;
const PART_BYTES = 8;
const REASON_BYTES = 8;
const LENGTH_BYTES = 4;

/**
 * Puts the true locations into the located tuples of rows that were numbered anew from 1, and three fields more behind them:
 * which part of the row it is, an int4, the number of the reason that the row is counted under, an int4, and the columns that
 * are known to be wrong, a JSON list.
 * @param tuples int16 field count, then int32 length and value of each field
 */
export function locateTuples(
  tuples: Buffer,
  part: number,
  rows: readonly RejectedRow[],
  reasons: readonly number[],
): Buffer {
  const out = new TupleBuffer(tuples.length + rows.length * (PART_BYTES + REASON_BYTES));
  let at = 0;
  while (at < tuples.length) {
    const fieldCount = tuples.readInt16BE(at);
    // The numbers go up from 1 and are few: the lower half of the int8 holds them.
    const index = getInt32(tuples, at + 10) - 1;
    const values = at + 2 + LOCATION_BYTES;
    let end = at + 2;
    for (let field = 0; field < fieldCount; field += 1) end += 4 + Math.max(0, getInt32(tuples, end));
    const row = rows[index];
    if (row !== undefined) {
      putHead(out, fieldCount + 3, row, { part, reason: reasons[index] ?? 0 });
      const to = out.reserve(end - values);
      tuples.copy(out.bytes, to, values, end);
    }
    at = end;
  }
  return out.bytes.subarray(0, out.length);
}

function putHead(
  out: TupleBuffer,
  fieldCount: number,
  row: RejectedRow,
  { part, reason }: { readonly part: number; readonly reason: number },
): void {
  const { record, byteOffset, bytes } = row;
  const wrong = wrongColumns(row);
  const at = out.reserve(2 + LOCATION_BYTES + PART_BYTES + REASON_BYTES + LENGTH_BYTES + wrong.length);
  putInt16(out.bytes, at, fieldCount);
  putInt32(out.bytes, at + 2, 8);
  putInt64(out.bytes, at + 6, record);
  putInt32(out.bytes, at + 14, 8);
  putInt64(out.bytes, at + 18, byteOffset);
  putInt32(out.bytes, at + 26, 4);
  putInt32(out.bytes, at + 30, bytes.length);
  putInt32(out.bytes, at + 34, 4);
  putInt32(out.bytes, at + 38, part);
  putInt32(out.bytes, at + 42, 4);
  putInt32(out.bytes, at + 46, reason);
  putInt32(out.bytes, at + 50, wrong.length);
  wrong.copy(out.bytes, at + 54);
}

/** The columns that a row is wrong in, as JSON. */
function wrongColumns({ errors }: RejectedRow): Buffer {
  const columns = new Set(errors.flatMap(({ column }) => column ?? []));
  return Buffer.from(JSON.stringify([...columns]));
}
