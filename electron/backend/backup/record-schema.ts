import type { TableName } from '#shared/column.ts';
import type { AvroSchema } from '#backend/types/avro-type.ts';
import type { AvroColumns } from './avro-columns.ts';
import { avroName, freeName } from './avro-names.ts';

/** Records that types are made of stand in a namespace of their own: a schema's name cannot hold the point. */
const TYPES = 'sluice.types';

/**
 * The schema of a table's records, as JSON: each column a field. What Postgres calls otherwise stands in properties
 * of ours, which other readers leave alone.
 */
export function recordSchema({ schema, table }: TableName, { columns, fields, hasSpecial }: AvroColumns): string {
  const known = new Set<string>();
  const special = {
    name: freeName('sluice_special_values', new Set(columns.map(({ field }) => field))),
    type: ['null', { type: 'map', values: 'string' }],
    default: null,
    doc: 'By name of their field: values that have no place there, as Postgres prints them, and bounds of arrays.',
  };
  const typeOf = (index: number): { type: AvroSchema; default?: null } => {
    const schema = withNames(fields[index]?.type.schema ?? 'string', known);
    return fields[index]?.required === true ? { type: schema } : { type: ['null', schema], default: null };
  };
  const own = columns.map(({ name, field, type, cast }, index) => ({
    name: field,
    ...typeOf(index),
    ...(name === field ? {} : { 'sluice:name': name }),
    'sluice:type': type,
    ...(cast === null ? {} : { 'sluice:cast': cast }),
  }));
  return JSON.stringify({
    type: 'record',
    name: avroName(table),
    namespace: avroName(schema),
    ...(avroName(schema) === schema && avroName(table) === table ? {} : { 'sluice:table': `${schema}.${table}` }),
    fields: hasSpecial ? [special, ...own] : own,
  });
}

/** The schema with names as AVRO wants them: a record is written out once, and named from then on. */
function withNames(schema: AvroSchema, known: Set<string>): AvroSchema {
  if (typeof schema === 'string') return schema;
  if (Array.isArray(schema)) return schema.map((branch: AvroSchema) => withNames(branch, known));
  const record = schema as { readonly [property: string]: AvroSchema };
  const changed: Record<string, AvroSchema> = { ...record };
  if (typeof record['name'] === 'string' && record['type'] === 'record') {
    const name = avroName(record['name']);
    if (known.has(name)) return `${TYPES}.${name}`;
    known.add(name);
    changed['name'] = name;
    changed['namespace'] = TYPES;
  }
  for (const property of ['items', 'values', 'type']) {
    const inner = record[property];
    if (inner !== undefined) changed[property] = withNames(inner, known);
  }
  const { fields } = record;
  if (Array.isArray(fields)) changed['fields'] = fields.map((field: AvroSchema) => withNames(field, known));
  return changed;
}
