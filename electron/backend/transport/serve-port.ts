import { RPCHandler } from '@orpc/server/message-port';
import { fault } from '#shared/fault.ts';
import { toFaultOnWire, withFaultsOnWire } from './fault-errors.ts';
import type { HostedBackend } from './hosted-backend.ts';
import { isWireMessage } from './wire-message.ts';

/** What a connection to a window can do, whichever host it is; Electron's MessagePortMain fits. */
export interface ServedPort {
  on(event: 'message', callback: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', callback: () => void): unknown;
  postMessage(message: unknown): void;
}

/** Serves the contract on each port it is given. */
export type ServePort = (port: ServedPort) => void;

const isEvents = (output: unknown): output is AsyncIterator<unknown, unknown, unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;

/**
 * Makes what serves a backend's contract: calls, event streams, aborts. A port that closes aborts what was called over it,
 * streams included; jobs go on. What arrives and is no message of the protocol is logged and dropped.
 */
export function servePorts(backend: Pick<HostedBackend, 'router' | 'log'>): ServePort {
  const { log } = backend;
  const handler = new RPCHandler(backend.router, {
    interceptors: [
      async (call) => {
        try {
          const result = await call.next();
          if (!result.matched) throw fault('call.invalid', { reason: 'there is no such call' });
          return result;
        } catch (error) {
          throw toFaultOnWire(error, call.request.url.pathname.slice(1), log);
        }
      },
    ],
    clientInterceptors: [
      async (call) => {
        const output: unknown = await call.next();
        return isEvents(output) ? withFaultsOnWire(output, call.path.join('/'), log) : output;
      },
    ],
  });

  return (port) => {
    handler.upgrade({
      postMessage: (message: unknown) => port.postMessage(message),
      on(event: string, callback: (event?: { data: unknown }) => unknown) {
        if (event !== 'message') {
          port.on('close', () => callback());
          return;
        }
        port.on('message', ({ data }) => {
          if (isWireMessage(data)) callback({ data });
          else log.warn('A message of no known form was dropped.', { type: typeof data });
        });
      },
    });
  };
}
