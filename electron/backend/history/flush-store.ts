import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { balances, emptyLedger } from '#shared/load.ts';
import { type CellError, cellErrorSchema, type ReasonCount } from '#shared/reject.ts';
import { isAlive, thisProcess } from './owner.ts';
import type { RejectStore } from './reject-store.ts';
import type { RunStore } from './run-store.ts';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import { withoutSync } from './without-sync.ts';

/** What a transaction does in one run. */
export interface FlushEntry {
  readonly runId: string;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly skipped: number;
  /** Of the requests. */
  readonly bytes: number;
  readonly rejects: readonly FlushReject[];
}

export interface FlushReject {
  /** 0-based place among the rows that were read. */
  readonly at: number;
  readonly bytes: Buffer;
  readonly errors: readonly CellError[];
}

/** A first answer, as it was given. */
export interface StoredAnswer {
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** An answer, and whether the transaction that it is about took place. */
export interface FoundAnswer extends StoredAnswer {
  readonly settled: boolean;
}

/** A transaction of which nobody knows yet whether it took place. */
export interface OpenFlush {
  readonly id: number;
  readonly transactionId: string | null;
  readonly done: boolean;
  readonly owned: boolean;
}

/** Notes of what transactions of the REST service do, kept until they are part of runs. */
export class FlushStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #statements: Statements;
  readonly #runs: RunStore;
  readonly #rejects: RejectStore;
  readonly #owner = thisProcess();

  constructor(db: Database, guard: Guard, stores: { readonly runs: RunStore; readonly rejects: RejectStore }) {
    this.#db = db;
    this.#guard = guard;
    this.#statements = new Statements(db);
    this.#runs = stores.runs;
    this.#rejects = stores.rejects;
  }

