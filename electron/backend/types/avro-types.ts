import { arrayType } from './avro-array.ts';
import { decimalType, numericType } from './avro-numeric.ts';
import {
  boolType,
  byteaType,
  float4Type,
  float8Type,
  int2Type,
  int4Type,
  int8Type,
  oidType,
  stringType,
  uuidType,
  versionedType,
} from './avro-plain.ts';
import { multirangeType, rangeType } from './avro-range.ts';
import { textualType } from './avro-texts.ts';
import { dateType, intervalType, timestampType, timestamptzType, timetzType, timeType } from './avro-times.ts';
import type { AvroType } from './avro-type.ts';
import { dateCodec } from './date.ts';
import { timestampCodec, timestamptzCodec } from './timestamps.ts';

/** A type of values with all that it is made of; domains are taken off. */
export type ValueType =
  /** pg_type.typname of one that comes with Postgres or with an extension; an enum is a `text`. */
  | { readonly kind: 'base'; readonly name: string; readonly typmod: number }
  | { readonly kind: 'array'; readonly element: ValueType; readonly elementOid: number }
  | { readonly kind: 'range'; readonly name: string; readonly subtype: ValueType }
  | { readonly kind: 'multirange'; readonly range: ValueType };

const types: ReadonlyMap<string, AvroType> = new Map([
  ['bool', boolType],
  ['int2', int2Type],
  ['int4', int4Type],
  ['int8', int8Type],
  ['float4', float4Type],
  ['float8', float8Type],
  ['numeric', numericType],
  // In the smallest unit of the currency of the database.
  ['money', int8Type],
  ['oid', oidType],
  ['xid', oidType],
  ['cid', oidType],
  ['text', stringType],
  ['varchar', stringType],
  ['bpchar', stringType],
  ['name', stringType],
  ['citext', stringType],
  ['json', stringType],
  ['jsonb', versionedType(1)],
  ['jsonpath', versionedType(1)],
  ['bytea', byteaType],
  // One byte, which need not be a character.
  ['char', byteaType],
  ['uuid', uuidType],
  ['date', dateType],
  ['time', timeType],
  ['timetz', timetzType],
  ['timestamp', timestampType],
  ['timestamptz', timestamptzType],
  ['interval', intervalType],
]);

/** What stands within arrays and ranges, where there is no place for a special value. */
const nestedTypes: ReadonlyMap<string, AvroType> = new Map([
  ['date', textualType(dateCodec)],
  ['timestamp', textualType(timestampCodec)],
  ['timestamptz', textualType(timestamptzCodec)],
]);

/** How values of a type stand in an AVRO file; null: Sluice knows no loss-free way from their binary form. */
export function avroTypeOf(type: ValueType): AvroType | null {
  if (type.kind === 'base' && type.name === 'numeric' && type.typmod >= 4) {
    const bits = type.typmod - 4;
    // Eleven bits with a sign: Postgres 15 and later know negative scales.
    return decimalType((bits >> 16) & 0xffff, ((bits & 0x7ff) ^ 0x400) - 0x400);
  }
  return type.kind === 'base' ? (types.get(type.name) ?? null) : compoundType(type);
}

function compoundType(type: Exclude<ValueType, { readonly kind: 'base' }>): AvroType | null {
  switch (type.kind) {
    case 'array': {
      const element = nestedType(type.element);
      return element && arrayType(element, type.elementOid);
    }
    case 'range': {
      const subtype = nestedType(type.subtype);
      return subtype && rangeType(subtype, type.name);
    }
    case 'multirange': {
      const range = nestedType(type.range);
      return range && multirangeType(range);
    }
  }
}

function nestedType(type: ValueType): AvroType | null {
  if (type.kind !== 'base') {
    const compound = compoundType(type);
    return compound?.special ? null : compound;
  }
  const known = nestedTypes.get(type.name) ?? types.get(type.name) ?? null;
  return known?.special ? null : known;
}
