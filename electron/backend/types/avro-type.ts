import type { AvroTap } from './avro-tap.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/** A schema as it is written into a file (Apache Avro 1.12 specification, Schema Declaration). */
export type AvroSchema = string | readonly AvroSchema[] | { readonly [property: string]: AvroProperty };
type AvroProperty = AvroSchema | number | boolean | null;

/** How values of a Postgres type stand in an AVRO file, and back. */
export interface AvroType {
  /** Of a value that is not NULL. */
  readonly schema: AvroSchema;
  /**
   * Writes the value whose binary form, without its length, stands in `bytes` from `start` to `end`. False: the value has no place in
   * this schema, and nothing may be taken from `out`; only where there is `special`.
   */
  write(bytes: Buffer, start: number, end: number, out: TupleBuffer): boolean;
  /**
   * Reads what `write` wrote, and writes it in COPY's binary form: int32 length, then the value.
   * @throws BrokenAvro
   */
  read(tap: AvroTap, out: TupleBuffer): void;
  /** For values that other readers of the schema could not take; null where every value has its place. */
  readonly special: SpecialForm | null;
}

/** A second form of a value, a text that stands beside the record; in its field then stands null, or what `writeRest` writes. */
export interface SpecialForm {
  show(bytes: Buffer, start: number, end: number): string;
  readonly writeRest: AvroType['write'] | null;
  /**
   * Writes the value in COPY's binary form, from its text and, where there is `writeRest`, from what that wrote.
   * @throws BrokenAvro
   */
  read(text: string, tap: AvroTap, out: TupleBuffer): void;
}
