import type { Login } from '#shared/connection.ts';
import { connect, type ConnectOptions, disconnect, type PostgresClient } from './connect.ts';
import { queryFault } from './sqlstate-fault.ts';

/**
 * Runs something short in a session of its own, for questions to the catalog and the like. When the signal aborts, the
 * session is cut and this rejects with the signal's reason.
 * Faults: those of `connect`, and whatever the server has against the queries.
 */
export async function withClient<T>(
  login: Login,
  run: (client: PostgresClient) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const { signal } = options;
  const client = await connect(login, options);
  const cut = (): void => void client.connection.stream.destroy();
  signal?.addEventListener('abort', cut, { once: true });
  try {
    return await run(client);
  } catch (error) {
    signal?.throwIfAborted();
    throw queryFault(error, login.address);
  } finally {
    signal?.removeEventListener('abort', cut);
    await disconnect(client);
  }
}
