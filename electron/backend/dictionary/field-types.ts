/** The types of a Table Schema field (v1 and v2). Source: datapackage.org, Table Schema, Field Types. */
const fieldTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'list',
  'datetime',
  'date',
  'time',
  'year',
  'yearmonth',
  'duration',
  'geopoint',
  'geojson',
  'any',
] as const;
export type FieldType = (typeof fieldTypes)[number];

export const isFieldType = (type: string): type is FieldType => (fieldTypes as readonly string[]).includes(type);

/** The field type of a Postgres type (pg_type.typname); what has no like travels as a string. */
export const fieldTypeOf = (type: string): FieldType => written.get(type) ?? 'string';

const written: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['int2', 'integer'],
  ['int4', 'integer'],
  ['int8', 'integer'],
  ['numeric', 'number'],
  ['float4', 'number'],
  ['float8', 'number'],
  ['bool', 'boolean'],
  ['date', 'date'],
  ['time', 'time'],
  ['timestamp', 'datetime'],
  ['timestamptz', 'datetime'],
  ['json', 'any'],
  ['jsonb', 'any'],
]);

/** Whether an empty text is a value of a Postgres type. */
export const isText = (type: string): boolean => texts.has(type);

const texts: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'citext']);

/** Whether values of a field type are what a column of a Postgres type takes, so that the column may keep its type. */
export function covers(field: FieldType, type: string): boolean {
  switch (field) {
    case 'any':
      return true;
    case 'year':
      return fieldTypeOf(type) === 'integer';
    case 'object':
    case 'array':
    case 'geojson':
      return type === 'json' || type === 'jsonb';
    case 'duration':
      return type === 'interval';
    case 'list':
    case 'yearmonth':
    case 'geopoint':
      return type === 'text' || type === 'varchar';
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'datetime':
    case 'date':
    case 'time':
      return fieldTypeOf(type) === field;
  }
}

/** The Postgres type of a field type where no column says which; that of an integer follows from its bounds. */
export function typeOfField(field: FieldType, format: unknown, bounds: readonly (string | null)[]): string {
  switch (field) {
    case 'string':
      return format === 'uuid' ? 'uuid' : 'text';
    case 'integer':
      return bounds.every(isInt4) ? 'int4' : 'int8';
    case 'number':
      return 'numeric';
    case 'boolean':
      return 'bool';
    case 'datetime':
      return 'timestamptz';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'year':
      return 'int4';
    case 'duration':
      return 'interval';
    case 'object':
    case 'array':
    case 'geojson':
      return 'jsonb';
    case 'list':
    case 'yearmonth':
    case 'geopoint':
    case 'any':
      return 'text';
  }
}

const isInt4 = (bound: string | null): boolean => {
  const value = bound === null ? Number.NaN : Number(bound);
  return value >= -2_147_483_648 && value <= 2_147_483_647;
};

/** Field types whose own form a Postgres type does not hold values to. */
export const isHeldLoosely = (field: FieldType): boolean =>
  field === 'list' || field === 'yearmonth' || field === 'geopoint' || field === 'geojson' || field === 'any';
