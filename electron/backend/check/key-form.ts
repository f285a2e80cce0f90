import type { TypeCodec } from '#backend/types/codec.ts';
import { putInt32 } from '#backend/types/bytes.ts';
import { codecFor } from '#backend/types/codecs.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { ByteKeySet } from './byte-key-set.ts';
import { IntegerKeySet } from './integer-key-set.ts';
import type { KeySet } from './key-set.ts';

const integers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const isInteger = (codec: TypeCodec): boolean => integers.has(codec.type);

/**
 * Whether values of two types (pg_type.typname) that the server takes for equal are the same key: of the same type, both
 * integers, or both texts without padding. Types without a file of their own are never.
 */
export function shareKeys(type: string, other: string): boolean {
  if (integers.has(type)) return integers.has(other);
  if (plainTexts.has(type)) return plainTexts.has(other);
  return type === other && codecFor(type).exact;
}

const plainTexts: ReadonlySet<string> = new Set(['text', 'varchar']);

/** Length of a NULL, as in a tuple. */
export const NULL_LENGTH = -1;

/** Where the binary values of a row stand. */
export interface RowValues {
  readonly bytes: Buffer;
  /** First byte of each value. */
  readonly starts: Int32Array;
  /** Bytes of each value; negative where there is none, NULL_LENGTH for NULL. */
  readonly lengths: Int32Array;
}

/** Makes keys of the values of rows: the same bytes for two rows if and only if the server takes their keys for equal. */
export interface KeyForm {
  /** The key that was written last; valid until the next one is. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Lays out the key of a row; false where it has none: a part is wrong, or NULL where NULLs are distinct. */
  write(row: RowValues): boolean;
}

/** A set for keys of these types, the smallest that fits; `nullsDistinct` false: NULL is a value like any other. */
export const makeKeySet = (codecs: readonly TypeCodec[], nullsDistinct = true): KeySet =>
  isPlainInteger(codecs, nullsDistinct) ? new IntegerKeySet() : new ByteKeySet();

/** Whether a set for keys of these types takes few bytes a key. */
export function isPlainInteger(codecs: readonly TypeCodec[], nullsDistinct: boolean): boolean {
  const [only] = codecs;
  return nullsDistinct && codecs.length === 1 && only !== undefined && isInteger(only);
}

/**
 * @param codecs of the key's parts
 * @param columns where the parts stand in RowValues
 */
export function makeKeyForm(codecs: readonly TypeCodec[], columns: readonly number[], nullsDistinct = true): KeyForm {
  const [codec] = codecs;
  const [column] = columns;
  if (codecs.length === 1 && codec !== undefined && column !== undefined && nullsDistinct && codec.writeKey === null) {
    return valueAsKey(column);
  }
  return composedKey(codecs, columns, nullsDistinct);
}

/** A single value that is its own key needs no copy. */
function valueAsKey(column: number): KeyForm {
  const form: { bytes: Buffer; start: number; end: number; write(row: RowValues): boolean } = {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    write(row) {
      const length = row.lengths[column] ?? NULL_LENGTH;
      if (length < 0) return false;
      form.bytes = row.bytes;
      form.start = row.starts[column] ?? 0;
      form.end = form.start + length;
      return true;
    },
  };
  return form;
}

/** The parts one after the other, each behind its length. */
function composedKey(codecs: readonly TypeCodec[], columns: readonly number[], nullsDistinct: boolean): KeyForm {
  const out = new TupleBuffer(256);
  const parts = columns.map((column, at) => ({ column, writeKey: keyWriter(codecs[at]) }));
  return {
    start: 0,
    get bytes() {
      return out.bytes;
    },
    get end() {
      return out.length;
    },
    write(row) {
      out.length = 0;
      for (const { column, writeKey } of parts) {
        const length = row.lengths[column] ?? NULL_LENGTH;
        if (length < NULL_LENGTH || (length === NULL_LENGTH && nullsDistinct)) return false;
        const at = out.reserve(4);
        if (length >= 0) {
          const start = row.starts[column] ?? 0;
          writeKey(row.bytes, start, start + length, out);
        }
        putInt32(out.bytes, at, length === NULL_LENGTH ? NULL_LENGTH : out.length - at - 4);
      }
      return true;
    },
  };
}

type WriteKey = NonNullable<TypeCodec['writeKey']>;

function keyWriter(codec: TypeCodec | undefined): WriteKey {
  if (codec !== undefined && isInteger(codec)) return writeInteger;
  return codec?.writeKey ?? writeAsIs;
}

const writeAsIs: WriteKey = (bytes, start, end, out) => {
  const at = out.reserve(end - start);
  bytes.copy(out.bytes, at, start, end);
};

/** As int8, so that integers of different width meet. */
const writeInteger: WriteKey = (bytes, start, end, out) => {
  const at = out.reserve(8);
  out.bytes.fill((bytes[start] ?? 0) >= 0x80 ? 0xff : 0, at, at + 8);
  bytes.copy(out.bytes, at + 8 - (end - start), start, end);
};
