import { z } from 'zod';
import type { Table } from './column.ts';

const severity = z.enum(['error', 'warning']);

/** A check on one value beyond its type. A warning is shown and counted; it rejects nothing. */
export const valueRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('length'), severity, max: z.number().int().min(0) }),
  /** A JavaScript regular expression (u flag) that must match somewhere in the text. */
  z.object({ kind: z.literal('pattern'), severity, pattern: z.string(), sentence: z.string().optional() }),
  z.object({ kind: z.literal('range'), severity, min: z.string().nullable(), max: z.string().nullable() }),
  z.object({ kind: z.literal('oneOf'), severity, values: z.array(z.string()) }),
]);
export type ValueRule = z.infer<typeof valueRuleSchema>;

/** What one column of a table must be. */
export const columnRuleSchema = z.object({
  name: z.string().min(1),
  /** pg_type.typname: int4, text, timestamptz, … */
  type: z.string().min(1),
  /** A NULL is a reject. */
  required: z.boolean(),
  /** An empty text is a reject too (`required`). */
  notEmpty: z.boolean().default(false),
  rules: z.array(valueRuleSchema).default([]),
});
export type ColumnRule = z.infer<typeof columnRuleSchema>;

export const referenceSchema = z.object({
  columns: z.array(z.string()).min(1),
  /** Parent in the same schema unless `schema` names another. */
  schema: z.string().optional(),
  table: z.string(),
  parentColumns: z.array(z.string()).min(1),
});
export type Reference = z.infer<typeof referenceSchema>;

/** What each row of a table must be: one dictionary serves import, REST and restore. */
export const dictionarySchema = z.object({
  table: z.string().min(1),
  columns: z.array(columnRuleSchema).min(1),
  primaryKey: z.array(z.string()),
  uniqueKeys: z.array(z.array(z.string()).min(1)).default([]),
  references: z.array(referenceSchema).default([]),
  origin: z.enum(['builtIn', 'catalog', 'person']).default('person'),
});
export type Dictionary = z.infer<typeof dictionarySchema>;

/** The dictionary that a table's own definition implies: type, not null, length, unique, references. */
export function dictionaryOf(table: Table): Dictionary {
  const columns = table.columns.filter((column) => !column.generated && column.identity !== 'always');
  return {
    table: table.table,
    origin: 'catalog',
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      required: column.notNull,
      notEmpty: false,
      rules: column.labels === null ? [] : [{ kind: 'oneOf', severity: 'error', values: [...column.labels] }],
    })),
    primaryKey: [...(table.uniqueKeys.find((key) => key.primary)?.columns ?? [])],
    uniqueKeys: table.uniqueKeys.filter((key) => !key.primary && key.plain).map((key) => [...key.columns]),
    references: table.foreignKeys.map((key) => ({
      columns: [...key.columns],
      schema: key.parentSchema,
      table: key.parentTable,
      parentColumns: [...key.parentColumns],
    })),
  };
}

/** Whether a dictionary still fits a table, with a sentence for each thing that does not. */
export function dictionaryDrift(dictionary: Dictionary, table: Table): readonly string[] {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const gone = dictionary.columns
    .filter((rule) => !known.has(rule.name))
    .map((rule) => `The dictionary names a column ${rule.name} that the table does not have.`);
  const retyped = dictionary.columns.flatMap((rule) => {
    const column = known.get(rule.name);
    return column && column.type !== rule.type
      ? [`The column ${rule.name} is ${column.type} in the table and ${rule.type} in the dictionary.`]
      : [];
  });
  const ruled = new Set(dictionary.columns.map((rule) => rule.name));
  const extra = table.columns
    .filter((column) => !ruled.has(column.name) && !column.generated)
    .map((column) => `The table has a column ${column.name} that the dictionary does not know.`);
  return [...gone, ...retyped, ...extra];
}

