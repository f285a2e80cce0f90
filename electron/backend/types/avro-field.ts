import { int4Type, int8Type, stringType } from './avro-plain.ts';
import { timestampType, timestamptzType } from './avro-times.ts';
import type { AvroType } from './avro-type.ts';

/** A field of the records of a backup. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  /** Whether it is its type alone, and no union of null and that. */
  readonly required: boolean;
}

/** What a record is made of. */
export interface RecordForm {
  readonly fields: readonly AvroField[];
  /** Whether records begin with a field for special values. Where there is no other field it stands always: no record is without bytes. */
  readonly hasSpecial: boolean;
}

/** A value for which the form of the records has no place: a NULL in a field that is required, a special value without a field for it. */
export class NoPlace extends Error {}

// The types of most columns as numbers: calling one of many closures by turns costs more than reading a short number does; a call
// that is written down where it is made costs next to nothing.
const ANY = 0;
export const INT4 = 1;
export const TEXT = 2;
export const TIMESTAMP = 3;
export const INT8 = 4;

const directTypes: ReadonlyMap<AvroType, number> = new Map([
  [int4Type, INT4],
  [stringType, TEXT],
  [timestampType, TIMESTAMP],
  [timestamptzType, TIMESTAMP],
  [int8Type, INT8],
]);

export const directNumber = ({ type }: AvroField): number => directTypes.get(type) ?? ANY;
