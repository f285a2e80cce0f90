import { z } from 'zod';
import type { Table } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { Dictionary, Reference } from '#shared/rule.ts';
import { fieldSchema, readSchemaField, type SchemaField } from './read-schema-field.ts';
import { SchemaNotes } from './schema-notes.ts';

/** A schema that is told by its fields; all else is looked at one by one. */
const tableSchemaSchema = z.looseObject({ fields: z.array(fieldSchema).min(1) });

export const isTableSchema = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'fields' in json && Array.isArray(json.fields);

export interface ReadSchemaOptions {
  /** The table that the dictionary shall be for; null: the one that the schema names. */
  readonly name: string | null;
  /** What the file or the resource is called, where nothing else names a table. */
  readonly fallbackName: string;
  /** The table as the catalog has it: its columns keep their types where the schema's cover them. */
  readonly table: Table | null;
}

export interface ReadSchema {
  readonly dictionary: Dictionary;
  /** Sentences: what of the schema a dictionary cannot hold. */
  readonly notes: readonly string[];
}

/**
 * Reads a Frictionless Table Schema, version 1 or 2, as a dictionary. What it cannot hold is told, never dropped in silence.
 * Source: datapackage.org, Table Schema. Faults: dictionary.invalid.
 */
export function readTableSchema(json: unknown, { name, fallbackName, table }: ReadSchemaOptions): ReadSchema {
  const parsed = tableSchemaSchema.safeParse(json);
  if (!parsed.success) throw fault('dictionary.invalid', { name: fallbackName, reason: firstIssue(parsed.error) });
  const schema = parsed.data;
  const names = schema.fields.map((field) => field.name);
  const twice = names.find((one, at) => names.indexOf(one) < at);
  if (twice !== undefined) {
    throw fault('dictionary.invalid', { name: fallbackName, reason: `the field ${twice} stands there twice` });
  }
  const notes = new SchemaNotes();
  const named = [schema['sluice:table'], schema['name']].find((one) => typeof one === 'string' && one !== '');
  const own = name ?? (typeof named === 'string' ? named : fallbackName);
  if (name !== null && typeof named === 'string' && named !== name) {
    notes.add(`The schema is that of ${named}; it is taken for ${name}.`);
  }
  const emptyIsMissing = readMissingValues(schema['missingValues'], notes);
  const primaryKey = readNames(schema['primaryKey']);
  const dictionary: Dictionary = {
    table: own,
    columns: schema.fields.map((field) => readSchemaField(field, { table, emptyIsMissing, notes })),
    primaryKey: primaryKey ?? [],
    uniqueKeys: readUniqueKeys(schema['uniqueKeys'], schema.fields, primaryKey ?? [], notes),
    ...readWarningKeys(schema['sluice:warningKeys'], notes),
    references: readForeignKeys(schema['foreignKeys'], own, notes),
    origin: 'person',
  };
  if (primaryKey === null) notes.leaveOut('primaryKey', null, 'it names no columns; it was left out');
  for (const property of Object.keys(schema)) if (!known.has(property)) notes.leaveOut(property, null);
  return { dictionary, notes: notes.sentences() };
}

const known = new Set([
  '$schema',
  'name',
  'fields',
  'primaryKey',
  'uniqueKeys',
  'foreignKeys',
  'missingValues',
  'sluice:table',
  'sluice:warningKeys',
]);

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const at = issue?.path.join('.') ?? '';
  return at === '' || at === 'fields' ? 'it has no list of fields' : `${at} is wrong: ${issue?.message ?? ''}`;
}

/** Whether the empty text is among the missing values; others are told. */
function readMissingValues(value: unknown, notes: SchemaNotes): boolean {
  if (value === undefined) return true;
  const values = Array.isArray(value)
    ? value.flatMap((one: unknown) => (typeof one === 'string' ? one : (labelled.safeParse(one).data?.value ?? [])))
    : [];
  const markers = values.filter((one) => one !== '');
  if (markers.length > 0) {
    const shown = markers.map((one) => `“${one}”`).join(', ');
    notes.add(`The schema reads ${shown} as missing: name them as NULL markers when a file is read.`);
  }
  if (!values.includes(''))
    notes.add('The schema takes an empty field as a value; a dictionary takes it as NULL, but for texts in quotes.');
  return values.includes('');
}

const labelled = z.object({ value: z.string() });

/** One name or several; null where the value is neither. */
function readNames(value: unknown): string[] | null {
  if (value === undefined) return [];
  if (typeof value === 'string') return value === '' ? null : [value];
  const parsed = z.array(z.string().min(1)).safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The keys of the list, then those that stand with a field alone. */
function readUniqueKeys(
  value: unknown,
  fields: readonly SchemaField[],
  primaryKey: readonly string[],
  notes: SchemaNotes,
): string[][] {
  const listed = value === undefined ? [] : Array.isArray(value) ? value.map(readNames) : [null];
  const keys = listed.flatMap((key) => (key === null || key.length === 0 ? [] : [key]));
  if (keys.length < listed.length) notes.leaveOut('uniqueKeys', null, 'some name no columns; those were left out');
  const isSaid = (name: string): boolean => [...keys, primaryKey].some((key) => key.length === 1 && key[0] === name);
  const alone = fields.filter(({ name, constraints }) => constraints['unique'] === true && !isSaid(name));
  return [...keys, ...alone.map(({ name }) => [name])];
}

const warningKeysSchema = z.array(z.array(z.string().min(1)).min(1));

function readWarningKeys(value: unknown, notes: SchemaNotes): Pick<Dictionary, 'warningKeys'> {
  if (value === undefined) return {};
  const parsed = warningKeysSchema.safeParse(value);
  if (parsed.success) return { warningKeys: parsed.data };
  notes.leaveOut('sluice:warningKeys', null, 'they are not lists of columns; they were left out');
  return {};
}

const knownOfForeignKeys: ReadonlySet<string> = new Set(['fields', 'reference', 'sluice:severity']);

const foreignKeySchema = z.looseObject({
  fields: z.union([z.string(), z.array(z.string())]),
  reference: z.looseObject({
    resource: z.string().default(''),
    fields: z.union([z.string(), z.array(z.string())]),
    'sluice:schema': z.string().min(1).optional(),
  }),
  'sluice:severity': z.enum(['error', 'warning']).optional(),
});

function readForeignKeys(value: unknown, own: string, notes: SchemaNotes): Reference[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).flatMap((one: unknown): Reference[] => {
    const parsed = foreignKeySchema.safeParse(one);
    const columns = readNames(parsed.data?.fields) ?? [];
    const parentColumns = readNames(parsed.data?.reference.fields) ?? [];
    if (!parsed.success || columns.length === 0 || parentColumns.length === 0) {
      notes.leaveOut('foreignKeys', null, 'some do not have the form of a foreign key; those were left out');
      return [];
    }
    const { resource, 'sluice:schema': schema, ...more } = parsed.data.reference;
    for (const property of [...Object.keys(more), ...Object.keys(parsed.data)]) {
      if (!knownOfForeignKeys.has(property)) notes.leaveOut(`${property} of foreignKeys`, null);
    }
    const severity = parsed.data['sluice:severity'];
    return [
      {
        columns,
        ...(schema === undefined ? {} : { schema }),
        table: resource === '' ? own : resource,
        parentColumns,
        ...(severity === undefined ? {} : { severity }),
      },
    ];
  });
}
