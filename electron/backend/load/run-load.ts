import type { Login } from '#shared/connection.ts';
import type { Ledger, LoadOptions } from '#shared/load.ts';
import { Session } from '#backend/copy/session.ts';
import { openSource, type Source } from '#backend/source/open-source.ts';
import type { Attempt } from './attempt.ts';
import { judgeStatement } from './create-by-statement.ts';
import { canGoDirect, directPath, NotDirect } from './direct-path.ts';
import { emptyTarget } from './empty-target.ts';
import { keepRejects } from './keep-rejects.ts';
import { closeLedger } from './ledger.ts';
import { readParentSets } from './parent-sets.ts';
import { moveSequences } from './move-sequences.ts';
import { type LoadPlan, planLoad } from './plan-load.ts';
import { prepareTarget } from './prepare-target.ts';
import { demandWantedRejects } from './reject-limit.ts';
import { storedRelations } from './relations.ts';
import type { DictionaryFor, LoadItem, LoadProgress, RunLog, RunOutcome } from './run-log.ts';
import { RunRecord } from './run-record.ts';
import { stagedPath } from './staged-path.ts';
import { beginTransaction, commitRun } from './transaction.ts';

export interface LoadRequest {
  readonly login: Login;
  readonly item: LoadItem;
  readonly dictionaryFor: DictionaryFor;
  readonly options: LoadOptions;
  readonly run: RunLog;
  readonly progress: (progress: LoadProgress) => void;
}

/** A request with what is open for it. */
interface Load extends LoadRequest {
  readonly source: Source;
  readonly session: Session;
  readonly record: RunRecord;
  readonly signal: AbortSignal | undefined;
}

/**
 * Loads one file into one table, in one transaction: all of its good rows, or none.
 *
 * file ─► source ─► parse ─► check ─► copy ─► Postgres
 *                      └──── rejects ───┘
 *
 * Never rejects: whatever goes wrong is the outcome's `fault`, and the table is as it was. Only where the answer to COMMIT was
 * lost, and the server cannot be asked, is the outcome `unknown`.
 */
export async function runLoad(
  request: LoadRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunOutcome> {
  const { login, item, run } = request;
  const record = new RunRecord(request.progress);
  let session: Session | undefined;
  try {
    const source = await openSource({ path: item.path, name: item.name }, { encoding: item.dialect.encoding, signal });
    record.source = source;
    session = await Session.open(login, (sql) => record.noteSql(run, sql), { signal });
    return await loadFile({ ...request, source, session, record, signal });
  } catch (error) {
    return record.fail(error, login, signal);
  } finally {
    await session?.rollback();
    await session?.close();
    await record.source?.close();
  }
}

async function loadFile(load: Load): Promise<RunOutcome> {
  const { source, session, record, options, run, signal } = load;
  const { ledger, plan } = await sendFile(load);
  demandWantedRejects(record.tally, options);
  record.report('committing');
  await source.verifyUnchanged();
  record.sequencesLeft = await moveSequences(session, plan);
  return commitRun(session, record, { ledger, run, signal });
}

/** A file whose rows are in its table, but for the COMMIT. */
interface Sent {
  readonly ledger: Ledger;
  readonly plan: LoadPlan;
}

/** Direct when it can be, staged when it must. */
async function sendFile(load: Load): Promise<Sent> {
  try {
    return await tryPath(load, 'direct');
  } catch (error) {
    if (!(error instanceof NotDirect)) throw error;
    await load.session.rollback();
    load.run.rejects.clear();
    return await tryPath(load, 'staged');
  }
}

async function tryPath(load: Load, wanted: 'direct' | 'staged'): Promise<Sent> {
  const { source, session, record, item, options, run, signal } = load;
  const { mode } = options;
  if (item.createBy != null) await judgeStatement(session, item.target, item.createBy);
  await beginTransaction(session);
  const prepared = await prepareTarget(session, item.target, {
    dictionaryFor: load.dictionaryFor,
    mode,
    targetExists: item.targetExists,
    createBy: item.createBy,
  });
  if (mode === 'replace') await emptyTarget(session, prepared.table);
  const plan = await planLoad(session, item, prepared, mode);
  const parentSets = await readParentSets(session, plan, storedRelations);
  const path = wanted === 'direct' && (await canGoDirect(session, plan, parentSets)) ? 'direct' : 'staged';
  record.startOver(path);
  record.stopwatch.lap('plan');
  const attempt: Attempt = {
    session,
    source,
    plan,
    options,
    relations: storedRelations,
    parentSets,
    rejects: keepRejects(run.rejects),
    tally: record.tally,
    stopwatch: record.stopwatch,
    report: (state) => record.report(state),
    signal,
    stageNumber: 0,
  };
  const { server } = path === 'direct' ? await directPath(attempt) : await stagedPath(attempt, { writes: true });
  record.serverCount = server.inserted + server.updated;
  return { ledger: closeLedger(record.tally, server), plan };
}
