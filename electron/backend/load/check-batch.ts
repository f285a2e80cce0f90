import type { Table } from '#shared/column.ts';
import type { LoadOptions } from '#shared/load.ts';
import { Session } from '#backend/copy/session.ts';
import { openSource } from '#backend/source/open-source.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { applyRows, applySql } from './apply-rows.ts';
import { type BatchItem, BatchModes, type BatchPlan, type BatchRequest, planBatch } from './batch.ts';
import { countRows, demandEmptiable, emptyTables } from './empty-target.ts';
import { keepRejects } from './keep-rejects.ts';
import { closeLedger } from './ledger.ts';
import { readParentSets } from './parent-sets.ts';
import { type LoadPlan, planLoad } from './plan-load.ts';
import { judgeStatement } from './create-by-statement.ts';
import { inspectTarget } from './prepare-target.ts';
import { RejectLimit } from './reject-limit.ts';
import { CheckedRelations } from './relations.ts';
import type { RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { isIn, type Stage } from './stage.ts';
import { stagedPath } from './staged-path.ts';
import { beginTransaction } from './transaction.ts';

/** A file whose rows would be in a table, and are not. */
interface Unwritten {
  readonly plan: LoadPlan;
  readonly stage: Stage;
}

/** What the checks of a batch share: one transaction, which is rolled back at the end. */
interface Checks {
  readonly session: Session;
  readonly request: BatchRequest;
  readonly plan: BatchPlan;
  readonly relations: CheckedRelations;
  readonly modes: BatchModes;
  /** In the order of their loads. */
  unwritten: readonly Unwritten[];
  /** Items whose own statement creates no table. */
  readonly refused: ReadonlyMap<BatchItem, Error>;
  /** Tables that the batch would empty before its first row, and are not empty yet. */
  unemptied: readonly Table[];
  /** Rows that would go from a table, by its oid, until they are told. */
  readonly removed: Map<number, number | null>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Judges the files of a batch as a load would that follows now, parents first, row for row, and writes nothing: rows are
 * staged in temporary tables, and a child is judged as if the rows of its parents that are right were in. A table with
 * constraints that only the server can judge (checks, triggers) gets the rows, in a transaction that is rolled back; its
 * sequences may move on. Limits of rejects do not end a check. Resolves with the outcomes in the order of the items.
 */
export async function checkBatch(
  request: BatchRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunOutcome[]> {
  const { login, items, options } = request;
  const outcomes: RunOutcome[] = [];
  let session: Session | undefined;
  let note: ((sql: string) => void) | null = null;
  const end = (entry: BatchItem, index: number, outcome: RunOutcome): void => {
    outcomes[index] = outcome;
    entry.ended(outcome);
  };
  try {
    session = await Session.open(login, (sql) => note?.(sql), { signal });
    const plan = await planBatch(session, request);
    const refused = await judgeStatements(session, items);
    await beginTransaction(session);
    const relations = new CheckedRelations();
    const modes = new BatchModes(options.mode);
    const empty = { unwritten: [], unemptied: [], removed: new Map() };
    const checks: Checks = { session, request, plan, relations, modes, refused, ...empty, signal };
    if (options.mode === 'replace' && options.transaction === 'batch') await planEmptying(checks);
    for (const [number, index] of plan.order.entries()) {
      const entry = items[index];
      if (entry === undefined) continue;
      entry.started();
      const record = new RunRecord(entry.progress);
      note = (sql) => record.noteSql(entry.run, sql);
      const outcome = await checkItem(checks, entry, record, number);
      checks.modes.note(entry.item.target, outcome);
      end(entry, index, outcome);
    }
  } catch (error) {
    for (const [index, entry] of items.entries()) {
      if (outcomes[index] !== undefined) continue;
      entry.started();
      end(entry, index, new RunRecord(entry.progress).fail(error, login, signal));
    }
  } finally {
    await session?.rollback();
    await session?.close();
  }
  return outcomes;
}

/** Before the transaction of the checks begins: a statement of a person's could end it. */
async function judgeStatements(session: Session, items: readonly BatchItem[]): Promise<Map<BatchItem, Error>> {
  const refused = new Map<BatchItem, Error>();
  for (const entry of items) {
    const { createBy, target } = entry.item;
    if (createBy == null) continue;
    try {
      await judgeStatement(session, target, createBy);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      refused.set(entry, error);
    }
  }
  return refused;
}

/** As a load would that empties all tables of the batch first. */
async function planEmptying(checks: Checks): Promise<void> {
  const { session, request, relations, removed } = checks;
  const tables = new Map<number, Table>();
  for (const { item } of request.items) {
    const { targetExists, createBy } = item;
    const { dictionaryFor } = request;
    // What a statement will create has no rows.
    if (createBy != null && (await readTable(session.client, item.target)) === null) continue;
    const { table } = await inspectTarget(session, item.target, { dictionaryFor, mode: 'replace', targetExists });
    if (table) tables.set(table.oid, table);
  }
  checks.unemptied = [...tables.values()];
  await demandEmptiable(session, checks.unemptied);
  for (const table of checks.unemptied) {
    relations.empty(table);
    removed.set(table.oid, await countRows(session, table));
  }
}

async function checkItem(checks: Checks, entry: BatchItem, record: RunRecord, number: number): Promise<RunOutcome> {
  const { session, request, relations, unwritten, unemptied, signal } = checks;
  const forget = relations.mark();
  try {
    const refusal = checks.refused.get(entry);
    if (refusal !== undefined) throw refusal;
    const source = await openSource(
      { path: entry.item.path, name: entry.item.name },
      { encoding: entry.item.dialect.encoding, signal },
    );
    record.source = source;
    await session.query('savepoint sluice_item');
    const outcome = await checkFile(checks, entry, record, number);
    await session.query('release savepoint sluice_item');
    return outcome;
  } catch (error) {
    const outcome = record.fail(error, request.login, signal);
    await undoItem(session);
    forget();
    checks.unwritten = unwritten;
    checks.unemptied = unemptied;
    return outcome;
  } finally {
    await record.source?.close();
  }
}

/** The other files go on. Without a connection they will find out themselves. */
async function undoItem(session: Session): Promise<void> {
  try {
    await session.query('rollback to savepoint sluice_item');
  } catch {
    return;
  }
}

async function checkFile(checks: Checks, entry: BatchItem, record: RunRecord, number: number): Promise<RunOutcome> {
  const { session, request, relations, modes, signal } = checks;
  const { item, run } = entry;
  const { source } = record;
  if (source === null) throw new Error('A file is checked before it is open.');
  const isEmptied = request.options.transaction === 'batch' && request.options.mode === 'replace';
  const mode = isEmptied ? 'insert' : modes.modeFor(item.target);
  const options: LoadOptions = { ...request.options, mode, allOrNothing: false, maxRejects: null };
  const prepared = await inspectTarget(session, item.target, {
    dictionaryFor: request.dictionaryFor,
    mode,
    targetExists: item.targetExists,
    createBy: item.createBy,
  });
  const plan = await planLoad(session, item, prepared, options);
  const writes = plan.onlyServerKnows;
  if (writes) await writeAll(checks);
  if (mode === 'replace' && prepared.table) {
    await demandEmptiable(session, [prepared.table]);
    record.removed = await countRows(session, prepared.table);
    if (writes) await emptyTables(session, [prepared.table]);
    else relations.empty(item.target);
  }
  if (isEmptied && prepared.table) {
    record.removed = checks.removed.get(prepared.table.oid) ?? null;
    checks.removed.delete(prepared.table.oid);
  }
  const file = checks.plan.rejectedParents.begin(item.name);
  const parentSets = await readParentSets(session, plan, relations);
  record.startOver('staged');
  record.stopwatch.lap('plan');
  const { server, stage } = await stagedPath(
    {
      session,
      source,
      plan,
      limit: new RejectLimit(options),
      ask: null,
      whyMissing: file.whyMissing(plan),
      relations,
      parentSets,
      rejects: keepRejects(file.keep(plan, run.rejects)),
      tally: record.tally,
      stopwatch: record.stopwatch,
      report: (state) => record.report(state),
      signal,
      profiled: true,
      stageNumber: number,
    },
    { writes },
  );
  const ledger = closeLedger(record.tally, server);
  if (!writes) {
    for (const list of [stage.errors, stage.skipped]) {
      await session.query(`delete from ${stage.rows} s where ${isIn(list, 's')}`);
    }
    relations.add(item.target, stage);
    if (plan.table) checks.unwritten = [...checks.unwritten, { plan, stage }];
  }
  await source.verifyUnchanged();
  record.stopwatch.lap('commit');
  return record.end('checked', ledger);
}

/** Puts the rows of the files that were checked before into their tables, because a later one needs them to be there. */
async function writeAll(checks: Checks): Promise<void> {
  const { session, relations } = checks;
  await emptyTables(session, checks.unemptied);
  for (const table of checks.unemptied) relations.keep(table);
  checks.unemptied = [];
  for (const { plan, stage } of checks.unwritten) {
    if (plan.mode === 'replace' && plan.table) await emptyTables(session, [plan.table]);
    await applyRows(session, applySql(plan, stage), { first: 1, last: Number.MAX_SAFE_INTEGER });
  }
  checks.unwritten = [];
}
