import { z } from 'zod';
import { runSchema, runSetupSchema, runSummarySchema, type Run, type RunSummary } from '#shared/run.ts';

/** A run as it is kept: what the window sees, and what only the backend needs. */
export const storedRunSchema = runSchema.extend({
  /** The columns in the order of the fields; the empty text for a field that no column takes. */
  fieldColumns: z.array(z.string()),
  /** Original bytes before the first record (byte order mark and header), for the reload file. */
  header: z.instanceof(Buffer).nullable(),
  /** What judging and loading its rejects again takes; null: the run is older than that. */
  setup: runSetupSchema.nullable(),
  /** The replay that is under way, or was not settled yet. */
  replaying: z.string().nullable(),
  /** Its number; runs began in this order. */
  sequence: z.number().int(),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

/** Fields that are kept as JSON text. */
const asJson = new Set([
  'ledger',
  'reasons',
  'fault',
  'dialect',
  'options',
  'timings',
  'sql',
  'columns',
  'warnings',
  'fieldColumns',
  'setup',
]);
const renamed: Readonly<Record<string, string>> = { schema: 'schema_name', table: 'table_name' };
const columnOf = (field: string): string =>
  renamed[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Value = string | number | Buffer | null;

/** The columns of table `run` for the given fields. */
export function runToRow(some: Partial<StoredRun>): Record<string, Value> {
  const row: Record<string, Value> = {};
  for (const [field, value] of Object.entries(some)) {
    if (value === undefined) continue;
    row[columnOf(field)] = toValue(field, value);
  }
  return row;
}

function toValue(field: string, value: Partial<StoredRun>[keyof StoredRun]): Value {
  if (value === null || value === undefined) return null;
  if (asJson.has(field)) return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number' || Buffer.isBuffer(value)) return value;
  throw new TypeError(`run.${field} has no column form`);
}

function fieldsOf(raw: unknown): Record<string, unknown> {
  const row = z.record(z.string(), z.unknown()).parse(raw);
  const fields: Record<string, unknown> = {};
  for (const field of Object.keys(storedRunSchema.shape)) {
    const value = row[columnOf(field)];
    if (asJson.has(field) && typeof value === 'string') fields[field] = JSON.parse(value);
    else if (field === 'dismissed') fields[field] = value === 1;
    else fields[field] = value ?? null;
  }
  return fields;
}

export const summaryFromRow = (row: unknown): RunSummary => runSummarySchema.parse(fieldsOf(row));
export const runFromRow = (row: unknown): Run => runSchema.parse(fieldsOf(row));
export const storedRunFromRow = (row: unknown): StoredRun => storedRunSchema.parse(fieldsOf(row));
