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

/**
 * Commits a run, and finds out whether that took place should its answer be lost.
 * Faults: those of a COMMIT that the server refuses.
 */
export async function commitRun(
  session: Session,
  record: RunRecord,
  { ledger, run, signal }: { readonly ledger: Ledger; readonly run: RunLog; readonly signal: AbortSignal | undefined },
): Promise<RunOutcome> {
  const { rows } = await session.query<{ id: string }>('select pg_current_xact_id()::text as id');
  const transactionId = rows[0]?.id ?? '';
  record.transactionId = transactionId;
  const state = ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded';
  run.noteCommit(record.end(state, ledger));
  signal?.throwIfAborted();
  try {
    await session.commit();
  } catch (error) {
    if (!isLost(error)) throw error;
    const settled = await settleCommit(session.login, transactionId);
    if (settled === 'aborted') throw error;
    if (settled !== 'committed') return record.end('unknown', ledger, fault('load.unsettled', {}, { cause: error }));
  }
  record.stopwatch.lap('commit');
  return record.end(state, ledger);
}

/** Whether the session ended before it told what became of a statement; any other error is an answer. */
function isLost(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === null || state.startsWith('57P') || state.startsWith('08');
}
