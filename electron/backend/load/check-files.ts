import type { Table } from '#shared/column.ts';
import type { LoadOptions } from '#shared/load.ts';
import type { Session } from '#backend/copy/session.ts';
import { applyRows, applySql } from './apply-rows.ts';
import type { Attempt } from './attempt.ts';
import type { BatchItem, BatchModes, BatchPlan, BatchRequest } from './batch.ts';
import { applyCircle, planInCircle } from './circle.ts';
import { circlePath } from './circle-path.ts';
import { countRows, demandEmptiable, emptyTables } from './empty-target.ts';
import { keepRejects } from './keep-rejects.ts';
import { closeLedger } from './ledger.ts';
import { readParentSets } from './parent-sets.ts';
import { type LoadPlan, planLoad } from './plan-load.ts';
import { inspectTarget } from './prepare-target.ts';
import { RejectLimit } from './reject-limit.ts';
import type { CheckedRelations } from './relations.ts';
import type { RunOutcome } from './run-log.ts';
import type { RunRecord } from './run-record.ts';
import { isIn, type Stage } from './stage.ts';
import { type StagedEnd, stagedPath } from './staged-path.ts';

/** A file whose rows would be in a table, and are not. */
interface Unwritten {
  readonly plan: LoadPlan;
  readonly stage: Stage;
}

/** What the checks of a batch share: one transaction, which is rolled back at the end. */
export interface Checks {
  readonly session: Session;
  readonly request: BatchRequest;
  readonly plan: BatchPlan;
  readonly relations: CheckedRelations;
  readonly modes: BatchModes;
  /** In the order of their loads; those of a circle together. */
  unwritten: readonly (readonly Unwritten[])[];
  /** Items whose own statement creates no table. */
  readonly refused: ReadonlyMap<BatchItem, Error>;
  /** Tables that the batch would empty before its first row, and are not empty yet. */
  unemptied: readonly Table[];
  /** Rows that would go from a table, by its oid, until they are told. */
  readonly removed: Map<number, number | null>;
  readonly signal: AbortSignal | undefined;
}

/** One file of a batch, which is open. */
export interface CheckedFile {
  readonly entry: BatchItem;
  readonly record: RunRecord;
  /** Its number in the session. */
  readonly number: number;
}

interface PlannedFile extends CheckedFile {
  readonly plan: LoadPlan;
  readonly options: LoadOptions;
}

/**
 * Checks files whose tables refer to each other, or a single one.
 * @param turn told before a file is looked at, and with null when all are judged
 */
export async function checkFiles(
  checks: Checks,
  files: readonly CheckedFile[],
  turn: (file: number | null) => void,
): Promise<RunOutcome[]> {
  const { session } = checks;
  const targets = files.map(({ entry }) => entry.item.target);
  const planned: PlannedFile[] = [];
  for (const [at, file] of files.entries()) {
    turn(at);
    const one = await planFile(checks, file);
    planned.push(files.length === 1 ? one : { ...one, plan: planInCircle(one.plan, targets) });
  }
  const writes = planned.some(({ plan }) => plan.onlyServerKnows);
  if (writes) await writeAll(checks);
  const attempts: Attempt[] = [];
  for (const [at, file] of planned.entries()) {
    turn(at);
    await emptyInCheck(checks, file, writes);
    attempts.push(await attemptOf(checks, file));
  }
  const [only] = attempts;
  const ends: readonly StagedEnd[] =
    only !== undefined && attempts.length === 1
      ? [await stagedPath(only, { writes })]
      : await circlePath(attempts, { writes, turn });
  const ledgers = planned.map(({ record }, at) => closeLedger(record.tally, endAt(ends, at).server));
  if (!writes) {
    const left = planned.map(({ plan }, at) => ({ plan, stage: endAt(ends, at).stage }));
    for (const { plan, stage } of left) {
      for (const list of [stage.errors, stage.skipped]) {
        await session.query(`delete from ${stage.rows} s where ${isIn(list, 's')}`);
      }
      checks.relations.add(plan.target, stage);
    }
    if (left.every(({ plan }) => plan.table)) checks.unwritten = [...checks.unwritten, left];
  }
  const outcomes: RunOutcome[] = [];
  for (const [at, { record }] of planned.entries()) {
    turn(at);
    await record.source?.verifyUnchanged();
    record.stopwatch.lap('commit');
    const ledger = ledgers[at];
    if (ledger !== undefined) outcomes.push(record.end('checked', ledger));
  }
  return outcomes;
}

function endAt(ends: readonly StagedEnd[], at: number): StagedEnd {
  const end = ends[at];
  if (end === undefined) throw new Error('A file was checked and has no end.');
  return end;
}

const isEmptiedFirst = ({ request: { options } }: Checks): boolean =>
  options.transaction === 'batch' && options.mode === 'replace';

async function planFile(checks: Checks, file: CheckedFile): Promise<PlannedFile> {
  const { session, request, modes } = checks;
  const { item } = file.entry;
  const mode = isEmptiedFirst(checks) ? 'insert' : modes.modeFor(item.target);
  const options: LoadOptions = { ...request.options, mode, allOrNothing: false, maxRejects: null };
  const { dictionaryFor } = request;
  const { targetExists, createBy } = item;
  const prepared = await inspectTarget(session, item.target, { dictionaryFor, mode, targetExists, createBy });
  return { ...file, options, plan: await planLoad(session, item, prepared, options) };
}

/** In the mode replace: the table of a file is empty for it, and the rows that would go are counted. */
async function emptyInCheck(checks: Checks, { plan, record }: PlannedFile, writes: boolean): Promise<void> {
  const { session, relations, removed } = checks;
  const { table, mode } = plan;
  if (table === null) return;
  if (mode === 'replace') {
    await demandEmptiable(session, [table]);
    record.removed = await countRows(session, table);
    if (writes) await emptyTables(session, [table]);
    else relations.empty(table);
  }
  if (isEmptiedFirst(checks)) {
    record.removed = removed.get(table.oid) ?? null;
    removed.delete(table.oid);
  }
}

async function attemptOf(checks: Checks, { entry, record, plan, options, number }: PlannedFile): Promise<Attempt> {
  const { session, relations, signal } = checks;
  const { source } = record;
  if (source === null) throw new Error('A file is checked before it is open.');
  const file = checks.plan.rejectedParents.begin(entry.item.name);
  const parentSets = await readParentSets(session, plan, plan.parents, relations);
  record.startOver('staged');
  record.stopwatch.lap('plan');
  return {
    session,
    source,
    plan,
    limit: new RejectLimit(options),
    ask: null,
    whyMissing: file.whyMissing(plan),
    relations,
    parentSets,
    rejects: keepRejects(file.keep(plan, entry.run.rejects)),
    tally: record.tally,
    stopwatch: record.stopwatch,
    report: (state) => record.report(state),
    signal,
    profiled: true,
    stageNumber: number,
  };
}

/** Puts the rows of the files that were checked before into their tables, because a later one needs them to be there. */
async function writeAll(checks: Checks): Promise<void> {
  const { session, relations } = checks;
  await emptyTables(session, checks.unemptied);
  for (const table of checks.unemptied) relations.keep(table);
  checks.unemptied = [];
  for (const files of checks.unwritten) {
    const [only] = files;
    if (only !== undefined && files.length === 1) {
      const { plan, stage } = only;
      if (plan.mode === 'replace' && plan.table) await emptyTables(session, [plan.table]);
      await applyRows(session, applySql(plan, stage), { first: 1, last: Number.MAX_SAFE_INTEGER });
    } else await applyCircle(session, files);
  }
  checks.unwritten = [];
}
