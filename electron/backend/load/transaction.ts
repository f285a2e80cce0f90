import { fault } from '#shared/fault.ts';
import type { Ledger } from '#shared/load.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import type { RunLog, RunOutcome } from './run-log.ts';
import type { RunRecord } from './run-record.ts';
import { settleCommit } from './settle-run.ts';

/** Begins a transaction that waits at most 4 s for anything that another session has locked. */
export async function beginTransaction(session: Session): Promise<void> {
  await session.query('begin');
  await session.query(`set local lock_timeout = '4s'`);
}

/** A run whose rows are in, but for the COMMIT. */
export interface CommittedRun {
  readonly record: RunRecord;
  readonly ledger: Ledger;
  readonly run: Pick<RunLog, 'noteCommit'>;
}

/**
 * Commits the runs of a transaction, and finds out whether that took place should its answer be lost. Each is noted before
 * COMMIT is sent, so that each can be settled by itself should this process end before the answer.
 * Faults: those of a COMMIT that the server refuses.
 */
export async function commitRuns<Runs extends readonly [CommittedRun, ...CommittedRun[]]>(
  session: Session,
  runs: Runs,
  { signal }: { readonly signal: AbortSignal | undefined },
): Promise<[RunOutcome, ...RunOutcome[]]> {
  const { rows } = await session.query<{ id: string }>('select pg_current_xact_id()::text as id');
  const transactionId = rows[0]?.id ?? '';
  const endAs = ({ record, ledger }: CommittedRun): RunOutcome =>
    record.end(ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded', ledger);
  for (const one of runs) {
    one.record.transactionId = transactionId;
    one.run.noteCommit(endAs(one));
  }
  signal?.throwIfAborted();
  try {
    await session.commit();
  } catch (error) {
    if (!isLost(error)) throw error;
    const settled = await settleCommit(session.login, transactionId);
    if (settled === 'aborted') throw error;
    if (settled !== 'committed') {
      return mapRuns(runs, ({ record, ledger }) =>
        record.end('unknown', ledger, fault('load.unsettled', {}, { cause: error })),
      );
    }
  }
  for (const { record } of runs) record.stopwatch.lap('commit');
  return mapRuns(runs, endAs);
}

const mapRuns = (
  [first, ...more]: readonly [CommittedRun, ...CommittedRun[]],
  end: (run: CommittedRun) => RunOutcome,
): [RunOutcome, ...RunOutcome[]] => [end(first), ...more.map(end)];

/** Whether the session ended before it told what became of a statement; any other error is an answer. */
function isLost(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === null || state.startsWith('57P') || state.startsWith('08');
}
