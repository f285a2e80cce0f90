import type { Socket } from 'node:net';
import { fault } from '#shared/fault.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

const statusOf: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what is no HTTP, or comes too slowly. */
export function refuseClient(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf[error.code ?? ''] ?? '400 Bad Request';
  const { fault: it } = fault('ingest.request', { reason: error.code ?? 'it cannot be read' });
  const body = problemOf({ ...it, status: Number.parseInt(status, 10) });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
