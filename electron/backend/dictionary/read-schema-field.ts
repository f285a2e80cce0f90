import { z } from 'zod';
import type { Table } from '#shared/column.ts';
import { type ColumnRule, columnRuleSchema, valueRuleSchema } from '#shared/rule.ts';
import { covers, type FieldType, isFieldType, isHeldLoosely, isText, typeOfField } from './field-types.ts';
import type { SchemaNotes } from './schema-notes.ts';
import { placeRules, readRules } from './schema-rules.ts';

/** A field as it comes; all else is looked at one by one. */
export const fieldSchema = z.looseObject({
  name: z.string().min(1),
  constraints: z.record(z.string(), z.unknown()).default({}),
});
export type SchemaField = z.infer<typeof fieldSchema>;

interface FieldSurroundings {
  /** The table that the dictionary is for; null: none yet. */
  readonly table: Table | null;
  /** Whether an empty text is a missing value. */
  readonly emptyIsMissing: boolean;
  readonly notes: SchemaNotes;
}

/** Properties and constraints that are read below, or elsewhere. */
const knownProperties = new Set([
  'name',
  'type',
  'constraints',
  'sluice:type',
  'sluice:modifiers',
  'sluice:notEmpty',
  'sluice:rules',
]);
const knownConstraints = new Set([
  'required',
  'unique',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'enum',
]);

/** What is about the writing of a value, which is told when a file is read. */
const aboutWriting: ReadonlyMap<string, string> = new Map([
  ['decimalChar', 'choose the decimal sign when a file is read'],
  ['groupChar', 'choose the sign between thousands when a file is read'],
  ['bareNumber', 'signs around numbers are not taken off'],
  ['trueValues', 'name the words for true when a file is read'],
  ['falseValues', 'name the words for false when a file is read'],
  ['missingValues', 'name the NULL markers when a file is read'],
]);

function reasonFor(property: string, fieldType: FieldType): string | undefined {
  if (property !== 'format') return aboutWriting.get(property);
  return ofTime.has(fieldType) ? 'choose how dates are written when a file is read' : 'values are not held to it';
}

/** Types whose format says how they are written. */
const ofTime: ReadonlySet<FieldType> = new Set(['date', 'time', 'datetime']);

/** What a column must be, as a field of a schema says it. */
export function readSchemaField(field: SchemaField, { table, emptyIsMissing, notes }: FieldSurroundings): ColumnRule {
  const { name, constraints } = field;
  const leaveOut = (property: string, reason?: string): void => notes.leaveOut(property, name, reason);
  const fieldType = readFieldType(field, leaveOut);
  const rules = [...readRules(constraints, fieldType, leaveOut), ...readCategories(field, leaveOut)];
  const type = readType(field, fieldType, table, leaveOut);
  for (const flag of ['required', 'unique']) {
    const value = constraints[flag];
    if (value !== undefined && typeof value !== 'boolean')
      leaveOut(flag, 'it is neither true nor false; it was left out');
  }
  const required = constraints['required'] === true;
  const notEmpty = field['sluice:notEmpty'];
  for (const property of Object.keys(constraints)) if (!knownConstraints.has(property)) leaveOut(property);
  for (const property of Object.keys(field)) {
    const isRead = knownProperties.has(property) || (property === 'format' && isFormatHeld(field, fieldType));
    if (!isRead && property !== 'categories') leaveOut(property, reasonFor(property, fieldType));
  }
  return {
    name,
    type,
    ...readModifiers(field, leaveOut),
    required,
    notEmpty: typeof notEmpty === 'boolean' ? notEmpty : required && emptyIsMissing && isText(type),
    rules: placeRules(rules, readApart(field, leaveOut)),
  };
}

type LeaveOut = (property: string, reason?: string) => void;

function readFieldType(field: SchemaField, leaveOut: LeaveOut): FieldType {
  const type = field['type'];
  if (type === undefined) return 'string';
  if (typeof type === 'string' && isFieldType(type)) return type;
  leaveOut('type', `${JSON.stringify(type)} is not a type of the standard; it is taken as text`);
  return 'string';
}

/** The type that the field names in our words, else that of the table where it is of the same kind, else the usual one. */
function readType(field: SchemaField, fieldType: FieldType, table: Table | null, leaveOut: LeaveOut): string {
  const own = field['sluice:type'];
  if (typeof own === 'string' && own !== '') return own;
  const column = table?.columns.find(({ name }) => name === field.name);
  if (isHeldLoosely(fieldType)) leaveOut('type', `a value is not held to the form of a ${fieldType}`);
  if (column !== undefined && covers(fieldType, column.type)) return column.type;
  const bounds = ['minimum', 'maximum'].map((bound) => {
    const value = field.constraints[bound];
    return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
  });
  return typeOfField(fieldType, field['format'], bounds);
}

const modifiersSchema = columnRuleSchema.shape.modifiers;

function readModifiers(field: SchemaField, leaveOut: LeaveOut): Pick<ColumnRule, 'modifiers'> {
  const parsed = modifiersSchema.safeParse(field['sluice:modifiers']);
  if (!parsed.success) leaveOut('sluice:modifiers', 'they are not one or two whole numbers; they were left out');
  return parsed.data === undefined ? {} : { modifiers: parsed.data };
}

/** Formats that say no more than the type does. */
const isFormatHeld = ({ format }: SchemaField, fieldType: FieldType): boolean =>
  format === undefined || format === 'default' || (fieldType === 'string' && format === 'uuid');

/** The categories of version 2: a list of values, unless `enum` gives one. */
function readCategories(field: SchemaField, leaveOut: LeaveOut): ColumnRule['rules'] {
  const { categories, constraints } = field;
  if (categories === undefined) return [];
  if (constraints['enum'] !== undefined || !Array.isArray(categories)) {
    leaveOut('categories');
    return [];
  }
  const values = categories.flatMap((one: unknown) => {
    const labelled = z.object({ value: z.union([z.string(), z.number()]) }).safeParse(one);
    if (labelled.success) leaveOut('categories', 'their values were taken as a list, without labels');
    const value = labelled.success ? labelled.data.value : one;
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  return [{ kind: 'oneOf', severity: 'error', values }];
}

const apartSchema = z.array(z.intersection(z.object({ at: z.number().int().min(0) }), valueRuleSchema));

function readApart(field: SchemaField, leaveOut: LeaveOut): z.infer<typeof apartSchema> {
  const apart = field['sluice:rules'];
  if (apart === undefined) return [];
  const parsed = apartSchema.safeParse(apart);
  if (parsed.success) return parsed.data;
  leaveOut('sluice:rules', 'they do not have the form of rules; they were left out');
  return [];
}
