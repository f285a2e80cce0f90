import { once } from 'node:events';
import { connect } from 'node:net';
import type { ServerAddress } from '#shared/connection.ts';

/** On one machine an answer takes well under a millisecond, or a little longer where the machine is busy. */
const answerMsMax = 2000;

/** Whether anybody takes connections at an address of this machine: a unix socket's folder and port, or a host and port. */
export async function isListening({ host, port }: Pick<ServerAddress, 'host' | 'port'>): Promise<boolean> {
  const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(answerMsMax) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
