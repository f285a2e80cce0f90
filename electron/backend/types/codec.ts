import type { RejectCode } from '#shared/reject.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/** What an encoder must know of its column. */
export interface CodecColumn {
  /** pg_attribute.atttypmod; -1 for none. */
  readonly typmod: number;
  /** Characters, for varchar(n) and char(n). */
  readonly maxLength: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
}

/** A column without a length, a precision or a scale. */
export const plainColumn: CodecColumn = { typmod: -1, maxLength: null, precision: null, scale: null };

/**
 * Writes one value in COPY's binary form (int32 length, then the value) and returns null; or returns a reject code and
 * writes nothing. `bytes` from `start` to `end` is the text of the field, quotes undone, never NULL.
 * Source: Postgres manual, COPY, Binary Format; the type's recv function.
 */
export type EncodeText = (bytes: Buffer, start: number, end: number, out: TupleBuffer) => RejectCode | null;

/** All that Sluice knows of one Postgres type. One file a type. */
export interface TypeCodec {
  /** pg_type.typname. */
  readonly type: string;
  readonly oid: number;
  /**
   * True: what `encodeText` accepts, the server accepts. False: the server is the judge of values (json, and types that
   * travel as text): on the staged path such a column is staged as text.
   */
  readonly exact: boolean;
  /** Text types keep an empty quoted field as the empty text; for the others an empty field is NULL. */
  readonly isText: boolean;
  /** Makes the encoder of a column; decided once per load. */
  encoder(column: CodecColumn): EncodeText;
  /** For a type that is not exact and whose encoder writes something else than text: writes the text to be staged. */
  readonly stagedEncoder?: EncodeText;
  /** Values for the sentence of a reject, for instance {min, max} of an integer type. */
  limits(column: CodecColumn): Readonly<Record<string, string | number>>;
  /**
   * Prints a value in its binary form, without its length, exactly as Postgres prints it with DateStyle ISO, time zone
   * UTC, extra_float_digits 1.
   */
  show(bytes: Buffer, start: number, end: number): string;
  /**
   * Orders two binary values, without their lengths, as the type's `<` does (texts by code point): below 0, 0, above 0.
   */
  compare(a: Buffer, aStart: number, aEnd: number, b: Buffer, bStart: number, bEnd: number): number;
  /**
   * Writes the bytes, without a length, that are the same for two values if and only if the type's `=` holds between
   * them; null: the binary value is that itself.
   */
  readonly writeKey: ((bytes: Buffer, start: number, end: number, out: TupleBuffer) => void) | null;
}
