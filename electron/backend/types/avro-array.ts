import { readInt, writeInt } from './avro-number.ts';
import { BrokenAvro, type AvroTap } from './avro-tap.ts';
import type { AvroType } from './avro-type.ts';
import { getInt32, putInt32 } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/** Number of dimensions, whether there are NULLs, oid of the elements; then length and lower bound of each dimension. */
const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;
const DIMENSIONS_MAX = 6;
/** An item of an array of Postgres takes no less than its length. */
const LENGTH_BYTES = 4;
/** What AVRO writes before a value that is there, before a NULL, and behind the last item. */
const PRESENT = 2;
const NULL = 0;
const END = 0;

/**
 * Arrays of a type that knows no special values, as AVRO's arrays of items in their order. The bounds of one that has more than one
 * dimension, or does not begin at 1, are special: `[1:2][0:4]`.
 * Source: array_send and array_recv in PostgreSQL 18, src/backend/utils/adt/arrayfuncs.c.
 * @param oid pg_type.oid of the elements; the same on every server
 */
export function arrayType(element: AvroType, oid: number): AvroType {
  const writeItems = (bytes: Buffer, start: number, end: number, out: TupleBuffer): boolean => {
    const dimensions = getInt32(bytes, start);
    let count = dimensions === 0 ? 0 : 1;
    for (let index = 0; index < dimensions; index += 1)
      count *= getInt32(bytes, start + HEADER_BYTES + DIMENSION_BYTES * index);
    if (count > 0) writeInt(count, out);
    for (let at = start + HEADER_BYTES + DIMENSION_BYTES * dimensions; at < end;) {
      const length = getInt32(bytes, at);
      at += LENGTH_BYTES;
      const mark = out.reserve(1);
      out.bytes[mark] = length < 0 ? NULL : PRESENT;
      if (length < 0) continue;
      element.write(bytes, at, at + length, out);
      at += length;
    }
    const last = out.reserve(1);
    out.bytes[last] = END;
    return true;
  };
  return {
    schema: { type: 'array', items: ['null', element.schema] },
    write: (bytes, start, end, out) => isPlain(bytes, start) && writeItems(bytes, start, end, out),
    read: (tap, out) => readArray(tap, out, null),
    special: {
      show: (bytes, start) => boundsText(bytes, start),
      writeRest: writeItems,
      read: (text, tap, out) => readArray(tap, out, boundsOf(text)),
    },
  };

  function readArray(tap: AvroTap, out: TupleBuffer, bounds: Bounds | null): void {
    const at = out.reserve(4 + HEADER_BYTES);
    const dimensions = bounds ?? [{ lower: 1, length: 0 }];
    const sizes = out.reserve(DIMENSION_BYTES * dimensions.length);
    let count = 0;
    let hasNull = 0;
    for (let items = readInt(tap); items !== 0; items = readInt(tap)) {
      // A negative count is followed by the bytes of its items.
      if (items < 0) tap.readLong();
      for (let left = Math.abs(items); left > 0; left -= 1) {
        const mark = readInt(tap);
        if (mark === 1) element.read(tap, out);
        else if (mark === 0) {
          hasNull = 1;
          const none = out.reserve(LENGTH_BYTES);
          putInt32(out.bytes, none, -1);
        } else throw new BrokenAvro('a union has no such branch');
        count += 1;
      }
    }
    if (bounds === null) dimensions[0] = { lower: 1, length: count };
    else if (bounds.reduce((product, { length }) => product * length, 1) !== count)
      throw new BrokenAvro('an array does not have as many items as its bounds say');
    const isEmpty = count === 0;
    if (isEmpty) out.length = sizes;
    const { bytes } = out;
    putInt32(bytes, at, out.length - at - 4);
    putInt32(bytes, at + 4, isEmpty ? 0 : dimensions.length);
    putInt32(bytes, at + 8, hasNull);
    putInt32(bytes, at + 12, oid);
    if (isEmpty) return;
    for (const [index, { lower, length }] of dimensions.entries()) {
      putInt32(bytes, sizes + DIMENSION_BYTES * index, length);
      putInt32(bytes, sizes + DIMENSION_BYTES * index + 4, lower);
    }
  }
}

type Bounds = { readonly lower: number; readonly length: number }[];

function isPlain(bytes: Buffer, start: number): boolean {
  const dimensions = getInt32(bytes, start);
  return dimensions === 0 || (dimensions === 1 && getInt32(bytes, start + HEADER_BYTES + 4) === 1);
}

/** As Postgres prints them before an array. */
function boundsText(bytes: Buffer, start: number): string {
  let text = '';
  for (let index = 0; index < getInt32(bytes, start); index += 1) {
    const at = start + HEADER_BYTES + DIMENSION_BYTES * index;
    const lower = getInt32(bytes, at + 4);
    text += `[${lower}:${lower + getInt32(bytes, at) - 1}]`;
  }
  return text;
}

const boundsPattern = /^(?:\[-?\d{1,10}:-?\d{1,10}\]){1,6}$/;

function boundsOf(text: string): Bounds {
  if (!boundsPattern.test(text)) throw new BrokenAvro('the bounds of an array are none');
  const bounds = [...text.matchAll(/\[(-?\d+):(-?\d+)\]/g)].map(([, from, to]) => ({
    lower: Number(from) | 0,
    length: Number(to) - Number(from) + 1,
  }));
  if (bounds.length > DIMENSIONS_MAX || bounds.some(({ length }) => length < 1))
    throw new BrokenAvro('the bounds of an array are none');
  return bounds;
}
