import type { Login } from '#shared/connection.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';

/**
 * Asks the server, from a second session, to cancel what the session with this process id does. Returns false where the
 * server cannot be reached, or does not let us. A session that does nothing is left as it is.
 */
export async function cancelBackend(login: Login, processId: number): Promise<boolean> {
  try {
    const client = await connect(login, { timeoutMs: 2000 });
    try {
      const { rows } = await client.query<{ sent: string }>('select pg_cancel_backend($1) as sent', [processId]);
      return rows[0]?.sent === 't';
    } finally {
      await disconnect(client);
    }
  } catch {
    return false;
  }
}