  /**
   * Notes what is about to be committed, with the answers that depend on it; the end of the process does not take it back. Returns
   * the note's number.
   * @param transactionId null: nothing is committed, and it holds as it is
   */
  note(
    connectionId: string,
    transactionId: string | null,
    entries: readonly FlushEntry[],
    answers: readonly StoredAnswer[],
  ): number {
    const text = JSON.stringify(entries.map(packEntry));
    return this.#guard(() =>
      withoutSync(this.#db, () => {
        const { lastInsertRowid } = this.#statements
          .of('INSERT INTO ingest_flush (connection_id, owner, transaction_id, done, entries) VALUES (?, ?, ?, ?, ?)')
          .run(connectionId, this.#owner, transactionId, transactionId === null ? 1 : 0, text);
        const put = this.#statements.of(
          `INSERT OR REPLACE INTO ingest_answer
             (key_id, idempotency_key, fingerprint, status, type, body, flush, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        );
        const now = new Date().toISOString();
        for (const { keyId, idempotencyKey, fingerprint, status, type, body } of answers) {
          const flush = transactionId === null ? null : lastInsertRowid;
          put.run(keyId, idempotencyKey, fingerprint, status, type, body, flush, now);
        }
        return Number(lastInsertRowid);
      }),
    );
  }

  /** Makes these part of their runs: they took place. All or none, and each once. */
  fold(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.#guard(() =>
      withoutSync(this.#db, () => {
        const byRun = new Map<string, FlushEntry[]>();
        const take = this.#statements.of('DELETE FROM ingest_flush WHERE id = ? RETURNING entries').pluck();
        for (const id of ids) {
          const text = take.get(id);
          if (typeof text !== 'string') continue;
          for (const entry of entriesSchema.parse(JSON.parse(text)).map(unpackEntry)) {
            const some = byRun.get(entry.runId);
            if (some === undefined) byRun.set(entry.runId, [entry]);
            else some.push(entry);
          }
        }
        for (const [runId, entries] of byRun) this.#addToRun(runId, entries);
      }),
    );
  }

  /** Forgets one that did not take place, with its answers. */
  drop(id: number): void {
    this.#guard(() =>
      withoutSync(this.#db, () => {
        this.#statements.of('DELETE FROM ingest_answer WHERE flush = ?').run(id);
        this.#statements.of('DELETE FROM ingest_flush WHERE id = ?').run(id);
      }),
    );
  }

  /** Those of a connection whose process is gone, and those of this process. */
  open(connectionId: string): OpenFlush[] {
    return this.#guard(() =>
      this.#db
        .prepare('SELECT id, owner, transaction_id, done FROM ingest_flush WHERE connection_id = ? ORDER BY id')
        .all(connectionId)
        .map((raw) => openRow.parse(raw))
        .filter(({ owner }) => owner === this.#owner || !isAlive(owner))
        .map(({ id, owner, transaction_id: transactionId, done }) => ({
          id,
          transactionId,
          done: done === 1,
          owned: owner === this.#owner,
        })),
    );
  }

  /** The first answer to a request; null: there is none. */
  answer(keyId: string, idempotencyKey: string): FoundAnswer | null {
    return this.#guard(() => {
      const raw = this.#statements
        .of('SELECT * FROM ingest_answer WHERE key_id = ? AND idempotency_key = ?')
        .get(keyId, idempotencyKey);
      if (raw === undefined) return null;
      const { fingerprint, status, type, body, flush } = answerRow.parse(raw);
      return { keyId, idempotencyKey, fingerprint, status, type, body, settled: flush === null };
    });
  }

  /** Forgets answers that were given before then. */
  expireAnswers(before: Date): void {
    this.#guard(() => this.#statements.of('DELETE FROM ingest_answer WHERE created_at < ?').run(before.toISOString()));
  }

  #addToRun(runId: string, entries: readonly FlushEntry[]): void {
    const run = this.#runs.getStored(runId);
    const ledger = { ...emptyLedger, ...run.ledger };
    let { sourceBytes } = run;
    const reasons = new Map(run.reasons.map((reason) => [reasonName(reason), { ...reason }]));
    const rejects: RejectedRow[] = [];
    for (const entry of entries) {
      for (const { at, bytes, errors } of entry.rejects) {
        rejects.push({ record: ledger.read + at + 1, byteOffset: sourceBytes, bytes, errors, missing: null });
        sourceBytes += bytes.length;
        const [first] = errors;
        if (first === undefined) continue;
        const known = reasons.get(reasonName(first));
        if (known !== undefined) known.count += 1;
        else {
          const { code, column, sentence } = first;
          reasons.set(reasonName(first), { code, column, count: 1, sentence });
        }
      }
      ledger.read += entry.read;
      ledger.inserted += entry.inserted;
      ledger.updated += entry.updated;
      ledger.skipped += entry.skipped;
      ledger.rejected += entry.rejects.length;
      sourceBytes += Math.max(0, entry.bytes - entry.rejects.reduce((sum, { bytes }) => sum + bytes.length, 0));
    }
    if (!balances(ledger)) throw new SyntaxError('The ledger of a run of the REST service does not balance.');
    this.#rejects.add(runId, rejects);
    const now = new Date();
    this.#runs.change(runId, {
      ledger,
      sourceBytes,
      reasons: [...reasons.values()].toSorted((a, b) => b.count - a.count),
      serverCount: ledger.inserted + ledger.updated,
      state: ledger.rejected > 0 ? 'loadedWithRejects' : 'loaded',
      finishedAt: now.toISOString(),
      elapsedMs: Math.max(0, now.getTime() - Date.parse(run.startedAt)),
    });
  }
}

const reasonName = ({ code, column }: Pick<ReasonCount, 'code' | 'column'>): string => `${code} ${column ?? ''}`;

const packEntry = ({ rejects, ...entry }: FlushEntry) => ({
  ...entry,
  rejects: rejects.map(({ at, bytes, errors }) => ({ at, bytes: bytes.toString('base64'), errors })),
});

const entriesSchema = z.array(
  z.object({
    runId: z.string(),
    read: z.number(),
    inserted: z.number(),
    updated: z.number(),
    skipped: z.number(),
    bytes: z.number(),
    rejects: z.array(z.object({ at: z.number(), bytes: z.string(), errors: z.array(cellErrorSchema) })),
  }),
);

const unpackEntry = ({ rejects, ...entry }: z.infer<typeof entriesSchema>[number]): FlushEntry => ({
  ...entry,
  rejects: rejects.map(({ at, bytes, errors }) => ({ at, bytes: Buffer.from(bytes, 'base64'), errors })),
});

const openRow = z.object({
  id: z.number(),
  owner: z.string(),
  transaction_id: z.string().nullable(),
  done: z.number(),
});

const answerRow = z.object({
  fingerprint: z.string(),
  status: z.number(),
  type: z.string(),
  body: z.string(),
  flush: z.number().nullable(),
});
