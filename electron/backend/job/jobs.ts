import { randomUUID } from 'node:crypto';
import { fault, isFault, type Fault } from '#shared/fault.ts';
import { isEnded, type Job, type JobPart } from '#shared/job.ts';
import { nextState, type JobEvent } from './job-reducer.ts';

/** How a job's work tells what it does. */
export interface JobReport {
  /** Moves the job on; see nextState. */
  readonly event: (event: 'plan' | 'run' | 'finish') => void;
  /** Replaces the part at that index. */
  readonly part: (index: number, part: JobPart) => void;
  /**
   * Shows a part in the state asking and waits for the answer of a person, as long as the job lets its work wait: then the answer is
   * rollBack. Rejects when the job is cancelled. The caller shows the part anew.
   */
  readonly ask: (index: number, part: JobPart) => Promise<Answer>;
}

export type Answer = 'continue' | 'rollBack';

export type JobWork = (report: JobReport, signal: AbortSignal) => Promise<void>;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  readonly watchers: Set<() => void>;
  readonly startMs: number;
  /** By run: who waits for an answer. */
  readonly questions: Map<string, (answer: Answer) => void>;
}

/** Between two snapshots of a stream; 10 a second. */
const SNAPSHOT_GAP_MS = 100;
/** How long a transaction is held open for a person who may have left. */
const ANSWER_MS_MAX = 5 * 60_000;
/** Ended jobs that are kept for who asks late. */
const ENDED_MAX = 100;

/** The jobs of this backend. One owner for each job's state; its end and its reason are set once. */
export class Jobs {
  readonly #entries = new Map<string, Entry>();
  readonly #changed: () => void;
  readonly #log: (error: unknown, id: string) => void;
  readonly #answerMsMax: number;

  /**
   * @param changed called when a job begins or ends
   * @param log takes errors that are no Faults, with the id that the `internal` Fault names
   */
  constructor(changed: () => void, log: (error: unknown, id: string) => void, answerMsMax = ANSWER_MS_MAX) {
    this.#changed = changed;
    this.#answerMsMax = answerMsMax;
    this.#log = log;
  }

  /** Starts work as a job and returns its id at once. */
  start(kind: Job['kind'], connectionId: string, parts: readonly JobPart[], work: JobWork): string {
    const id = randomUUID();
    const abort = new AbortController();
    const startMs = performance.now();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const entry: Entry = {
      job: {
        id,
        kind,
        connectionId,
        state: 'queued',
        version: 1,
        startedAt: new Date().toISOString(),
        elapsedMs: 0,
        parts: [...parts],
        fault: null,
      },
      abort,
      startMs,
      watchers: new Set(),
      questions: new Map(),
      done: begun.then(() => this.#run(entry, work)),
    };
    this.#entries.set(id, entry);
    this.#forgetOld();
    this.#changed();
    begin();
    return id;
  }

  /** Newest first. */
  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job).toReversed();
  }

  /**
   * Snapshots of a job: the present one (unless the watcher has that version), then at most 10 a second, the last always.
   * Faults: job.unknown.
   */
  async *watch(id: string, afterVersion: number, signal: AbortSignal | undefined): AsyncGenerator<Job, void, void> {
    const entry = this.#entry(id);
    let seen = afterVersion;
    for (;;) {
      if (signal?.aborted) return;
      const job = entry.job;
      if (job.version > seen) {
        seen = job.version;
        yield job;
      }
      if (isEnded(job.state)) return;
      await waitForChange(entry, seen, signal);
    }
  }

  /** Asks a job to stop; its stream tells when it has. Faults: job.unknown. */
  cancel(id: string): void {
    const entry = this.#entry(id);
    this.#move(entry, 'cancel');
    entry.abort.abort(fault('job.cancelled'));
  }

  /** Answers what the part of a run asks. Faults: job.unknown, job.notAsking. */
  answer(id: string, runId: string, answer: Answer): void {
    const take = this.#entry(id).questions.get(runId);
    if (take === undefined) throw fault('job.notAsking');
    take(answer);
  }

  /** Resolves when the job has ended. Faults: job.unknown. */
  async ended(id: string): Promise<Job> {
    const entry = this.#entry(id);
    await entry.done;
    return entry.job;
  }

  /** Cancels all that is on and waits until it has ended. */
  async close(): Promise<void> {
    const on = [...this.#entries.values()].filter((entry) => !isEnded(entry.job.state));
    for (const entry of on) this.cancel(entry.job.id);
    await Promise.all(on.map((entry) => entry.done));
  }

  async #run(entry: Entry, work: JobWork): Promise<void> {
    const report: JobReport = {
      event: (event) => this.#move(entry, event),
      part: (index, part) => this.#change(entry, { parts: entry.job.parts.with(index, part) }),
      ask: (index, part) => this.#ask(entry, index, part),
    };
    try {
      await work(report, entry.abort.signal);
      this.#move(entry, 'succeed');
    } catch (error) {
      const cause = isFault(error) ? error.fault : this.#internal(error);
      this.#move(entry, cause.code === 'job.cancelled' ? 'cancelled' : 'fail', cause);
    }
    this.#changed();
  }

  async #ask(entry: Entry, index: number, part: JobPart): Promise<Answer> {
    const { questions } = entry;
    const { signal } = entry.abort;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const stop = (): void => reject(signal.reason);
    const timer = setTimeout(() => resolve('rollBack'), this.#answerMsMax);
    questions.set(part.runId, resolve);
    signal.addEventListener('abort', stop, { once: true });
    this.#change(entry, { parts: entry.job.parts.with(index, part) });
    try {
      signal.throwIfAborted();
      return await promise;
    } finally {
      clearTimeout(timer);
      questions.delete(part.runId);
      signal.removeEventListener('abort', stop);
    }
  }

  #internal(error: unknown): Fault {
    const it = fault('internal').fault;
    this.#log(error, it.id);
    return it;
  }

  #move(entry: Entry, event: JobEvent, cause: Fault | null = null): void {
    const state = nextState(entry.job.state, event);
    if (state === entry.job.state) return;
    this.#change(entry, { state, fault: cause ?? entry.job.fault });
  }

  #change(entry: Entry, some: Partial<Job>): void {
    const elapsedMs = performance.now() - entry.startMs;
    entry.job = { ...entry.job, ...some, elapsedMs, version: entry.job.version + 1 };
    for (const wake of entry.watchers) wake();
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw fault('job.unknown', { id });
    return entry;
  }

  #forgetOld(): void {
    const ended = [...this.#entries.values()].filter((entry) => isEnded(entry.job.state));
    for (const entry of ended.slice(0, Math.max(0, ended.length - ENDED_MAX))) this.#entries.delete(entry.job.id);
  }
}

/** Waits until the job has changed since `seen`; at least the gap between snapshots, less when the job has ended. */
async function waitForChange(entry: Entry, seen: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    let gapOver = false;
    const wake = (): void => {
      if (isEnded(entry.job.state) || signal?.aborted || (gapOver && entry.job.version > seen)) finish();
    };
    const timer = setTimeout(() => {
      gapOver = true;
      wake();
    }, SNAPSHOT_GAP_MS);
    const finish = (): void => {
      clearTimeout(timer);
      entry.watchers.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    entry.watchers.add(wake);
    signal?.addEventListener('abort', wake);
    wake();
  });
}
