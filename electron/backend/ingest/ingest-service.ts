import type { Login } from '#shared/connection.ts';
import type { IngestGauges, IngestOptions, RecentRequest, SampleRequest } from '#shared/ingest.ts';
import type { History } from '#backend/history/open-history.ts';
import type { DictionaryFor } from '#backend/load/run-log.ts';
import type { Log } from '#backend/log/open-log.ts';
import { curlOf } from './curl.ts';
import { DoorQueue } from './door-queue.ts';
import type { AskCatalog, DoorTable } from './door-table.ts';
import { DoorTables } from './door-tables.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { Gauges } from './gauges.ts';
import { startIngestServer } from './ingest-server.ts';
import { Journal } from './journal.ts';
import { KeyRing } from './key-ring.ts';
import { Metrics } from './metrics.ts';
import { Planner } from './planner.ts';
import { sampleRow } from './sample-row.ts';
import { settleFlushes } from './settle-flushes.ts';
import { RowTaker } from './take-rows.ts';

/** First answers are kept for so long. */
const ANSWERS_MS = 24 * 60 * 60 * 1000;
const EXPIRE_MS = 10 * 60 * 1000;
/** Tables that the pages about the service show. */
const TABLES_SHOWN = 500;

export interface ServiceParts {
  readonly history: History;
  readonly log: Log;
  readonly version: string;
  readonly login: () => Promise<Login>;
  readonly connectionName: string;
  readonly dictionaryFor: DictionaryFor;
  readonly now: () => Date;
  /** Runs have changed. */
  readonly changed: () => void;
}

/** The REST service while it runs. */
export interface IngestService {
  readonly options: IngestOptions;
  readonly url: string;
  readonly schema: string;
  readonly startedAt: string;
  gauges(): IngestGauges;
  recent(): RecentRequest[];
  samples(): Promise<SampleRequest[]>;
  /** A dictionary was saved: rows are held to it from now on. */
  forgetTables(): void;
  /** A key was made or revoked. */
  forgetKeys(): void;
  /** What was accepted is committed, then the port closes. */
  close(): Promise<void>;
}

/**
 * Starts the REST service on a connection.
 * Faults: those of the login and of startIngestServer.
 */
export async function startIngest(options: IngestOptions, parts: ServiceParts): Promise<IngestService> {
  const { history, log, now, dictionaryFor } = parts;
  const { schema } = (await parts.login()).address;
  const { connectionId } = options;
  const journal = new Journal({
    history,
    log,
    connectionId,
    connectionName: parts.connectionName,
    now,
    changed: parts.changed,
  });
  const queue = new DoorQueue({ login: parts.login, journal, log });
  const planner = new Planner(parts.login, queue);
  const ask: AskCatalog = (work) => planner.ask(work);
  const tables = new DoorTables(schema, ask, dictionaryFor);
  const ring = new KeyRing(history.keys, () => history.version());
  const gatekeeper = new Gatekeeper(ring);
  const gauges = new Gauges();
  const settle = async (): Promise<void> => settleFlushes(history.flushes, connectionId, await parts.login());
  const taker = new RowTaker({ tables, queue, flushes: history.flushes, ask, settle });
  const metrics = new Metrics({ gauges, waiting: () => queue.waiting, databaseAway: () => queue.isAway });
  const allTables = async (): Promise<readonly DoorTable[]> => {
    const names = (await tables.names()).slice(0, TABLES_SHOWN);
    const found = await Promise.all(names.map((name) => tables.get(name)));
    return found.flatMap((table) => table ?? []);
  };
  const sample = (table: DoorTable): Promise<string> => ask((session) => sampleRow(table, session));
  let url = '';
  const pages = {
    version: parts.version,
    url: () => url,
    tables: allTables,
    sample,
    ready: () => planner.answers(),
    metrics: () => metrics.read(),
  };
  await settle().catch((error: unknown) => log.warn('What was under way cannot be settled yet.', { err: error }));
  const server = await startIngestServer(options, { taker, gatekeeper, pages, gauges, log });
  ({ url } = server);
  const expire = (): void => {
    try {
      history.flushes.expireAnswers(new Date(now().getTime() - ANSWERS_MS));
    } catch (error) {
      log.error('Old answers could not be forgotten.', error);
    }
  };
  expire();
  const timer = setInterval(expire, EXPIRE_MS).unref();
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await server.close();
    await queue.close();
    await planner.close();
    journal.fold();
    ring.noteUse();
  };
  return {
    options: { ...options, port: server.port },
    url,
    schema,
    startedAt: now().toISOString(),
    gauges: () => ({ ...gauges.read(performance.now()), waiting: queue.waiting, databaseAway: queue.isAway }),
    recent: () => gauges.recent(),
    samples: async () =>
      Promise.all(
        (await allTables()).map(async (table) => {
          const body = await sample(table);
          return { table: table.name.table, body, curl: curlOf(url, table.name.table, body) };
        }),
      ),
    forgetTables: () => tables.forget(),
    forgetKeys: () => ring.read(),
    close: () => (closed ??= close()),
  };
}
