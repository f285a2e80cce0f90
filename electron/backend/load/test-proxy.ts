import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Login } from '#shared/connection.ts';

/** A way to the server that a test can disturb. */
export interface Proxy {
  readonly login: Login;
  /** Lets nobody in any more. */
  refuse(): void;
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
  const server = createServer((client) => {
    if (refusing) return void client.destroy();
    const upstream = address.host.startsWith('/')
      ? connect(`${address.host}/.s.PGSQL.${address.port}`)
      : connect(address.port, address.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (bytes) => void client.write(bytes));
    client.on('data', (bytes) => {
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
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
