import type { BackupColumn } from '#shared/backup.ts';
import type { TableDefinition, TypeDefinition } from '#shared/table-definition.ts';
import type { RecordForm } from '#backend/types/avro-field.ts';
import { stringType } from '#backend/types/avro-plain.ts';
import type { AvroType } from '#backend/types/avro-type.ts';
import { avroTypeOf, type ValueType } from '#backend/types/avro-types.ts';
import { arrayType } from '#backend/types/avro-array.ts';
import { avroNames } from './avro-names.ts';

/** How the columns of a table go into a file and come back. */
export interface AvroColumns extends RecordForm {
  /** One a field, in the same order. */
  readonly columns: readonly BackupColumn[];
}

/** pg_type.oid of text, on every server. */
const TEXT_OID = 25;
/** Below, types have the same number on every server; from here on, initdb or somebody made them. */
const FIRST_OWN_OID = 10_000;

/**
 * Decides for each column how its values stand in a backup. The same definition gives the same, on every server and in every run.
 * @param isWide whether there is a place for every value: each field may be null, and special values have a field of their own. Else
 *   fields of columns that are NOT NULL are required, and there are no special values.
 */
export function avroColumns(
  { columns, types }: Pick<TableDefinition, 'columns' | 'types'>,
  isWide: boolean,
): AvroColumns {
  const byOid = new Map(types.map((type) => [type.oid, type]));
  const names = avroNames(columns.map(({ name }) => name));
  const forms = columns.map(({ base }) => formOf(base.type, base.typmod, byOid));
  return {
    columns: columns.map(({ name, sql, generated }, index) => ({
      name,
      field: names[index] ?? name,
      type: sql,
      cast: forms[index]?.cast ?? null,
      generated: generated !== null,
    })),
    fields: forms.map(({ type }, index) => ({
      name: names[index] ?? '',
      type,
      required: !isWide && columns[index]?.notNull === true,
    })),
    hasSpecial: forms.length === 0 || (isWide && forms.some(({ type }) => type.special !== null)),
  };
}

interface Form {
  readonly type: AvroType;
  readonly cast: string | null;
}

type Types = ReadonlyMap<number, TypeDefinition>;

function formOf(oid: number, typmod: number, types: Types): Form {
  const found = types.get(oid);
  if (found?.kind === 'array') return arrayForm(found, typmod, types);
  const value = valueType(oid, typmod, types);
  const type = value && avroTypeOf(value);
  return type ? { type, cast: null } : { type: stringType, cast: 'text' };
}

/** The binary form of an array names the type of its elements by number: where somebody made that type, they are cast to another. */
function arrayForm(array: TypeDefinition, typmod: number, types: Types): Form {
  const elementOid = array.element ?? 0;
  const element = valueType(elementOid, typmod, types);
  const plain = withoutDomains(elementOid, types);
  const isCast = plain !== undefined && plain.oid !== elementOid && !isOwn(plain) && plain.kind !== 'array';
  const castTo = isCast ? plain : null;
  const isDirect = elementOid < FIRST_OWN_OID || castTo !== null;
  const type = element && isDirect ? avroTypeOf({ kind: 'array', element, elementOid: plain?.oid ?? 0 }) : null;
  if (type !== null) return { type, cast: castTo && `${castTo.sql}[]` };
  return { type: arrayType(stringType, TEXT_OID), cast: 'text[]' };
}

const isOwn = (type: TypeDefinition | undefined): boolean => (type?.oid ?? FIRST_OWN_OID) >= FIRST_OWN_OID;

function withoutDomains(oid: number, types: Types): TypeDefinition | undefined {
  let type = types.get(oid);
  while (type?.domain) type = types.get(type.domain.base);
  return type;
}

/** Null where there is a type in it whose binary form is not known here, or is not the same in another database. */
function valueType(oid: number, typmod: number, types: Types): ValueType | null {
  const type = withoutDomains(oid, types);
  if (type === undefined) return null;
  switch (type.kind) {
    case 'enum':
      return { kind: 'base', name: 'text', typmod: -1 };
    case 'base':
      return isOwn(type) && type.extension !== 'citext' ? null : { kind: 'base', name: type.name, typmod };
    case 'range': {
      const subtype = valueType(type.range?.subtype ?? 0, -1, types);
      return subtype && { kind: 'range', name: `${isOwn(type) ? `${type.schema}_` : ''}${type.name}`, subtype };
    }
    case 'multirange': {
      const range = valueType(type.element ?? 0, -1, types);
      return range && { kind: 'multirange', range };
    }
    case 'array': {
      const element = valueType(type.element ?? 0, typmod, types);
      const elementOid = type.element ?? 0;
      return element && elementOid < FIRST_OWN_OID ? { kind: 'array', element, elementOid } : null;
    }
    case 'domain':
    case 'composite':
    case 'table':
    case 'other':
      return null;
  }
}
