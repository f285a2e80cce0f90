import type { Login } from '#shared/connection.ts';
import type { FlushStore } from '#backend/history/flush-store.ts';
import { settleCommit } from '#backend/load/settle-run.ts';

/**
 * Settles transactions of the REST service whose process ended before it knew what became of them: the server is asked. What took
 * place becomes part of its runs, what did not is forgotten with its answers; what nobody knows waits.
 * Faults: those of the server's connection end in waiting; history.*.
 */
export async function settleFlushes(flushes: FlushStore, connectionId: string, login: Login): Promise<void> {
  for (const { id, transactionId, done, owned } of flushes.open(connectionId)) {
    // This process knows by itself what becomes of its own.
    if (owned) continue;
    const end = done || transactionId === null ? 'committed' : await settleCommit(login, transactionId);
    if (end === 'committed') flushes.fold([id]);
    else if (end === 'aborted') flushes.drop(id);
  }
}
