import type { Table } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import { Session } from '#backend/copy/session.ts';
import { openSource } from '#backend/source/open-source.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { type BatchItem, BatchModes, type BatchRequest, planBatch } from './batch.ts';
import { type CheckedFile, checkFiles, type Checks } from './check-files.ts';
import { judgeStatement } from './create-by-statement.ts';
import { countRows, demandEmptiable } from './empty-target.ts';
import { inspectTarget } from './prepare-target.ts';
import { CheckedRelations } from './relations.ts';
import type { RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { beginTransaction } from './transaction.ts';

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
    for (const group of plan.groups) {
      const files = group.flatMap((index): CheckedFile[] => {
        const entry = items[index];
        return entry === undefined ? [] : [{ entry, number: index, record: new RunRecord(entry.progress) }];
      });
      for (const { entry } of files) entry.started();
      const ends = await checkGroup(checks, files, (some) => {
        note = (sql) => some.forEach(({ entry, record }) => record.noteSql(entry.run, sql));
      });
      for (const [at, { entry, number }] of files.entries()) {
        const outcome = ends[at];
        if (outcome === undefined) continue;
        checks.modes.note(entry.item.target, outcome);
        end(entry, number, outcome);
      }
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

/**
 * Checks files that go in together, as a rule a single one. What is wrong with one of them keeps the others of its circle out
 * too, and no other file.
 * @param concern told which of them are at work
 */
async function checkGroup(
  checks: Checks,
  files: readonly CheckedFile[],
  concern: (files: readonly CheckedFile[]) => void,
): Promise<RunOutcome[]> {
  const { session, request, relations, unwritten, unemptied, signal } = checks;
  const forget = relations.mark();
  let blamed = files;
  const turn = (at: number | null): void => {
    blamed = at === null ? files : files.slice(at, at + 1);
    concern(blamed);
  };
  try {
    for (const [at, { entry, record }] of files.entries()) {
      turn(at);
      const refusal = checks.refused.get(entry);
      if (refusal !== undefined) throw refusal;
      const { path, name, dialect } = entry.item;
      record.source = await openSource({ path, name }, { encoding: dialect.encoding, signal });
    }
    await session.query('savepoint sluice_item');
    const outcomes = await checkFiles(checks, files, turn);
    await session.query('release savepoint sluice_item');
    return outcomes;
  } catch (error) {
    const name = blamed[0]?.entry.item.name ?? '';
    const outcomes = files.map((file) => {
      const own = blamed.includes(file) ? error : fault('load.batchRolledBack', { name });
      return file.record.fail(own, request.login, signal);
    });
    await undoItem(session);
    forget();
    checks.unwritten = unwritten;
    checks.unemptied = unemptied;
    return outcomes;
  } finally {
    for (const { record } of files) await record.source?.close();
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
