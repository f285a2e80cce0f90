import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fault, isFault } from '#shared/fault.ts';
import type { IngestOptions } from '#shared/ingest.ts';
import type { Log } from '#backend/log/open-log.ts';
import { type Gatekeeper, isLoopback } from './gatekeeper.ts';
import { addPages, type Pages } from './pages.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { BODY_BYTES_MAX, formatOf, idempotencyKeyOf, mediaTypes, readOptions } from './request-options.ts';
import { faultOfRequest } from './request-fault.ts';
import { refuseClient } from './refuse-client.ts';
import { refuseMethod } from './refuse-method.ts';
import type { RowTaker } from './take-rows.ts';
import type { Gauges } from './gauges.ts';

const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
const KEEP_ALIVE_MS = 60_000;
/** How often sockets that are too slow are looked for. */
const LOOK_MS = 2000;
const CONNECTIONS_MAX = 4096;

export interface ServerParts {
  readonly taker: RowTaker;
  readonly gatekeeper: Gatekeeper;
  readonly pages: Pages;
  readonly gauges: Gauges;
  readonly log: Log;
}

/** A service that listens. */
export interface IngestServer {
  readonly url: string;
  readonly port: number;
  /** Answers what has come, then closes the port. */
  close(): Promise<void>;
}

/**
 * Serves tables over HTTP: POST /v1/{table}, the same in the shape of an older service at /compat/v1/{table}, and pages about itself.
 * Faults: ingest.address, ingest.needsTls, ingest.tls.
 */
export async function startIngestServer(options: IngestOptions, parts: ServerParts): Promise<IngestServer> {
  const { taker, gatekeeper, pages, gauges, log } = parts;
  if (!isLoopback(options.host) && options.certificate === null) throw fault('ingest.needsTls');
  const { server } = await makeServer(options);
  server.server.maxConnections = CONNECTIONS_MAX;
  server.setErrorHandler((error, request, reply) => {
    const { it, more } = faultOfRequest(error, log, request.url);
    const seconds = it.status === 429 || it.status === 503 ? secondsIn(it.sentence, it.next) : null;
    if (seconds !== null) void reply.header('retry-after', seconds);
    if (it.status === 401) void reply.header('www-authenticate', 'Basic realm="Sluice", charset="UTF-8"');
    note(request, it.status, it.code, { rows: 0, rejected: 0 });
    void reply.code(it.status).type(PROBLEM_TYPE).header('cache-control', 'no-store').send(problemOf(it, more));
  });
  const note = (
    request: FastifyRequest,
    status: number,
    code: string | null,
    { rows, rejected }: { readonly rows: number; readonly rejected: number },
  ): void => {
    // Fastify's own clock runs only for its logger.
    const ms = performance.now() - (request as Begun).begunMs;
    gauges.note(status, ms, rows, rejected);
    gauges.noteRecent({
      id: request.id,
      at: Date.now(),
      method: request.method,
      path: request.url,
      keyName: gatekeeper.keyOf(request)?.key.name ?? null,
      status,
      code,
      rows,
      rejected,
      ms,
    });
  };
  server.decorateRequest('begunMs', 0);
  server.addHook('onRequest', (request, _reply, done) => {
    (request as Begun).begunMs = performance.now();
    done(gatekeeper.refusal(request) ?? undefined);
  });
  server.removeAllContentTypeParsers();
  for (const type of Object.keys(mediaTypes)) {
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
  const takeRows = (compatPath: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { headers, params, url, id } = request;
    const key = gatekeeper.keyOf(request);
    if (key === null) throw fault('ingest.noKey');
    const { table } = params as { readonly table: string };
    const { answer, rows, replayed } = await taker.take({
      table,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      format: formatOf(headers['content-type']),
      options: readOptions(url),
      compat: compatPath || headers.accept === COMPAT_TYPE,
      key,
      requestId: id,
      idempotencyKey: idempotencyKeyOf(headers['idempotency-key']),
      name: `POST ${url}`,
    });
    if (replayed) void reply.header('idempotency-replayed', 'true');
    gatekeeper.tellLimits(key, reply);
    note(request, answer.status, null, { rows, rejected: answer.rejected });
    return reply.code(answer.status).header('content-type', answer.type).send(answer.body);
  };
  for (const path of ['/v1/:table', '/compat/v1/:table']) {
    // Before the body is read: that of a stranger is not wanted.
    const onRequest = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      const { table } = request.params as { readonly table: string };
      gatekeeper.demandTable(gatekeeper.demandKey(request, reply), table);
      done();
    };
    server.post(path, { onRequest }, takeRows(path.startsWith('/compat')));
    server.route({ method: otherMethods, url: path, handler: refuseMethod('POST') });
  }
  addPages(server, pages, gatekeeper);
  server.setNotFoundHandler(() => {
    throw fault('ingest.noRoute');
  });
  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    const reason = isFault(error) ? error.fault.sentence : reasonOf(error);
    throw fault('ingest.address', { host: `${options.host}:${options.port}`, reason }, { cause: error });
  }
  const { port } = server.server.address() as AddressInfo;
  gatekeeper.listenAt(options.host, port);
  const scheme = options.certificate === null ? 'http' : 'https';
  const shown = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `${scheme}://${shown}:${port}`, port, close: () => server.close() };
}

/** A request, and when it came. */
type Begun = FastifyRequest & { begunMs: number };

/** Asks for the answer in the shape of the older service. */
const COMPAT_TYPE = 'application/vnd.sluice.compat+json';
const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Seconds that a sentence names, so that the header says the same. */
const secondsIn = (...sentences: readonly string[]): string => /(\d+) s\b/.exec(sentences.join(' '))?.[1] ?? '1';

/** The server in an object: alone, whoever awaits it would start it. Faults: ingest.tls. */
async function makeServer({
  certificate,
  certificateKey,
}: IngestOptions): Promise<{ readonly server: FastifyInstance }> {
  let count = 0;
  const run = Date.now().toString(36);
  const shared = {
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // A counter: an id names a request in the log and in the list of the last ones.
    genReqId: () => `${run}-${(count += 1)}`,
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    clientErrorHandler: refuseClient,
  } as const;
  const limits = { headersTimeout: HEADERS_MS_MAX, connectionsCheckingInterval: LOOK_MS, maxHeaderSize: 16 * 1024 };
  if (certificate === null) return { server: fastify({ ...shared, http: limits }) };
  try {
    const [cert, key] = await Promise.all([readFile(certificate), readFile(certificateKey ?? certificate)]);
    return { server: fastify({ ...shared, https: { ...limits, cert, key, minVersion: 'TLSv1.2' } }) };
  } catch (error) {
    throw fault('ingest.tls', { reason: reasonOf(error) }, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'there is no such host',
  ENOENT: 'a file is not there',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
