import { fault } from '#shared/fault.ts';
import { newTestBackend, type TestBackend } from '../../electron/backend/transport/test-backend.ts';
import { servePorts } from '../../electron/backend/transport/serve-port.ts';
import { Connection } from './connection.ts';
import type { WireListener } from './wire.ts';

/** A connection over real MessagePorts to a backend in memory, cut and joined by hand. */
export interface TestConnection {
  readonly connection: Connection;
  readonly backend: TestBackend;
  /** Opens a wire to the backend. */
  readonly join: () => void;
  /** Kills the wire, without a word to the client's port, as the death of a process does. */
  readonly cut: () => void;
  readonly close: () => void;
}

export function openTestConnection({ joined = true } = {}): TestConnection {
  const backend = newTestBackend();
  const servePort = servePorts(backend);
  const ports: MessagePort[] = [];
  let listener: WireListener | null = null;
  const connection = new Connection((given) => {
    listener = given;
    return () => (listener = null);
  });

  const join = (): void => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    servePort({
      on(event: 'message' | 'close', callback: (event: { readonly data: unknown }) => void) {
        port2.addEventListener(event, (heard) => callback(heard as MessageEvent<unknown>));
        port2.start();
      },
      postMessage: (message) => port2.postMessage(message),
    });
    listener?.opened({
      send: (message) => port1.postMessage(message),
      onMessage(callback) {
        port1.addEventListener('message', (event: MessageEvent<unknown>) => callback(event.data));
        port1.start();
      },
    });
  };
  const cut = (): void => {
    for (const port of ports.splice(0)) port.close();
    listener?.lost(fault('host.backendGone').fault);
  };
  if (joined) join();
  return {
    connection,
    backend,
    join,
    cut,
    close() {
      connection.close();
      for (const port of ports.splice(0)) port.close();
    },
  };
}
