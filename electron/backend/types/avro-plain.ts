import { readInt, readInt64, readLength, writeBytes, writeInt, writeInt64, writeLong } from './avro-number.ts';
import { BrokenAvro } from './avro-tap.ts';
import type { AvroSchema, AvroType } from './avro-type.ts';
import { getInt32, putInt16, putInt32, reverseBytes } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';
import { encodeUuid } from './uuid.ts';

type Write = (bytes: Buffer, start: number, end: number, out: TupleBuffer) => void;
type Read = AvroType['read'];

/** A type each value of which has its place in the schema. */
export const plainType = (schema: AvroSchema, write: Write, read: Read): AvroType => ({
  schema,
  special: null,
  read,
  write: (bytes, start, end, out) => {
    write(bytes, start, end, out);
    return true;
  },
});

const tooLarge = (): BrokenAvro => new BrokenAvro('a number is too large for its column');

export const boolType = plainType(
  'boolean',
  (bytes, start, _end, out) => {
    const at = out.reserve(1);
    out.bytes[at] = bytes[start] ?? 0;
  },
  (tap, out) => {
    const value = tap.take(1)[0] ?? 0;
    if (value > 1) throw new BrokenAvro('a boolean is neither true nor false');
    const at = out.reserve(5);
    putInt32(out.bytes, at, 1);
    out.bytes[at + 4] = value;
  },
);

export const int2Type = plainType(
  'int',
  (bytes, start, _end, out) => writeInt((((bytes[start] ?? 0) << 24) >> 16) | (bytes[start + 1] ?? 0), out),
  (tap, out) => {
    const value = readInt(tap);
    if (value !== (value << 16) >> 16) throw tooLarge();
    const at = out.reserve(6);
    putInt32(out.bytes, at, 2);
    putInt16(out.bytes, at + 4, value);
  },
);

export const writeInt4: Write = (bytes, start, _end, out) => writeInt(getInt32(bytes, start), out);

export const readInt4: Read = (tap, out) => {
  const value = readInt(tap);
  const at = out.reserve(8);
  putInt32(out.bytes, at, 4);
  putInt32(out.bytes, at + 4, value);
};

export const int4Type = plainType('int', writeInt4, readInt4);

export const writeInt8: Write = (bytes, start, _end, out) => writeInt64(bytes, start, out);

export const readInt8: Read = (tap, out) => {
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  readInt64(tap, out.bytes, at + 4);
};

export const int8Type = plainType('long', writeInt8, readInt8);

/** A number of 32 bits without a sign: an oid, the number of a transaction. */
export const oidType = plainType(
  'long',
  (bytes, start, _end, out) => writeLong(getInt32(bytes, start) >>> 0, out),
  (tap, out) => {
    const value = tap.readLong();
    if (typeof value !== 'number' || value < 0 || value > 0xffff_ffff) throw tooLarge();
    const at = out.reserve(8);
    putInt32(out.bytes, at, 4);
    putInt32(out.bytes, at + 4, value);
  },
);

/** Bits in the other order, so that the payload of a NaN and the sign of a zero stay. */
const floatType = (schema: 'float' | 'double', size: number): AvroType =>
  plainType(
    schema,
    (bytes, start, _end, out) => reverseBytes(bytes, start, out.bytes, out.reserve(size), size),
    (tap, out) => {
      const from = tap.skip(size);
      const at = out.reserve(4 + size);
      putInt32(out.bytes, at, size);
      reverseBytes(tap.bytes, from, out.bytes, at + 4, size);
    },
  );

export const float4Type = floatType('float', 4);
export const float8Type = floatType('double', 8);

export const readWithLength: Read = (tap, out) => {
  const length = readLength(tap);
  const at = out.reserve(4);
  putInt32(out.bytes, at, length);
  out.append(tap.bytes, tap.skip(length), length);
};

/** A type whose binary form is a text. */
export const stringType = plainType('string', writeBytes, readWithLength);
export const byteaType = plainType('bytes', writeBytes, readWithLength);

/** A type whose binary form is a text behind a version of that form: jsonb, jsonpath, ltree. */
export const versionedType = (version: number): AvroType =>
  plainType(
    'string',
    (bytes, start, end, out) => {
      if (bytes[start] !== version) throw new Error(`The server sends a value in version ${bytes[start]}.`);
      writeBytes(bytes, start + 1, end, out);
    },
    (tap, out) => {
      const length = readLength(tap);
      const at = out.reserve(5);
      putInt32(out.bytes, at, length + 1);
      out.bytes[at + 4] = version;
      out.append(tap.bytes, tap.skip(length), length);
    },
  );

const HYPHENS_AFTER: ReadonlySet<number> = new Set([3, 5, 7, 9]);
const UUID_CHARACTERS = 36;
const DIGITS = Buffer.from('0123456789abcdef');

/** As hex digits, the form of the logical type that all readers know. */
export const uuidType = plainType(
  { type: 'string', logicalType: 'uuid' },
  (bytes, start, _end, out) => {
    writeInt(UUID_CHARACTERS, out);
    let at = out.reserve(UUID_CHARACTERS);
    const target = out.bytes;
    for (let index = 0; index < 16; index += 1) {
      const byte = bytes[start + index] ?? 0;
      target[at] = DIGITS[byte >> 4] ?? 0;
      target[at + 1] = DIGITS[byte & 15] ?? 0;
      at += 2;
      if (!HYPHENS_AFTER.has(index)) continue;
      target[at] = 0x2d;
      at += 1;
    }
  },
  (tap, out) => {
    const length = readLength(tap);
    const from = tap.skip(length);
    if (encodeUuid(tap.bytes, from, from + length, out) !== null) throw new BrokenAvro('a UUID is none');
  },
);
