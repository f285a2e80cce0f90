import { putInt32 } from '#backend/types/bytes.ts';

/** Values of rows as RowEncoder writes them. */
export interface EncodedRows {
  readonly values: Buffer;
  readonly rowCount: number;
}

const HEADER_BYTES = 20;

/**
 * Turns rows into one array a column, in the binary form of Postgres's arrays (array_recv in arrayfuncs.c: dimensions, whether there
 * are NULLs, type of the elements, length, lower bound, then each element with its length): the elements are copied as they stand.
 * @param oids of the elements, one a column
 */
export function columnArrays(parts: readonly EncodedRows[], oids: readonly number[]): Buffer[] {
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const columns = oids.length;
  const sizes = new Float64Array(columns).fill(HEADER_BYTES);
  const nulls = new Uint8Array(columns);
  for (const { values } of parts) {
    for (let at = 0, column = 0; at < values.length; column = column + 1 === columns ? 0 : column + 1) {
      const length = values.readInt32BE(at);
      const bytes = length < 0 ? 4 : 4 + length;
      if (length < 0) nulls[column] = 1;
      sizes[column] = (sizes[column] ?? 0) + bytes;
      at += bytes;
    }
  }
  const arrays = Array.from(sizes, (size) => Buffer.allocUnsafe(size));
  const ends = new Float64Array(columns).fill(HEADER_BYTES);
  for (const [column, array] of arrays.entries()) {
    putInt32(array, 0, 1);
    putInt32(array, 4, nulls[column] ?? 0);
    putInt32(array, 8, oids[column] ?? 0);
    putInt32(array, 12, rowCount);
    putInt32(array, 16, 1);
  }
  for (const { values } of parts) {
    for (let at = 0, column = 0; at < values.length; column = column + 1 === columns ? 0 : column + 1) {
      const length = values.readInt32BE(at);
      const bytes = length < 0 ? 4 : 4 + length;
      const to = ends[column] ?? 0;
      const array = arrays[column];
      if (array !== undefined) copyBytes(values, at, bytes, array, to);
      ends[column] = to + bytes;
      at += bytes;
    }
  }
  return arrays;
}

/** From this length on, a call of the runtime is faster than a loop. */
const LONG_COPY = 48;

function copyBytes(from: Buffer, at: number, count: number, into: Buffer, to: number): void {
  if (count >= LONG_COPY) {
    from.copy(into, to, at, at + count);
    return;
  }
  for (let index = 0; index < count; index += 1) into[to + index] = from[at + index] ?? 0;
}

/** An array of booleans in the same form. */
export function booleanArray(values: readonly boolean[]): Buffer {
  const array = Buffer.alloc(HEADER_BYTES + 5 * values.length);
  putInt32(array, 0, 1);
  putInt32(array, 8, BOOL_OID);
  putInt32(array, 12, values.length);
  putInt32(array, 16, 1);
  for (const [index, value] of values.entries()) {
    putInt32(array, HEADER_BYTES + 5 * index, 1);
    array[HEADER_BYTES + 5 * index + 4] = value ? 1 : 0;
  }
  return array;
}

const BOOL_OID = 16;
