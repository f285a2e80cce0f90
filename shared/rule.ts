import { z } from 'zod';
import type { Table } from './column.ts';

const severity = z.enum(['error', 'warning']);

/** A check on one value beyond its type. A warning is shown and counted; it rejects nothing. */
export const valueRuleSchema = z.discriminatedUnion('kind', [
  /** Characters of the text; at least one of the two bounds says something. */
  z.object({
    kind: z.literal('length'),
    severity,
    min: z.number().int().min(0).nullable().default(null),
    max: z.number().int().min(0).nullable().default(null),
  }),
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
  /** What stands in brackets behind the type of a column that is created: 10, 2 for numeric(10,2). A table that is there has its own. */
  modifiers: z.array(z.number().int()).max(2).optional(),
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
  table: z.string().min(1),
  parentColumns: z.array(z.string()).min(1),
  /** A warning is shown and counted; it rejects nothing. Left out: an error. */
  severity: severity.optional(),
});
export type Reference = z.infer<typeof referenceSchema>;

/** What each row of a table must be: one dictionary serves import, REST and restore. */
export const dictionarySchema = z.object({
  table: z.string().min(1),
  columns: z.array(columnRuleSchema).min(1),
  primaryKey: z.array(z.string()),
  uniqueKeys: z.array(z.array(z.string()).min(1)).default([]),
  /** Keys that two rows should not have alike: whoever has one that is there goes in with a warning. */
  warningKeys: z.array(z.array(z.string()).min(1)).optional(),
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
