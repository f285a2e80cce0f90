import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '#shared/fault.ts';
import { docsPage } from './docs-page.ts';
import type { DoorTable } from './door-table.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { openApi } from './openapi.ts';
import { refuseMethod } from './refuse-method.ts';

/** What the pages of a service about itself show. */
export interface Pages {
  readonly version: string;
  readonly url: () => string;
  /** Tables in the order of their names. */
  readonly tables: () => Promise<readonly DoorTable[]>;
  /** A row of a table that passes, as JSON. */
  readonly sample: (table: DoorTable) => Promise<string>;
  /** Whether the database answers; resolves within a second or so. */
  readonly ready: () => Promise<boolean>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** A page that runs nothing and loads nothing. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Adds /openapi.json, /docs, /metrics, /healthz and /readyz. */
export function addPages(server: FastifyInstance, pages: Pages, gatekeeper: Gatekeeper): void {
  const guarded = (request: FastifyRequest, reply: FastifyReply): void => {
    void reply.headers(pageHeaders);
    // Names of tables and columns are for who may send rows; on this machine, for whoever sits there.
    if (!gatekeeper.isOpen) gatekeeper.demandKey(request, reply);
  };
  const describe = async () => openApi({ url: pages.url(), version: pages.version, tables: await pages.tables() });
  const get = (url: string, handler: (request: FastifyRequest, reply: FastifyReply) => unknown): void => {
    server.route({ method: ['GET', 'HEAD'], url, handler });
    server.route({ method: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], url, handler: refuseMethod('GET, HEAD') });
  };
  get('/openapi.json', async (request, reply) => {
    guarded(request, reply);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(await describe()));
  });
  get('/docs', async (request, reply) => {
    guarded(request, reply);
    const tables = await pages.tables();
    const samples = await Promise.all(tables.map((table) => pages.sample(table)));
    return reply.type('text/html; charset=utf-8').send(docsPage(pages.url(), tables, samples));
  });
  get('/metrics', async (request, reply) => {
    guarded(request, reply);
    const { type, text } = await pages.metrics();
    return reply.type(type).send(text);
  });
  get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').type('text/plain').send('ok'));
  get('/readyz', async (_request, reply) => {
    if (!(await pages.ready())) throw fault('ingest.databaseAway', { seconds: 1 });
    return reply.header('cache-control', 'no-store').type('text/plain').send('ok');
  });
}
