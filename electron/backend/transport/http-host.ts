import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { fault, isFault, type Fault } from '#shared/fault.ts';
import { pageHeaders } from '#shared/page-headers.ts';
import type { Log } from '#backend/log/open-log.ts';
import { addDownloadRoute } from './download-route.ts';
import type { HostedBackend } from './hosted-backend.ts';
import { guardHost, type Guard } from './http-guard.ts';
import { servePorts } from './serve-port.ts';
import { serveSocket } from './serve-socket.ts';
import { addUploadRoute } from './upload-route.ts';
import { removeOldUploads } from './uploads.ts';

const ADDRESS = '127.0.0.1';
/** Longest message of a call: 500 files with their dialects and matches take under 1 MiB. */
const CALL_BYTES_MAX = 8 * 1024 * 1024;
/** A whole request; the longest is an upload of many GB to a slow disk. */
const REQUEST_MS_MAX = 60 * 60 * 1000;
const HEADERS_MS_MAX = 10_000;
/** A socket on which nothing moves. WebSockets are exempt: they wait. */
const SILENCE_MS_MAX = 60_000;

/** Close code of RFC 6455 for an endpoint that goes away. */
const GOING_AWAY = 1001;
const FAREWELL_MS = 500;

export interface HttpHostOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Folder of the built page: index.html and its assets. Where `npm run build` puts it, when absent. */
  readonly pageFolder?: string;
}

/** out/renderer, seen from this file as it is built (out/main) and as it is written. */
const builtPageFolder = (): string =>
  join(import.meta.dirname, ...(import.meta.url.endsWith('.ts') ? ['..', '..', '..', 'out'] : ['..']), 'renderer');

/** A host that listens. */
export interface HttpHost {
  readonly port: number;
  /** The address with its token: who has it may do everything. To be shown once, never logged. */
  readonly url: string;
  /** Ends every connection, stops listening and removes this host's uploads; the backend is the caller's to close. */
  close(): Promise<void>;
}

/**
 * Serves a backend to browsers on this machine: the page, the contract over a WebSocket at /rpc, uploads and downloads.
 * Listens on the loopback address only; who may talk to it, see guardHost. The caller closes it.
 * Faults: host.portTaken.
 */
export async function startHttpHost(backend: HostedBackend, options: HttpHostOptions): Promise<HttpHost> {
  const { log } = backend;
  const { pageFolder = builtPageFolder() } = options;
  await removeOldUploads(backend.uploads.folder, new Date());
  const server = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: SILENCE_MS_MAX,
    keepAliveTimeout: 5_000,
    forceCloseConnections: true,
    http: { headersTimeout: HEADERS_MS_MAX },
  });
  const uploaded = new Set<string>();
  let guard: Guard | null = null;

  server.setErrorHandler((error, _request, reply) => sendFault(reply, toFault(error, log)));
  server.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('There is nothing here.'));
  await server.register(cookie);
  await server.register(websocket, {
    options: { maxPayload: CALL_BYTES_MAX },
    preClose: () => endSockets(server.websocketServer.clients),
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    reply.headers(pageHeaders);
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (guard === null) throw fault('host.unreachable');
    const visitToken = visitTokenOf(request);
    const refusal = guard.refusal({
      method: request.method,
      upgrade: request.ws,
      host: request.headers.host,
      origin: request.headers.origin,
      authorization: request.headers.authorization,
      visitToken,
      session: request.cookies[guard.cookieName],
    });
    if (refusal === null && visitToken !== undefined) admit(guard, reply);
    else done(refusal ?? undefined);
  });

  const servePort = servePorts(backend);
  server.get('/rpc', { websocket: true }, (socket) => serveSocket(socket, servePort, log));
  server.get('/alive', (_request, reply) => reply.code(204).send());
  addUploadRoute(server, backend, (id) => uploaded.add(id));
  addDownloadRoute(server, backend);
  await server.register(fastifyStatic, { root: pageFolder, wildcard: true, dotfiles: 'deny', cacheControl: true });

  const port = await listen(server, options.port);
  guard = guardHost(port);
  return {
    port,
    url: `http://${ADDRESS}:${port}/?token=${guard.token}`,
    async close() {
      await server.close();
      for (const id of uploaded) await rm(join(backend.uploads.folder, id), { force: true });
    },
  };
}

/** The token in the address of the first visit to the page; no other address takes one. */
function visitTokenOf(request: FastifyRequest): string | undefined {
  const { token } = request.query as { readonly token?: unknown };
  const visits = request.method === 'GET' && !request.ws && request.url.startsWith('/?');
  return visits && typeof token === 'string' ? token : undefined;
}

/** Leaves a cookie, and takes the token out of the address: the history of the browser keeps what comes after. */
function admit(guard: Guard, reply: FastifyReply): void {
  void reply
    .setCookie(guard.cookieName, guard.session, { path: '/', httpOnly: true, sameSite: 'strict' })
    .header('cache-control', 'no-store')
    .redirect('/', 303);
}

/** Ends the WebSockets: politely, then for good, so that a window that hangs cannot keep the host. */
async function endSockets(sockets: ReadonlySet<WebSocket>): Promise<void> {
  for (const socket of sockets) socket.close(GOING_AWAY);
  const deadline = Date.now() + FAREWELL_MS;
  while (sockets.size > 0 && Date.now() < deadline) await delay(10);
  for (const socket of sockets) socket.terminate();
}

async function listen(server: FastifyInstance, port: number): Promise<number> {
  try {
    await server.listen({ host: ADDRESS, port });
  } catch (error) {
    await server.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw fault('host.portTaken', { port }, { cause: error });
    }
    throw error;
  }
  return (server.server.address() as AddressInfo).port;
}

function toFault(error: unknown, log: Log): Fault {
  if (isFault(error)) return error.fault;
  // Fastify's own refusals (a body too large, a media type nobody takes) are the sender's doing.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
    return fault('call.invalid', { reason: error.message }).fault;
  }
  const internal = fault('internal').fault;
  log.error('A request failed.', error, { faultId: internal.id });
  return internal;
}

/** A browser that asks for a page gets words; everything else gets the Fault. */
function sendFault(reply: FastifyReply, data: Fault): FastifyReply {
  void reply.code(data.status).header('cache-control', 'no-store');
  const wantsPage = reply.request.headers.accept?.includes('text/html') === true;
  return wantsPage
    ? reply.type('text/plain; charset=utf-8').send(`${data.sentence} ${data.next}`)
    : reply.send({ fault: data });
}
