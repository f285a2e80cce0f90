import { Worker } from 'node:worker_threads';
import { fault, FaultError, isFault } from '#shared/fault.ts';
import type { CellError } from '#shared/reject.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { packRejects, type PackedRejects } from './pack-rejects.ts';
import type { RejectStore } from './reject-store.ts';
import type { RejectsToWrite, RejectsWritten } from './reject-writer-thread.ts';

/** Up to so many rows of a run are written in place: a thread takes longer to start than they do. */
const ROWS_IN_PLACE = 2000;
/** Bytes of rejects on their way to the thread; beyond them `add` waits. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;
/** What a row takes beside its bytes and its errors. */
const ROW_BYTES = 64;

interface Waiting {
  readonly runId: string;
  /** Whose answer it waits for. */
  readonly thread: Worker;
  readonly settled: (failure: Error | null) => void;
}

/**
 * Writes the rejects of runs, many of them in a thread of its own, so that a file with half of its rows bad keeps neither the
 * calls of others nor the good rows waiting. Its memory is bounded: who adds faster than is written waits.
 */
export class RejectWriter {
  readonly #store: RejectStore;
  readonly #folder: string;
  readonly #written = new Map<string, number>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #failures = new Map<string, Error>();
  #thread: Worker | null = null;
  #next = 0;
  #waitingBytes = 0;
  #changed = Promise.withResolvers<void>();

  constructor(store: RejectStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /**
   * Takes these rows; they are kept when `settle` resolves. Resolves when there is room for more.
   * Faults: history.unwritable, history.busy, history.damaged, also of rows that were taken before.
   */
  async add(runId: string, rows: readonly RejectedRow[]): Promise<void> {
    this.#demandKept(runId);
    if (rows.length === 0) return;
    const written = (this.#written.get(runId) ?? 0) + rows.length;
    this.#written.set(runId, written);
    const packed = packRejects(rows);
    if (written <= ROWS_IN_PLACE) {
      this.#store.addPacked(runId, packed);
      return;
    }
    this.#send(runId, packed);
    while (this.#waitingBytes > WAITING_BYTES_MAX) await this.#changed.promise;
    this.#demandKept(runId);
  }

  /** Resolves when all rows of a run are kept. Faults: as `add`. */
  async settle(runId: string): Promise<void> {
    // The thread's log is long: whoever writes next would have to move it.
    if (this.#thread !== null && (this.#written.get(runId) ?? 0) > ROWS_IN_PLACE) this.#post(runId, null, 0);
    await this.#untilWritten(runId);
    // An idle thread holds some 50 MB; exports, which come next, want them.
    if (this.#waiting.size === 0) this.close();
    this.#demandKept(runId);
  }

  /** Adds errors to rows that are kept already. Faults: as `add`. */
  async amend(
    runId: string,
    more: readonly { readonly record: number; readonly errors: readonly CellError[] }[],
  ): Promise<void> {
    await this.#untilWritten(runId);
    this.#demandKept(runId);
    this.#store.amend(runId, more);
  }

  /** Forgets the rejects of a run that starts over. Faults: history.unwritable. */
  async clear(runId: string): Promise<void> {
    await this.#untilWritten(runId);
    this.#failures.delete(runId);
    this.#written.delete(runId);
    await this.#store.clear(runId);
  }

  /** Ends the thread; what it has not written by then is lost. */
  close(): void {
    void this.#thread?.terminate();
    this.#thread = null;
  }

  /** Waits for what the thread has of a run, whatever becomes of it. */
  async #untilWritten(runId: string): Promise<void> {
    while ([...this.#waiting.values()].some((one) => one.runId === runId)) await this.#changed.promise;
  }

  #demandKept(runId: string): void {
    const failure = this.#failures.get(runId);
    if (failure !== undefined) throw failure;
  }

  #send(runId: string, rows: PackedRejects): void {
    const texts = rows.errors.reduce((sum, text) => sum + text.length, 0);
    const bytes = rows.bytes.length + texts + ROW_BYTES * rows.records.length;
    this.#post(runId, rows, bytes);
  }

  #post(runId: string, rows: PackedRejects | null, bytes: number): void {
    const id = this.#next;
    this.#next += 1;
    const settled = (failure: Error | null): void => {
      this.#waiting.delete(id);
      this.#waitingBytes -= bytes;
      if (failure !== null && !this.#failures.has(runId)) this.#failures.set(runId, failure);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    };
    this.#thread ??= this.#start();
    const thread = this.#thread;
    this.#waiting.set(id, { runId, thread, settled });
    this.#waitingBytes += bytes;
    // While it has work it keeps the process alive.
    thread.ref();
    const message: RejectsToWrite = { id, runId, rows };
    const moved = rows === null ? [] : [rows.records, rows.offsets, rows.ends, rows.errorsOf, rows.kindOf, rows.bytes];
    thread.postMessage(
      message,
      moved.map(({ buffer }) => buffer),
    );
  }

  #start(): Worker {
    const name = import.meta.url.endsWith('.ts') ? './reject-writer-thread.ts' : './reject-writer-thread.js';
    const thread = new Worker(new URL(name, import.meta.url), {
      workerData: this.#folder,
      // What it is sent it writes and forgets.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    thread.on('message', ({ id, failure }: RejectsWritten) => {
      this.#waiting.get(id)?.settled(failure === null ? null : revived(failure));
      if (this.#waiting.size === 0) thread.unref();
    });
    let cause: unknown = new Error('The thread that writes the history ended.');
    thread.on('error', (error: unknown) => void (cause = error));
    thread.on('exit', () => {
      if (this.#thread === thread) this.#thread = null;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const failure = isFault(cause) ? cause : fault('history.unwritable', { reason, folder: this.#folder }, { cause });
      for (const waiting of this.#waiting.values()) if (waiting.thread === thread) waiting.settled(failure);
    });
    return thread;
  }
}

/** An error of the thread as it was there. */
function revived(failure: NonNullable<RejectsWritten['failure']>): Error {
  const cause = new Error(failure.message);
  return failure.fault === null ? cause : new FaultError(failure.fault, { cause });
}
