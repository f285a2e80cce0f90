import type { RawData, WebSocket } from 'ws';
import type { Log } from '#backend/log/open-log.ts';
import type { ServePort } from './serve-port.ts';

const toMessage = (data: RawData, isBinary: boolean): string | Uint8Array => {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data;
  return isBinary ? bytes : bytes.toString('utf8');
};

/** Serves the contract on a WebSocket that is open. Ends with the socket. */
export function serveSocket(socket: WebSocket, servePort: ServePort, log: Log): void {
  socket.on('error', (error) => log.warn('A WebSocket failed.', { reason: error.message }));
  servePort({
    on(event: 'message' | 'close', callback: (event: { readonly data: unknown }) => void) {
      if (event === 'close') socket.on('close', () => callback({ data: undefined }));
      else socket.on('message', (data, isBinary) => callback({ data: toMessage(data, isBinary) }));
    },
    postMessage(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (typeof message === 'string' || message instanceof ArrayBuffer || message instanceof Uint8Array) socket.send(message);
    },
  });
}
