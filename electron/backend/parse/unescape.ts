import { FIELD_ESCAPED, type RowBatch } from './row-batch.ts';

/**
 * Undoes the doubled quotes of a FIELD_ESCAPED field: `a ""b""` becomes `a "b"`. The quote is the byte that stands
 * before the field, as RowBatch promises for that flag.
 * @param into takes the text; needs room for `end - start` bytes from `at`
 * @returns bytes written
 */
export function unescapeField(bytes: Buffer, start: number, end: number, into: Buffer, at = 0): number {
  const quote = bytes[start - 1];
  let to = at;
  for (let from = start; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    into[to] = byte;
    to += 1;
    if (byte === quote) from += 1;
  }
  return to - at;
}

/**
 * The text of a field with its quotes undone; bytes that are not UTF-8 are shown as U+FFFD. For showing and for
 * reports: what is stored is taken from the bytes.
 * @param fieldIndex counts through all fields of the batch, as `rows` does
 */
export function fieldText(batch: RowBatch, fieldIndex: number): string {
  const start = batch.fields[2 * fieldIndex] ?? 0;
  const end = batch.fields[2 * fieldIndex + 1] ?? 0;
  if (batch.flags[fieldIndex] !== FIELD_ESCAPED) return batch.bytes.toString('utf8', start, end);
  const scratch = Buffer.allocUnsafe(end - start);
  return scratch.toString('utf8', 0, unescapeField(batch.bytes, start, end, scratch));
}

/** The texts of the fields of row `row` (0-based in the batch). */
export function rowTexts(batch: RowBatch, row: number): string[] {
  const first = batch.rows[row] ?? 0;
  const count = (batch.rows[row + 1] ?? first) - first;
  return Array.from({ length: count }, (_, field) => fieldText(batch, first + field));
}
