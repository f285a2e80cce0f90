import { hash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { fault, isFault } from '#shared/fault.ts';
import type { FlushStore } from '#backend/history/flush-store.ts';
import { type Answer, answerTo } from './answer.ts';
import type { Bundle, Sender } from './bundle.ts';
import type { DoorQueue } from './door-queue.ts';
import type { AskCatalog } from './door-table.ts';
import type { DoorTables } from './door-tables.ts';
import { StalePlan } from './flush.ts';
import type { RingKey } from './key-ring.ts';
import { type BodyFormat, readRequest, type RequestRows } from './read-request.ts';
import type { RequestOptions } from './request-options.ts';

export const ROWS_MAX = 1000;

/** A request to a table, as far as its headers tell. */
export interface RowsRequest {
  readonly table: string;
  readonly body: Buffer;
  readonly format: BodyFormat;
  readonly options: RequestOptions;
  readonly compat: boolean;
  readonly key: RingKey;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Method and address: what tells one request from another beside its body. */
  readonly name: string;
}

/** An answer, and the rows that it is about. */
export interface TakenRows {
  readonly answer: Answer;
  readonly rows: number;
  /** It is the first answer to an earlier request. */
  readonly replayed: boolean;
}

export interface Takers {
  readonly tables: DoorTables;
  readonly queue: DoorQueue;
  readonly flushes: FlushStore;
  readonly ask: AskCatalog;
  /** Settles what an earlier process left behind. */
  readonly settle: () => Promise<void>;
}

/** Takes the rows of requests: reads, checks, sends and answers them. */
export class RowTaker {
  readonly #takers: Takers;
  /** Idempotency-Keys of requests that are under way, with what they ask for. */
  readonly #underWay = new Map<string, string>();

  constructor(takers: Takers) {
    this.#takers = takers;
  }

  /** Faults: those of ingest that end in 4xx, and of the database. */
  async take(request: RowsRequest): Promise<TakenRows> {
    const { idempotencyKey, options, key } = request;
    if (idempotencyKey === null || options.dryRun) return this.#takeAgain(request, null);
    const name = `${key.key.id} ${idempotencyKey}`;
    const fingerprint = fingerprintOf(request);
    const underWay = this.#underWay.get(name);
    if (underWay !== undefined) throw fault(underWay === fingerprint ? 'ingest.inFlight' : 'ingest.otherBody');
    this.#underWay.set(name, fingerprint);
    try {
      return (await this.#known(request, idempotencyKey, fingerprint)) ?? (await this.#takeAgain(request, fingerprint));
    } finally {
      this.#underWay.delete(name);
    }
  }

  /** The first answer to a request that came before. */
  async #known({ key }: RowsRequest, idempotencyKey: string, fingerprint: string): Promise<TakenRows | null> {
    const { flushes, settle } = this.#takers;
    let found = flushes.answer(key.key.id, idempotencyKey);
    if (found !== null && !found.settled) {
      // The process that gave it ended before it knew whether its rows went in.
      await settle();
      found = flushes.answer(key.key.id, idempotencyKey);
      if (found !== null && !found.settled) throw fault('ingest.inFlight');
    }
    if (found === null) return null;
    if (found.fingerprint !== fingerprint) throw fault('ingest.otherBody');
    const { status, type, body } = found;
    return { answer: { status, type, body, rejected: 0 }, rows: 0, replayed: true };
  }

  async #takeAgain(request: RowsRequest, fingerprint: string | null): Promise<TakenRows> {
    for (let again = false; ; again = true) {
      try {
        return await this.#takeOnce(request, fingerprint);
      } catch (error) {
        const isStale = error instanceof StalePlan || (isFault(error) && error.fault.code === 'target.changed');
        if (!isStale || again) throw error;
        this.#takers.tables.forget();
      }
    }
  }

  async #takeOnce(request: RowsRequest, fingerprint: string | null): Promise<TakenRows> {
    const { tables, queue, ask } = this.#takers;
    const { table, body, format, options, compat } = request;
    queue.demandDatabase();
    if (!isUtf8(body)) throw fault('ingest.encoding', { reason: 'it holds bytes that are no character' });
    const door = await tables.get(table);
    if (door === null)
      throw fault('ingest.unknownTable', { table, tables: (await this.#allowed(request.key)).join(', ') });
    const { mode, ignoreUnknown } = options;
    const parts = await readRequest(door, body, { format, mode, ignoreUnknown, rowsMax: ROWS_MAX, ask });
    const rows = parts.reduce((sum, part) => sum + part.rowCount, 0);
    this.#demandRows(request.key, rows);
    const bundle = this.#bundle(request, parts, rows, fingerprint);
    const answer = answerTo(bundle, await queue.submit(bundle), compat);
    return { answer, rows, replayed: false };
  }

  #bundle(request: RowsRequest, parts: readonly RequestRows[], rowCount: number, fingerprint: string | null): Bundle {
    const { body, options, compat, key, requestId, idempotencyKey } = request;
    const { id, name, runPer } = key.key;
    const sender: Sender = { keyId: id, keyName: name, requestId: runPer === 'request' ? requestId : null };
    const bundle: Bundle = {
      parts,
      rowCount,
      bytes: body.length,
      sender,
      atomic: options.atomic,
      dryRun: options.dryRun,
      keep:
        fingerprint === null || idempotencyKey === null
          ? null
          : (result) => ({ keyId: id, idempotencyKey, fingerprint, ...answerTo(bundle, result, compat) }),
    };
    return bundle;
  }

  #demandRows({ rows: bucket }: RingKey, rows: number): void {
    const now = performance.now();
    if (bucket.take(rows, now)) return;
    throw fault('ingest.limited', { what: 'rows', seconds: bucket.secondsUntil(rows, now) });
  }

  /** The tables that a key may write to. */
  async #allowed({ tables }: RingKey): Promise<readonly string[]> {
    const names = await this.#takers.tables.names();
    return tables === null ? names : names.filter((name) => tables.has(name));
  }
}

const fingerprintOf = ({ name, body, format, compat }: RowsRequest): string =>
  `${name} ${format} ${compat ? 'compat' : ''} ${hash('sha256', body, 'hex')}`;
