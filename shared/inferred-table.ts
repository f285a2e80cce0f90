import { z } from 'zod';
import { dictionarySchema } from './rule.ts';
import { typeLabel } from './column.ts';
import { showAmount, showCount } from './units.ts';

/** A type as a column is declared with it: `{name: 'numeric', modifiers: [10, 2]}`. */
export const inferredTypeSchema = z.object({
  /** pg_type.typname. */
  name: z.string(),
  modifiers: z.array(z.number().int()).max(2).optional(),
});
export type InferredType = z.infer<typeof inferredTypeSchema>;

/** How many values a type does not take, and the first of them. */
export const typeAgainstSchema = z.object({
  /** Null: no type but text takes any of the values. */
  type: inferredTypeSchema.nullable(),
  against: z.number().int(),
  first: z.object({ record: z.number().int(), value: z.string() }).nullable(),
});
export type TypeAgainst = z.infer<typeof typeAgainstSchema>;

/** What the whole of a file says of one of its fields. */
export const inferredColumnSchema = z.object({
  /** Made of the header: lower case, underscores, no keyword, no other column's. */
  name: z.string(),
  /** 0-based. */
  field: z.number().int(),
  /** As the header spells it; null where it has none. */
  fieldName: z.string().nullable(),
  /** The narrowest type that takes every value and gives it back. */
  type: inferredTypeSchema,
  values: z.number().int(),
  empty: z.number().int(),
  /** The row that decided: why it is not the next narrower type. Null where the type is the narrowest of its kind, or nothing is in it. */
  decided: typeAgainstSchema.nullable(),
  /** Other types that at least half of the values could be, narrowest first. */
  choices: z.array(typeAgainstSchema),
});
export type InferredColumn = z.infer<typeof inferredColumnSchema>;

/** Why the column that is named most like a key is not proposed as one. */
export const keyDoubtSchema = z.object({
  name: z.string(),
  /** It has more values than are compared; one came twice; one is missing; its type makes no good key. */
  why: z.enum(['many', 'twice', 'empty', 'type']),
  /** many: values that were compared; empty: rows without one; else 0. */
  count: z.number().int(),
  /** The first row whose value came before. */
  first: z.object({ record: z.number().int(), value: z.string() }).nullable(),
});
export type KeyDoubt = z.infer<typeof keyDoubtSchema>;

/** A table that would hold a file, as its whole content says. */
export const inferredTableSchema = z.object({
  columns: z.array(inferredColumnSchema),
  rows: z.number().int(),
  /** Rows of another width, and rows with a value that no type takes: rejects whatever the types are. */
  unfit: z.number().int(),
  /** Types, not null and primary key, as proposed. */
  dictionary: dictionarySchema,
  /** Null where a key is proposed, or no column is named like one. */
  keyDoubt: keyDoubtSchema.nullable(),
});
export type InferredTable = z.infer<typeof inferredTableSchema>;

/** `numeric(10,2)`, `integer`. */
export const showType = ({ name, modifiers }: InferredType): string =>
  `${typeLabel(name)}${modifiers === undefined || modifiers.length === 0 ? '' : `(${modifiers.join(',')})`}`;

/** `record 1,204 is “n/a”`. */
const showFirst = ({ record, value }: { readonly record: number; readonly value: string }): string =>
  `record ${showCount(record)} is “${value}”`;

/** Why a column is of its type: `record 1,204 is “n/a”; 3 of 1,996 values are not integer`. */
export function decidedWords({ decided, values, empty, type }: InferredColumn): string {
  if (values === 0) return 'nothing is in it';
  const filled = `all ${showAmount(values, 'value')} fit`;
  if (decided === null) return filled;
  const { type: near, against, first } = decided;
  if (first === null) return filled;
  if (near === null) return showFirst(first);
  const some = against === values && empty === 0 ? 'all' : `${showCount(against)} of`;
  return `${showFirst(first)}; ${some} ${showAmount(values, 'value')} ${against === 1 ? 'is' : 'are'} not ${showType(near)}${type.name === near.name ? ' of that size' : ''}`;
}

/** Why no key is proposed, and what to do next. */
export function noKeyWords({ keyDoubt }: Pick<InferredTable, 'keyDoubt'>): string {
  if (keyDoubt === null)
    return 'No key is proposed: no column is named like one. Tick key where each row has a value of its own.';
  const { name, why, count, first } = keyDoubt;
  const rest = { tick: `Tick key beside ${name}`, tells: 'the check finds every row whose key came before' };
  switch (why) {
    case 'many':
      return `No key is proposed: ${name} has more than ${showAmount(count, 'value')}, and no more are compared. ${rest.tick} if all differ: ${rest.tells}.`;
    case 'twice':
      return `No key is proposed: ${name} repeats${first === null ? '' : `, first where ${showFirst(first)}`}. ${rest.tick} all the same, and rows that repeat become rejects.`;
    case 'empty':
      return `No key is proposed: ${name} is empty in ${showAmount(count, 'row')}. ${rest.tick} all the same, and ${count === 1 ? 'that row becomes a reject' : 'those rows become rejects'}.`;
    case 'type':
      return `No key is proposed: values of the type of ${name} can be equal and be written in two ways. ${rest.tick} if each row has its own.`;
  }
}
