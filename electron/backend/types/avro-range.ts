import { readInt, writeInt } from './avro-number.ts';
import { plainType } from './avro-plain.ts';
import { BrokenAvro, type AvroTap } from './avro-tap.ts';
import type { AvroType } from './avro-type.ts';
import { getInt32, putInt32 } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

// Source: range_send, range_recv and multirange_send in PostgreSQL 18, src/backend/utils/adt.

const EMPTY = 0x01;
const LOWER_INCLUSIVE = 0x02;
const UPPER_INCLUSIVE = 0x04;
const LOWER_INFINITE = 0x08;
const UPPER_INFINITE = 0x10;
const PRESENT = 2;

/**
 * Ranges of a type that knows no special values, as records: a bound that is not there is null.
 * @param name of the record
 */
export function rangeType(subtype: AvroType, name: string): AvroType {
  const bound = ['null', subtype.schema];
  const schema = {
    type: 'record',
    name,
    fields: [
      { name: 'empty', type: 'boolean' },
      { name: 'lower', type: bound },
      { name: 'lowerInclusive', type: 'boolean' },
      { name: 'upper', type: bound },
      { name: 'upperInclusive', type: 'boolean' },
    ],
  };

  const writeBound = (bytes: Buffer, at: number, isThere: boolean, isInclusive: boolean, out: TupleBuffer): number => {
    const mark = out.reserve(1);
    out.bytes[mark] = isThere ? PRESENT : 0;
    const length = isThere ? getInt32(bytes, at) : -4;
    if (isThere) subtype.write(bytes, at + 4, at + 4 + length, out);
    writeFlag(isInclusive, out);
    return at + 4 + length;
  };
  const readBound = (tap: AvroTap, out: TupleBuffer, inclusive: number, infinite: number): number => {
    const mark = readInt(tap);
    if (mark === 1) subtype.read(tap, out);
    else if (mark !== 0) throw new BrokenAvro('a union has no such branch');
    return (mark === 1 ? 0 : infinite) | (readFlag(tap) ? inclusive : 0);
  };

  return plainType(
    schema,
    (bytes, start, _end, out) => {
      const flags = bytes[start] ?? 0;
      const isEmpty = (flags & EMPTY) !== 0;
      writeFlag(isEmpty, out);
      const hasLower = !isEmpty && (flags & LOWER_INFINITE) === 0;
      const upperAt = writeBound(bytes, start + 1, hasLower, (flags & LOWER_INCLUSIVE) !== 0, out);
      const hasUpper = !isEmpty && (flags & UPPER_INFINITE) === 0;
      writeBound(bytes, upperAt, hasUpper, (flags & UPPER_INCLUSIVE) !== 0, out);
    },
    (tap, out) => {
      const at = out.reserve(5);
      const isEmpty = readFlag(tap);
      const lower = readBound(tap, out, LOWER_INCLUSIVE, LOWER_INFINITE);
      const upper = readBound(tap, out, UPPER_INCLUSIVE, UPPER_INFINITE);
      if (isEmpty && out.length > at + 5) throw new BrokenAvro('a range that is empty has bounds');
      putInt32(out.bytes, at, out.length - at - 4);
      out.bytes[at + 4] = isEmpty ? EMPTY : lower | upper;
    },
  );
}

function writeFlag(flag: boolean, out: TupleBuffer): void {
  const at = out.reserve(1);
  out.bytes[at] = flag ? 1 : 0;
}

const readFlag = (tap: AvroTap): boolean => tap.take(1)[0] === 1;

/** Several ranges, as an array of them. */
export function multirangeType(range: AvroType): AvroType {
  return plainType(
    { type: 'array', items: range.schema },
    (bytes, start, _end, out) => {
      const count = getInt32(bytes, start);
      if (count > 0) writeInt(count, out);
      let at = start + 4;
      for (let left = count; left > 0; left -= 1) {
        const length = getInt32(bytes, at);
        range.write(bytes, at + 4, at + 4 + length, out);
        at += 4 + length;
      }
      writeInt(0, out);
    },
    (tap, out) => {
      const at = out.reserve(8);
      let count = 0;
      for (let items = readInt(tap); items !== 0; items = readInt(tap)) {
        if (items < 0) tap.readLong();
        for (let left = Math.abs(items); left > 0; left -= 1) range.read(tap, out);
        count += Math.abs(items);
      }
      putInt32(out.bytes, at, out.length - at - 4);
      putInt32(out.bytes, at + 4, count);
    },
  );
}
