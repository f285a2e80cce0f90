import type { Login } from '#shared/connection.ts';
import { fault, isFault } from '#shared/fault.ts';
import { Session } from '#backend/copy/session.ts';
import type { Log } from '#backend/log/open-log.ts';
import { type Bundle, type BundleVerdicts, isShared } from './bundle.ts';
import type { DoorTable } from './door-table.ts';
import { Apart, ConnectionLost, flush } from './flush.ts';
import type { Journal } from './journal.ts';
import { NotFast } from './judge-fast.ts';

/** A transaction that takes longer than this lets the next one begin beside it; until then, whoever comes shares the next one. */
const ALONE_MS = 5;
/** So many requests fill a transaction of their own. */
const COMPANY = 32;
/** Transactions that are under way at once. */
const LANES = 4;
/** Rows and bytes of one statement. */
const FLUSH_ROWS = 4000;
const FLUSH_BYTES = 4 * 1024 * 1024;
/** Bytes of bodies that wait; beyond them requests are turned away. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;
/** After a failed attempt to reach the database, requests are turned away for so long, more each time. */
const AWAY_MS = [250, 500, 1000, 2000, 5000] as const;

interface Waiting {
  readonly bundle: Bundle;
  readonly resolve: (result: BundleVerdicts) => void;
  readonly reject: (error: unknown) => void;
  tries: number;
}

export interface QueueOptions {
  readonly login: () => Promise<Login>;
  readonly journal: Journal;
  readonly log: Log;
}

/**
 * Rows of requests on their way to the database. Whoever comes while a transaction is under way waits for the next one, and goes
 * with all others that fit: no request waits for company.
 */
