import { directNumber, INT4, INT8, type RecordForm, TEXT, TIMESTAMP } from './avro-field.ts';
import { readInt, readLength } from './avro-number.ts';
import { readInt4, readInt8, readWithLength } from './avro-plain.ts';
import { BrokenAvro, type AvroTap } from './avro-tap.ts';
import { readTimestamp } from './avro-times.ts';
import { putInt16, putInt32 } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/**
 * Reads a record and writes it as a tuple in COPY's binary form.
 * @throws BrokenAvro
 */
export type ReadRecord = (tap: AvroTap, out: TupleBuffer) => void;

/** Makes what turns the records of `recordWriter` back into tuples. */
export function recordReader({ fields, hasSpecial }: RecordForm): ReadRecord {
  const types = fields.map(({ type }) => type);
  const direct = fields.map(directNumber);
  const isUnion = fields.map(({ required }) => !required);
  const count = types.length;
  const indexes = new Map(fields.map(({ name }, index) => [name, index]));

  const readSpecial = (index: number, text: string, mark: number, tap: AvroTap, out: TupleBuffer): void => {
    const special = types[index]?.special ?? null;
    if (special === null || (special.writeRest === null) !== (mark === 0))
      throw new BrokenAvro('a special value stands where none can be');
    special.read(text, tap, out);
  };

  return (tap, out) => {
    const specials = hasSpecial ? readSpecials(tap, indexes) : null;
    const at = out.reserve(2);
    putInt16(out.bytes, at, count);
    for (let index = 0; index < count; index += 1) {
      const mark = isUnion[index] === true ? readInt(tap) : 1;
      const text = specials?.get(index);
      if (text !== undefined) {
        readSpecial(index, text, mark, tap, out);
        continue;
      }
      if (mark === 0) {
        const none = out.reserve(4);
        putInt32(out.bytes, none, -1);
        continue;
      }
      if (mark !== 1) throw new BrokenAvro('a union has no such branch');
      switch (direct[index]) {
        case INT4:
          readInt4(tap, out);
          break;
        case TEXT:
          readWithLength(tap, out);
          break;
        case TIMESTAMP:
          readTimestamp(tap, out);
          break;
        case INT8:
          readInt8(tap, out);
          break;
        default:
          types[index]?.read(tap, out);
      }
    }
  };
}

/** The special values of a record by the index of their field; null where there are none. */
function readSpecials(tap: AvroTap, indexes: ReadonlyMap<string, number>): ReadonlyMap<number, string> | null {
  if (readInt(tap) === 0) return null;
  const specials = new Map<number, string>();
  const text = (): string => {
    const length = readLength(tap);
    const from = tap.skip(length);
    return tap.bytes.toString('utf8', from, from + length);
  };
  for (let left = readInt(tap); left > 0; left -= 1) {
    const index = indexes.get(text());
    if (index === undefined) throw new BrokenAvro('a special value has no field');
    specials.set(index, text());
  }
  if (readInt(tap) !== 0) throw new BrokenAvro('special values do not end where they should');
  return specials;
}
