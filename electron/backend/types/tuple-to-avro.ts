import { directNumber, INT4, INT8, NoPlace, type RecordForm, TEXT, TIMESTAMP } from './avro-field.ts';
import { writeBytes, writeInt } from './avro-number.ts';
import { writeInt4, writeInt8 } from './avro-plain.ts';
import { writeTimestamp } from './avro-times.ts';
import { getInt32 } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/**
 * Writes the tuple in COPY's binary form that stands in `bytes` from `start` to `end` as a record.
 * @throws NoPlace; what is written of the record is to be taken back then
 */
export type WriteRecord = (bytes: Buffer, start: number, end: number, out: TupleBuffer) => void;

/** Branches of the union of null and a type, as AVRO's zigzag writes them. */
const NULL = 0;
const PRESENT = 2;

/**
 * Makes what turns tuples into records: each field is its type, or a union of null and that; where the form has special values, before all
 * of them stands null, or a map from names of fields to their special values.
 */
export function recordWriter({ fields, hasSpecial }: RecordForm): WriteRecord {
  const types = fields.map(({ type }) => type);
  const direct = fields.map(directNumber);
  const isUnion = fields.map(({ required }) => !required);
  const count = types.length;
  /** Of the record that is being written: where its first field begins, and which fields are special. */
  let specials: { readonly index: number; readonly text: string }[] = [];

  const writeSpecial = (
    index: number,
    bytes: Buffer,
    start: number,
    end: number,
    mark: number,
    out: TupleBuffer,
  ): void => {
    const special = types[index]?.special ?? null;
    if (special === null) throw new Error('A value has no place in its field, and no other.');
    if (!hasSpecial || isUnion[index] !== true) throw new NoPlace('A special value has no place.');
    specials.push({ index, text: special.show(bytes, start, end) });
    out.length = mark + 1;
    if (special.writeRest === null) out.bytes[mark] = NULL;
    else special.writeRest(bytes, start, end, out);
  };

  const insertSpecials = (at: number, out: TupleBuffer): void => {
    const rest = Buffer.from(out.bytes.subarray(at + 1, out.length));
    out.length = at;
    writeInt(1, out);
    writeInt(specials.length, out);
    for (const { index, text } of specials) {
      for (const part of [fields[index]?.name ?? '', text]) {
        const partBytes = Buffer.from(part);
        writeBytes(partBytes, 0, partBytes.length, out);
      }
    }
    writeInt(0, out);
    out.append(rest, 0, rest.length);
    specials = [];
  };

  return (bytes, start, end, out) => {
    const before = out.length;
    if (hasSpecial) {
      const none = out.reserve(1);
      out.bytes[none] = NULL;
    }
    if ((((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0)) !== count)
      throw new Error('The server sends another number of columns.');
    let at = start + 2;
    for (let index = 0; index < count; index += 1) {
      const from = at + 4;
      const length = getInt32(bytes, at);
      let mark = -1;
      if (isUnion[index] === true) {
        mark = out.reserve(1);
        out.bytes[mark] = length < 0 ? NULL : PRESENT;
      }
      if (length < 0) {
        if (mark < 0) throw new NoPlace('A NULL stands where none may be.');
        at = from;
        continue;
      }
      at = from + length;
      if (at > end) throw new Error('The server sends a row that is shorter than its values.');
      switch (direct[index]) {
        case INT4:
          writeInt4(bytes, from, at, out);
          break;
        case TEXT:
          writeBytes(bytes, from, at, out);
          break;
        case TIMESTAMP:
          if (!writeTimestamp(bytes, from, at, out)) writeSpecial(index, bytes, from, at, mark, out);
          break;
        case INT8:
          writeInt8(bytes, from, at, out);
          break;
        default:
          if (types[index]?.write(bytes, from, at, out) === false) writeSpecial(index, bytes, from, at, mark, out);
      }
    }
    if (specials.length > 0) insertSpecials(before, out);
  };
}
