import { setImmediate } from 'node:timers/promises';
import type { PreviewCell } from '#shared/contract/imports.ts';
import { loadOptionsSchema, type LoadMode } from '#shared/load.ts';
import { cellError, reasonOrder, type CellError, type TypedFields } from '#shared/reject.ts';
import type { KeySet } from '#backend/check/key-set.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { previewRows } from '#backend/check/preview-rows.ts';
import type { Session } from '#backend/copy/session.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { typedForm } from '#backend/parse/typed-rows.ts';
import { textInMemory } from '#backend/source/text-in-memory.ts';
import type { ClaimedKeys } from './claimed-keys.ts';
import { judgePreview } from './judge-preview.ts';
import type { LoadPlan } from './plan-load.ts';
import { planLoad } from './plan-load.ts';
import { inspectTarget } from './prepare-target.ts';
import { RejectLimit } from './reject-limit.ts';
import { storedRelations } from './relations.ts';
import type { DictionaryFor, LoadItem, RejectSink } from './run-log.ts';
import { stagedPath } from './staged-path.ts';
import { Stopwatch } from './stopwatch.ts';
import { Tally } from './tally.ts';
import { beginTransaction } from './transaction.ts';

/** Where typed rows would go, and as what. */
export interface TypedTarget {
  readonly item: Omit<LoadItem, 'path' | 'name'>;
  readonly dictionaryFor: DictionaryFor;
  /** Never `replace`: rows that are sent after others do not take their place. */
  readonly mode: Exclude<LoadMode, 'replace'>;
}

/** A row as a person typed it. */
export interface TypedRow {
  /** That of the row in its file. */
  readonly record: number;
  readonly fields: TypedFields;
}

/** What a load would say of a typed row. */
export interface Verdict {
  readonly record: number;
  /** In the order of the fields. */
  readonly cells: readonly PreviewCell[];
  readonly rowError: CellError | null;
  /** All that is wrong, in the order of reasons. */
  readonly errors: readonly CellError[];
}

/**
 * Judges rows as they were typed, by what a check judges by: the codecs and rules of the plan, as sets in the database its keys and
 * references, and by the server the values of types that only it knows. Writes nothing: all takes place in a transaction that is
 * rolled back. As in a check, the rows go into the table before that where nothing else tells what the server refuses: the checks
 * of a domain, an exclusion constraint, a policy. Rows are judged among each other, as rows of one file, and by the keys that
 * earlier ones have claimed.
 * @param claimed keys of earlier rows of the file; null: nobody was judged before. The caller settles them
 * Faults: mapping.invalid, dictionary.invalid, target.missing, target.noRight, and those of the server.
 */
export async function judgeTypedRows(
  session: Session,
  { item, dictionaryFor, mode }: TypedTarget,
  rows: readonly TypedRow[],
  claimed: ClaimedKeys | null = null,
): Promise<Verdict[]> {
  const { dialect, line } = typedForm(item.dialect);
  const text = Buffer.from(rows.map(({ fields }) => line(fields)).join(''));
  const { plan, found } = await rolledBack(session, async () => {
    const { target, targetExists } = item;
    const prepared = await inspectTarget(session, target, { dictionaryFor, mode, targetExists });
    const made = await planLoad(session, { ...item, path: '', name: '', dialect }, prepared, { mode, update: null });
    const sets = claimed?.setsOf(made, rows.length) ?? [];
    return { plan: made, found: await judgeText(session, made, text, sets) };
  });
  // Outside of the transaction: a value that a server before 16 refuses would end it.
  return describe(session.client, plan, text, rows, found);
}

async function rolledBack<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await beginTransaction(session);
  try {
    return await work();
  } finally {
    await session.rollback();
  }
}

/** The errors of each row of a text, by its number in it. */
async function judgeText(
  session: Session,
  plan: LoadPlan,
  text: Buffer,
  claimedSets: readonly KeySet[],
): Promise<ReadonlyMap<number, RejectedRow['errors']>> {
  const found = new Map<number, RejectedRow['errors']>();
  const add: RejectSink['add'] = async (rejects) => {
    for (const { record, errors } of rejects) found.set(record, errors);
  };
  const amend: RejectSink['amend'] = async (more) => {
    for (const { record, errors } of more) {
      const all = [...(found.get(record) ?? []), ...errors];
      found.set(
        record,
        all.toSorted((a, b) => reasonOrder(a.code) - reasonOrder(b.code)),
      );
    }
  };
  await stagedPath(
    {
      session,
      source: textInMemory(text, 'typed rows'),
      plan,
      limit: new RejectLimit(loadOptionsSchema.parse({})),
      ask: null,
      whyMissing: () => '',
      relations: storedRelations,
      parentSets: plan.parents.map(() => null),
      claimedSets,
      rejects: { add, amend, addRest: async () => {}, clear: async () => found.clear(), settle: async () => {} },
      tally: new Tally(text.length),
      stopwatch: new Stopwatch(),
      report: () => undefined,
      signal: undefined,
      stageNumber: 0,
    },
    { writes: plan.onlyServerKnows },
  );
  return found;
}

async function describe(
  client: PostgresClient,
  plan: LoadPlan,
  text: Buffer,
  rows: readonly TypedRow[],
  found: ReadonlyMap<number, RejectedRow['errors']>,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const { columns, dialect } = plan.check;
  for await (const batch of parseRows(textInMemory(text, 'typed rows'), dialect)) {
    for (const shown of await judgePreview(client, plan.check, previewRows(batch, plan.check))) {
      const row = rows[shown.record - 1];
      if (row === undefined) throw new Error('More rows were read than were typed.');
      const errors = (found.get(shown.record) ?? []).map((error) =>
        withRecords(error, (at) => rows[at - 1]?.record ?? at - rows.length),
      );
      const cells = row.fields.map((typed, field): PreviewCell => {
        const place = columns.findIndex((column) => column.field === field);
        const { stored = null, warning = null, error: own = null } = shown.cells[place] ?? {};
        const name = columns[place]?.name;
        const error = name === undefined ? null : (errors.find(({ column }) => column === name) ?? own);
        return { text: typed, stored, error, warning };
      });
      verdicts.push({
        record: row.record,
        cells,
        rowError: errors.find(({ column }) => column === null) ?? null,
        errors,
      });
    }
    await setImmediate();
  }
  return verdicts;
}

/** The same error where the record that it names has another number in the file that the rows came from. */
export function withRecords(error: CellError, recordOf: (record: number) => number): CellError {
  if (error.code !== 'duplicate.inFile') return error;
  const sentence = error.sentence.replace(/\d+(?=\.$)/, (record) => String(recordOf(Number(record))));
  return { ...error, sentence };
}

/**
 * The errors of a row whose original holds bytes that are no text: as long as a field still shows what stood in their place, the
 * value that is meant is not known.
 */
export function withUnknownText(
  errors: readonly CellError[],
  original: readonly CellError[],
  fields: TypedFields,
  fieldColumns: readonly string[],
): CellError[] {
  const unknown = original
    .filter(({ code, column }) => code === 'encoding' && fields[fieldColumns.indexOf(column ?? '')]?.includes('\ufffd'))
    .map(({ column }) => cellError('encoding', column, fields[fieldColumns.indexOf(column ?? '')] ?? null));
  return [...unknown, ...errors];
}
