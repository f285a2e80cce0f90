import type { StoredRun } from '#backend/history/run-row.ts';
import { settleFlushes } from '#backend/ingest/settle-flushes.ts';
import { settleCommit } from '#backend/load/settle-run.ts';
import { fault } from '#shared/fault.ts';
import { emptyLedger } from '#shared/load.ts';
import { settleReplay } from './settle-replay.ts';
import type { Rooms } from './rooms.ts';

/**
 * Settles runs that a process left behind when it ended. One that never came to its COMMIT put no row in and is marked
 * failed. For one that did, the server is asked whether its transaction took place: when its connection is opened or loaded to;
 * until then it is marked unknown. So is one of this process whose COMMIT was never answered.
 * @param connectionId the connection that can be asked now; null at the start, when none can
 */
export async function settleRuns(rooms: Rooms, connectionId: string | null): Promise<void> {
  const { history, changes, log, logins } = rooms;
  for (const run of history.runs.orphans()) {
    const isHere = run.connectionId === connectionId;
    if (run.state === 'unknown' && !isHere) continue;
    try {
      const settled = await settle(rooms, run, isHere);
      if (settled.state === run.state) continue;
      history.runs.change(run.id, settled);
      changes.emit('runs');
    } catch (error) {
      log.error('A run could not be settled.', error, { runId: run.id });
    }
  }
  if (connectionId !== null) {
    try {
      await settleFlushes(history.flushes, connectionId, await logins.login(connectionId));
    } catch (error) {
      log.error('Requests to the REST service could not be settled.', error);
    }
  }
  for (const run of history.runs.replaying()) {
    try {
      await settleReplay(rooms, run.id);
    } catch (error) {
      log.error('A replay could not be settled.', error, { runId: run.id });
    }
  }
}

type Settled = Pick<StoredRun, 'state'> & Partial<StoredRun>;

async function settle({ logins }: Rooms, run: StoredRun, canAsk: boolean): Promise<Settled> {
  const finishedAt = run.finishedAt ?? new Date().toISOString();
  const { rejected, marks } = run.ledger;
  const ledger = { ...emptyLedger, read: rejected, rejected, marks };
  const failed: Settled = { state: 'failed', fault: fault('run.interrupted').fault, finishedAt, ledger };
  if (run.kind === 'check' || run.transactionId === null) return failed;
  const end = canAsk ? await settleCommit(await logins.login(run.connectionId), run.transactionId) : 'unknown';
  if (end === 'aborted') return failed;
  if (end === 'committed') return { state: run.ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded', fault: null, finishedAt };
  return { state: 'unknown', fault: fault('load.unsettled').fault };
}
