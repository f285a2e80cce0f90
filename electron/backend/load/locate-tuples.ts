import type { RejectedRow } from '#backend/check/rejected-row.ts';

/** int8, int8, int4, each behind its length: what a located tuple begins with, after its field count. */
const LOCATION_BYTES = 12 + 12 + 8;
const REASON_BYTES = 8;

/**
 * Puts the true locations into the located tuples of rows that were numbered anew from 1, and a field more behind them: the
 * number of the reason that the row is counted under, an int4.
 * @param tuples int16 field count, then int32 length and value of each field
 */
export function locateTuples(tuples: Buffer, rows: readonly RejectedRow[], reasons: readonly number[]): Buffer {
  const located: Buffer[] = [];
  let at = 0;
  while (at < tuples.length) {
    const fieldCount = tuples.readInt16BE(at);
    const index = Number(tuples.readBigInt64BE(at + 6)) - 1;
    const values = at + 2 + LOCATION_BYTES;
    let end = at + 2;
    for (let field = 0; field < fieldCount; field += 1) end += 4 + Math.max(0, tuples.readInt32BE(end));
    const row = rows[index];
    if (row !== undefined) located.push(head(fieldCount + 1, row, reasons[index] ?? 0), tuples.subarray(values, end));
    at = end;
  }
  return Buffer.concat(located);
}

function head(fieldCount: number, { record, byteOffset, bytes }: RejectedRow, reason: number): Buffer {
  const written = Buffer.allocUnsafe(2 + LOCATION_BYTES + REASON_BYTES);
  let at = written.writeInt16BE(fieldCount, 0);
  for (const value of [record, byteOffset]) {
    at = written.writeInt32BE(8, at);
    at = written.writeBigInt64BE(BigInt(value), at);
  }
  for (const value of [bytes.length, reason]) {
    at = written.writeInt32BE(4, at);
    at = written.writeInt32BE(value, at);
  }
  return written;
}
