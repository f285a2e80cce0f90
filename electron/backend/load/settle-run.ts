import { setTimeout as delay } from 'node:timers/promises';
import type { Login } from '#shared/connection.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { sqlStateOf } from '#backend/copy/session.ts';

/** What became of a transaction; unknown: the server cannot be asked, or has forgotten. */
export type Settled = 'committed' | 'aborted' | 'in progress' | 'unknown';

const patienceMs = 4000;
const pauseMs = 200;

/**
 * Asks the server, over a new connection, what became of a transaction whose COMMIT was not answered (PostgreSQL manual,
 * 9.28: pg_xact_status). Tries for 4 s while the server restarts or the old session still ends.
 * @param transactionId as `pg_current_xact_id()` gave it
 */
export async function settleCommit(
  login: Login,
  transactionId: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Settled> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const settled = await askOnce(login, transactionId, signal);
    if (settled === 'committed' || settled === 'aborted' || performance.now() > endMs) return settled;
    await delay(pauseMs, undefined, signal ? { signal } : {});
  }
}

async function askOnce(login: Login, transactionId: string, signal: AbortSignal | undefined): Promise<Settled> {
  try {
    const client = await connect(login, { timeoutMs: 2000, signal });
    try {
      const { rows } = await client.query<{ status: Settled | null }>(
        'select pg_xact_status($1::text::xid8) as status',
        [transactionId],
      );
      return rows[0]?.status ?? 'unknown';
    } finally {
      await disconnect(client);
    }
  } catch (error) {
    signal?.throwIfAborted();
    // The number was never given out, as the server remembers it after a crash: nothing of it is left.
    return sqlStateOf(error) === '22023' ? 'aborted' : 'unknown';
  }
}