export class DoorQueue {
  readonly #options: QueueOptions;
  readonly #waiting: Waiting[] = [];
  /** One statement after the other is sent at once; COPY cannot be. */
  readonly #fast: Session[] = [];
  readonly #staged: Session[] = [];
  readonly #all = new Set<Session>();
  readonly #serial = new Set<DoorTable>();
  #busy = 0;
  #waitingBytes = 0;
  #pumping = false;
  #startedMs = 0;
  /** Whether a timer will see if the transaction that is under way is slow. */
  #willLook = false;
  #failures = 0;
  #awayUntilMs = 0;
  #closing: PromiseWithResolvers<void> | null = null;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get isAway(): boolean {
    return this.#failures > 0;
  }

  /** Seconds after which the database may be asked for again, at least 1. */
  get secondsAway(): number {
    return Math.max(1, Math.ceil((this.#awayUntilMs - performance.now()) / 1000));
  }

  /** Faults: ingest.databaseAway, ingest.unsettled, ingest.stopping, history.*, and those of the staged path; rejects with StalePlan too. */
  submit(bundle: Bundle): Promise<BundleVerdicts> {
    if (this.#closing !== null) return Promise.reject(fault('ingest.stopping'));
    this.demandDatabase();
    if (this.#waitingBytes + bundle.bytes > WAITING_BYTES_MAX) {
      return Promise.reject(fault('ingest.busy', { seconds: 1 }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<BundleVerdicts>();
    this.#waiting.push({ bundle, resolve, reject, tries: 0 });
    this.#waitingBytes += bundle.bytes;
    this.#pumpSoon();
    return promise;
  }

  /** Raises ingest.databaseAway while the database is not to be asked for. */
  demandDatabase(): void {
    if (performance.now() < this.#awayUntilMs) throw fault('ingest.databaseAway', { seconds: this.secondsAway });
  }

  /** Notes that the database was not reached, or that it was. */
  noteReach(reached: boolean): void {
    if (reached) {
      this.#failures = 0;
      this.#awayUntilMs = 0;
      return;
    }
    const pauseMs = AWAY_MS[Math.min(this.#failures, AWAY_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#awayUntilMs = performance.now() + pauseMs;
  }

  /** Takes nothing more, and resolves when all that was taken is committed and its sessions are closed. */
  async close(): Promise<void> {
    this.#closing ??= Promise.withResolvers<void>();
    this.#endIfDone();
    await this.#closing.promise;
    await Promise.all([...this.#all].map((session) => session.close()));
  }

  /** When all requests of this turn of the event loop have come. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      while (this.#hasLane()) {
        const group = this.#takeGroup();
        if (group.length === 0) break;
        this.#busy += 1;
        this.#startedMs = performance.now();
        void this.#send(group);
      }
      this.#endIfDone();
    });
  }

  /** Fewer and larger transactions take less of everything; a slow one must not hold up the others. */
  #hasLane(): boolean {
    if (this.#busy === 0) return true;
    if (this.#busy >= LANES || this.#waiting.length === 0) return false;
    if (this.#waiting.length >= COMPANY) return true;
    const leftMs = this.#startedMs + ALONE_MS - performance.now();
    if (leftMs <= 0) return true;
    if (!this.#willLook) {
      this.#willLook = true;
      setTimeout(() => {
        this.#willLook = false;
        this.#pumpSoon();
      }, leftMs);
    }
    return false;
  }

  /** The request that waits the longest, with all that can share its transaction. */
  #takeGroup(): Waiting[] {
    const at = this.#waiting.findIndex(
      ({ bundle: { parts } }) => !parts.some(({ plan: { door } }) => this.#serial.has(door)),
    );
    const first = this.#waiting[at];
    if (first === undefined) return [];
    const [part] = first.bundle.parts;
    const group = [first];
    if (isShared(first.bundle)) {
      let { rowCount, bytes } = first.bundle;
      for (let next = at + 1; next < this.#waiting.length; next += 1) {
        const other = this.#waiting[next];
        if (other === undefined || !isShared(other.bundle) || other.bundle.parts[0]?.plan !== part?.plan) continue;
        rowCount += other.bundle.rowCount;
        bytes += other.bundle.bytes;
        if (rowCount > FLUSH_ROWS || bytes > FLUSH_BYTES) break;
        group.push(other);
      }
    }
    const taken = new Set(group);
    const rest = this.#waiting.filter((one) => !taken.has(one));
    this.#waiting.splice(0, this.#waiting.length, ...rest);
    for (const { bundle } of group) this.#waitingBytes -= bundle.bytes;
    for (const { plan } of first.bundle.parts) if (plan.serial) this.#serial.add(plan.door);
    return group;
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    const { journal, log } = this.#options;
    try {
      const bundles = group.map(({ bundle }) => bundle);
      const results = await this.#over(this.#fast, (session) =>
        flush(session, bundles, { journal, staged: false }),
      ).catch((error: unknown) => {
        if (!(error instanceof NotFast)) throw error;
        return this.#over(this.#staged, (session) => flush(session, bundles, { journal, staged: true }));
      });
      for (const [at, { resolve, reject }] of group.entries()) {
        const result = results[at];
        if (result === undefined) reject(new Error('A request has no verdict.'));
        else resolve(result);
      }
    } catch (error) {
      if (error instanceof Apart) this.#takeBack(group, true);
      else if (error instanceof ConnectionLost) {
        log.warn('The REST service lost a connection to the database.', { err: error.cause });
        this.#takeBack(group, false);
      } else for (const { reject } of group) reject(error);
    } finally {
      for (const { bundle } of group) for (const { plan } of bundle.parts) this.#serial.delete(plan.door);
      this.#busy -= 1;
      this.#pumpSoon();
    }
  }

  /** Sends requests again: each by itself, or over another connection once. */
  #takeBack(group: readonly Waiting[], apart: boolean): void {
    for (const one of group.toReversed()) {
      if (!apart && one.tries > 0) {
        one.reject(fault('ingest.databaseAway', { seconds: this.secondsAway }));
        continue;
      }
      one.tries += apart ? 0 : 1;
      const bundle = apart ? { ...one.bundle, apart: true } : one.bundle;
      this.#waiting.unshift({ ...one, bundle });
      this.#waitingBytes += bundle.bytes;
    }
  }

  /** Works over a session that is idle, or a new one. */
  async #over<T>(idle: Session[], work: (session: Session) => Promise<T>): Promise<T> {
    const session = idle.pop() ?? (await this.#open(idle === this.#fast));
    try {
      return await work(session);
    } finally {
      this.#giveBack(session, idle);
    }
  }

  async #open(pipeline: boolean): Promise<Session> {
    try {
      const session = await Session.open(await this.#options.login(), () => undefined, { pipeline });
      await session.query(
        `select set_config('lock_timeout', '4s', false), set_config('plan_cache_mode', 'force_generic_plan', false)`,
      );
      this.#all.add(session);
      this.noteReach(true);
      return session;
    } catch (error) {
      this.noteReach(false);
      this.#options.log.warn('The REST service cannot reach the database.', { err: error });
      throw fault(
        'ingest.databaseAway',
        { seconds: this.secondsAway },
        isFault(error) ? { detail: error.fault.sentence, cause: error } : { cause: error },
      );
    }
  }

  #giveBack(session: Session, idle: Session[]): void {
    if (session.isOpen && session.client.getTransactionStatus() === 'I') {
      idle.push(session);
      return;
    }
    this.#all.delete(session);
    session.close().catch(() => undefined);
  }

  #endIfDone(): void {
    if (this.#closing !== null && this.#busy === 0 && this.#waiting.length === 0) this.#closing.resolve();
  }
}
