import type { Column, Table } from '#shared/column.ts';
import { type Dialect, plainDialect } from '#shared/dialect.ts';
import type { ColumnRule, Dictionary } from '#shared/rule.ts';
import { parseCsv } from '#backend/parse/parse-csv.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import { textSource } from '#backend/parse/test-rows.ts';
import { type CheckPlan, makeCheckPlan } from './check-plan.ts';
import { makeKeySet } from './key-form.ts';
import type { KeySet } from './key-set.ts';
import type { RejectedRow } from './rejected-row.ts';
import { compileRowCheck, type RowCheck, type RowCheckOptions } from './row-check.ts';

export const columnOf = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  position: 1,
  typeOid: 0,
  type,
  typeName: type,
  typmod: -1,
  domain: null,
  notNull: false,
  hasDefault: false,
  identity: null,
  generated: false,
  maxLength: null,
  precision: null,
  scale: null,
  labels: null,
  ...more,
});

export const tableOf = (table: string, columns: readonly Column[], more: Partial<Table> = {}): Table => ({
  schema: 'public',
  table,
  oid: 1,
  partitioned: false,
  columns: columns.map((column, at) => ({ ...column, position: at + 1 })),
  uniqueKeys: [],
  foreignKeys: [],
  checks: [],
  hasTriggers: false,
  hasRowSecurity: false,
  rights: { select: true, insert: true, update: true, delete: true, truncate: true },
  ...more,
});

export const ruleOf = (name: string, type: string, more: Partial<ColumnRule> = {}): ColumnRule => ({
  name,
  type,
  required: false,
  notEmpty: false,
  rules: [],
  ...more,
});

export const dictionaryWith = (columns: readonly ColumnRule[], more: Partial<Dictionary> = {}): Dictionary => ({
  table: 'things',
  columns: [...columns],
  primaryKey: [],
  uniqueKeys: [],
  references: [],
  origin: 'person',
  ...more,
});

/** A plan for a table that is still to be created, each column filled from the field of its place. */
export function planOf(dictionary: Dictionary, dialect: Partial<Dialect> = {}): CheckPlan {
  const match = dictionary.columns.map(({ name }, field) => ({ column: name, field }));
  return makeCheckPlan({
    dictionary,
    table: null,
    match,
    width: match.length,
    dialect: { ...plainDialect, ...dialect },
  });
}

/** The batches of a text in the dialect of the plan. */
export async function batchesOf(text: string | Buffer, plan: CheckPlan, batchBytes?: number): Promise<RowBatch[]> {
  const batches: RowBatch[] = [];
  for await (const batch of parseCsv(textSource(text, batchBytes), plan.dialect)) batches.push(copyOf(batch));
  return batches;
}

/** Parsers may use their buffers again. */
const copyOf = (batch: RowBatch): RowBatch => ({
  ...batch,
  bytes: Buffer.from(batch.bytes),
  original: Buffer.from(batch.original),
  fields: batch.fields.slice(),
  flags: batch.flags.slice(),
  rows: batch.rows.slice(),
  offsets: batch.offsets.slice(),
  problems: new Map(batch.problems),
});

/** Sets for all keys of a plan. */
export const keySetsOf = (plan: CheckPlan): KeySet[] =>
  plan.keys.map((key) =>
    makeKeySet(
      key.columns.map((column) => plan.columns[column]!.codec),
      key.nullsDistinct,
    ),
  );

export interface Checked {
  readonly check: RowCheck;
  /** Each field of each tuple in its binary form; null: NULL. */
  readonly rows: readonly (readonly (Buffer | null)[])[];
  readonly tuples: Buffer;
  readonly rejects: readonly RejectedRow[];
}

/** Checks a whole text; in memory, against itself. */
export async function checkText(
  text: string | Buffer,
  plan: CheckPlan,
  options: Partial<RowCheckOptions> & { readonly batchBytes?: number } = {},
): Promise<Checked> {
  const { batchBytes, ...given } = options;
  const check = compileRowCheck(plan, { locate: false, keySets: keySetsOf(plan), parentSets: [], ...given });
  const results = (await batchesOf(text, plan, batchBytes)).map((batch) => {
    const checked = check.check(batch);
    return { ...checked, tuples: Buffer.from(checked.tuples) };
  });
  const tuples = Buffer.concat(results.map((result) => result.tuples));
  const rows = readTuples(tuples);
  const counted = results.reduce((count, result) => count + result.rowCount, 0);
  if (counted !== rows.length) throw new Error(`${counted} rows were counted, ${rows.length} written.`);
  return { check, rows, tuples, rejects: results.flatMap((result) => result.rejects) };
}

/** Takes binary COPY tuples apart. */
export function readTuples(tuples: Buffer): (Buffer | null)[][] {
  const rows: (Buffer | null)[][] = [];
  for (let at = 0; at < tuples.length;) {
    const count = tuples.readInt16BE(at);
    at += 2;
    const row: (Buffer | null)[] = [];
    for (let field = 0; field < count; field += 1) {
      const length = tuples.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : tuples.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
  return rows;
}

/** The rows as Postgres would print them. */
export const shownRows = (rows: Checked['rows'], plan: CheckPlan): (string | null)[][] =>
  rows.map((row) =>
    row.map((value, at) => (value === null ? null : plan.columns[at]!.codec.show(value, 0, value.length))),
  );

/** The same of located rows, whose columns come as text where they are not exact. */
export const shownStage = (rows: Checked['rows'], plan: CheckPlan): (string | null)[][] =>
  rows.map((row) =>
    row.slice(3).map((value, at) => {
      const { codec } = plan.columns[at]!;
      return value === null ? null : codec.exact ? codec.show(value, 0, value.length) : value.toString();
    }),
  );

/** Record, column and code of every error. */
export const reasonsOf = (rejects: readonly RejectedRow[]): string[] =>
  rejects.flatMap(({ record, errors }) => errors.map(({ column, code }) => `${record} ${column ?? '-'} ${code}`));

export const sentencesOf = (rejects: readonly RejectedRow[]): string[] =>
  rejects.flatMap(({ errors }) => errors.map(({ sentence }) => sentence));
