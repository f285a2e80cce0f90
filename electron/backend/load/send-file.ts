import type { Ledger, LoadOptions } from '#shared/load.ts';
import type { Session } from '#backend/copy/session.ts';
import type { Source } from '#backend/source/open-source.ts';
import type { Attempt } from './attempt.ts';
import { areKeysJudged, canGoDirect, directPath, NotDirect } from './direct-path.ts';
import { planInCircle } from './circle.ts';
import { circlePath } from './circle-path.ts';
import { emptyTables } from './empty-target.ts';
import { keepRejects } from './keep-rejects.ts';
import { closeLedger } from './ledger.ts';
import { readParentSets } from './parent-sets.ts';
import { type LoadPlan, planLoad } from './plan-load.ts';
import { prepareTarget } from './prepare-target.ts';
import type { AskBeyondLimit, RejectLimit } from './reject-limit.ts';
import type { FileOfBatch } from './rejected-parents.ts';
import { storedRelations } from './relations.ts';
import type { DictionaryFor, LoadItem, RunLog } from './run-log.ts';
import type { RunRecord } from './run-record.ts';
import { stagedPath } from './staged-path.ts';
import { readTableKeys } from './table-keys.ts';

/** A file that is open, and all that its rows need on their way into the table. */
export interface OpenFile {
  readonly item: LoadItem;
  readonly source: Source;
  readonly session: Session;
  readonly record: RunRecord;
  readonly run: RunLog;
  readonly dictionaryFor: DictionaryFor;
  readonly options: LoadOptions;
  readonly limit: RejectLimit;
  readonly ask: AskBeyondLimit | null;
  readonly file: FileOfBatch;
  /** Number of the file in its session. */
  readonly stageNumber: number;
  /** Begins what `undo` takes back, so that the file can be sent again by another path. */
  readonly begin: () => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** A file whose rows are in its table, but for the COMMIT. */
export interface SentFile {
  readonly ledger: Ledger;
  readonly plan: LoadPlan;
}

/**
 * Sends the rows of a file into its table: direct when it can be, staged when it must.
 * Faults: those of the target, the plan, the source and the limit of rejects.
 */
export async function sendFile(open: OpenFile): Promise<SentFile> {
  const { limit, record } = open;
  const ask: AskBeyondLimit | null =
    open.ask &&
    ((question) => {
      // Whoever is asked wants to see what came so far.
      record.reportNow();
      return open.ask?.(question) ?? Promise.resolve('rollBack');
    });
  const sent = await sendByPath({ ...open, ask });
  await limit.demandWanted(record.tally, ask);
  return sent;
}

async function sendByPath(open: OpenFile): Promise<SentFile> {
  try {
    return await tryPath(open, 'direct');
  } catch (error) {
    if (!(error instanceof NotDirect)) throw error;
    await open.undo();
    await open.run.rejects.clear();
    return await tryPath(open, 'staged');
  }
}

/**
 * Sends the rows of files whose tables refer to each other: staged, judged together, and put in at once.
 * @param turn told before a file is read, and with null when all are judged
 */
export async function sendCircle(
  files: readonly OpenFile[],
  turn: (file: number | null) => void,
): Promise<readonly SentFile[]> {
  const targets = files.map(({ item }) => item.target);
  const attempts: Attempt[] = [];
  for (const [at, open] of files.entries()) {
    turn(at);
    const { attempt } = await planAttempt(open, 'staged', (plan) => planInCircle(plan, targets));
    attempts.push(attempt);
  }
  const ends = await circlePath(attempts, { writes: true, turn });
  const sent: SentFile[] = [];
  for (const [at, { limit, ask, record }] of files.entries()) {
    const [end, attempt] = [ends[at], attempts[at]];
    if (end === undefined || attempt === undefined) throw new Error('A file of a circle has no end.');
    record.serverCount = end.server.inserted + end.server.updated;
    sent.push({ ledger: closeLedger(record.tally, end.server), plan: attempt.plan });
    await limit.demandWanted(record.tally, ask);
  }
  return sent;
}

async function tryPath(open: OpenFile, wanted: 'direct' | 'staged'): Promise<SentFile> {
  const { record } = open;
  const { attempt, path } = await planAttempt(open, wanted);
  const { server } = path === 'direct' ? await directPath(attempt) : await stagedPath(attempt, { writes: true });
  record.serverCount = server.inserted + server.updated;
  return { ledger: closeLedger(record.tally, server), plan: attempt.plan };
}

async function planAttempt(
  open: OpenFile,
  wanted: 'direct' | 'staged',
  change: (plan: LoadPlan) => LoadPlan = (plan) => plan,
): Promise<{ readonly attempt: Attempt; readonly path: 'direct' | 'staged' }> {
  const { source, session, record, item, file, options, run, limit, ask, stageNumber, signal } = open;
  const { mode } = options;
  await open.begin();
  const prepared = await prepareTarget(session, item.target, {
    dictionaryFor: open.dictionaryFor,
    mode,
    targetExists: item.targetExists,
    createBy: item.createBy,
  });
  if (mode === 'replace') [record.removed = null] = await emptyTables(session, [prepared.table]);
  const plan = change(await planLoad(session, item, prepared, options));
  const parentSets = await readParentSets(session, plan, plan.parents, storedRelations);
  const isTried = wanted === 'direct';
  const warnedSets = isTried ? await readParentSets(session, plan, plan.warnedParents, storedRelations) : [];
  const canBe = isTried && canGoDirect(plan, { parentSets, warnedSets });
  const tableKeys = canBe ? await readTableKeys(session, plan, parentSets, source.bytes) : null;
  const path = canBe && areKeysJudged(plan, tableKeys) ? 'direct' : 'staged';
  record.startOver(path);
  record.stopwatch.lap('plan');
  const attempt: Attempt = {
    session,
    source,
    plan,
    limit,
    ask,
    whyMissing: file.whyMissing(plan),
    relations: storedRelations,
    parentSets,
    warnedSets,
    ...(tableKeys === null ? {} : { tableKeys }),
    rejects: keepRejects(file.keep(plan, run.rejects)),
    tally: record.tally,
    stopwatch: record.stopwatch,
    report: (state) => record.report(state),
    signal,
    stageNumber,
  };
  return { attempt, path };
}
