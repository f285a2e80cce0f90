import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Login } from '#shared/connection.ts';

/** A way to the server that a test can disturb. */
export interface Proxy {
  readonly login: Login;
  /** Lets nobody in any more. */
  refuse(): void;
  /** From now on passes nothing on, without closing anything: neither on connections that are open nor, if `newToo`, on others. */
  fallSilent(newToo: boolean): void;
  /** Cuts all connections. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Listens on loopback and passes everything on to the server.
 * @param onSent sees what a client sends before it is passed on; `swallow` keeps it back, `hangUp` passes it on and cuts the
 * connection before an answer comes
 */
export async function startProxy(
  { address, password }: Login,
  onSent: (bytes: Buffer) => 'pass' | 'swallow' | 'hangUp' = () => 'pass',
): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let refusing = false;
  let silentBefore = 0;
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) return void client.destroy();
    connections += 1;
    const number = connections;
    const isSilent = (): boolean => number < silentBefore;
    const upstream = address.host.startsWith('/')
      ? connect({ path: `${address.host}/.s.PGSQL.${address.port}`, allowHalfOpen: true })
      : connect({ port: address.port, host: address.host, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('end', () => void (isSilent() || socket.destroy()));
      socket.on('close', () => {
        if (isSilent()) return;
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (bytes) => void (isSilent() || client.write(bytes)));
    client.on('data', (bytes) => {
      if (isSilent()) return;
      const verdict = onSent(bytes);
      if (verdict === 'swallow') return void client.destroy();
      if (verdict === 'pass') return void upstream.write(bytes);
      upstream.removeAllListeners('data');
      upstream.end(bytes, () => client.destroy());
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    login: { address: { ...address, host: '127.0.0.1', port, tls: 'disable' }, password },
    refuse: () => void (refusing = true),
    fallSilent: (newToo) => void (silentBefore = newToo ? Number.POSITIVE_INFINITY : connections + 1),
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
