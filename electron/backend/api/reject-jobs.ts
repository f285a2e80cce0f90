import type { StoredRun } from '#backend/history/run-row.ts';
import type { Watch } from '#backend/history/watch.ts';
import type { FixOutcome } from '#shared/contract/rejects.ts';
import type { Job, JobPart } from '#shared/job.ts';
import { emptyLedger } from '#shared/load.ts';
import { answerOrJob } from './answer-or-job.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Rooms } from './rooms.ts';

/** Outcomes that are kept for who asks late. */
const OUTCOMES_MAX = 20;

/** What was done, or the job that goes on with it. */
export type Answer =
  | { readonly outcome: FixOutcome; readonly jobId: null }
  | { readonly outcome: null; readonly jobId: string };

/** Work on many rejects: answered at once where it is quick, else as jobs. */
export class RejectJobs {
  readonly #rooms: Rooms;
  readonly #turns: OneAtATime;
  readonly #outcomes = new Map<string, FixOutcome>();

  constructor(rooms: Rooms, turns: OneAtATime) {
    this.#rooms = rooms;
    this.#turns = turns;
  }

  /**
   * Does work that changes rejects of a run, in its turn. While it goes on as a job, others are turned away.
   * Faults: rejects.busy, and those of the work.
   */
  async change(runId: string, work: (watch: Watch) => Promise<FixOutcome>): Promise<Answer> {
    const { history, changes } = this.#rooms;
    const run = history.runs.getStored(runId);
    const { going, ...answer } = await this.#start('fix', run, (watch) =>
      this.#turns.run(runId, async () => {
        try {
          return await work(watch);
        } finally {
          changes.emit('rejects');
        }
      }),
    );
    if (answer.jobId !== null) this.#turns.turnAway(runId, going);
    return answer;
  }

  /** Does work that only reads rejects of a run: it waits for nobody, and nobody waits for it. Faults: those of the work. */
  async look(
    kind: Job['kind'],
    runId: string,
    work: (watch: Watch) => Promise<FixOutcome>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { going: _, ...answer } = await this.#start(kind, this.#rooms.history.runs.getStored(runId), work, signal);
    return answer;
  }

  outcomeOf(jobId: string): FixOutcome | null {
    return this.#outcomes.get(jobId) ?? null;
  }

  async #start(
    kind: Job['kind'],
    run: StoredRun,
    work: (watch: Watch) => Promise<FixOutcome>,
    caller?: AbortSignal,
  ): Promise<Answer & { readonly going: Promise<unknown> }> {
    const { jobs, answerMs } = this.#rooms;
    const startMs = performance.now();
    const looked: { rows: number; of: number | null } = { rows: 0, of: null };
    const progress: Watch['progress'] = (rows, of) => {
      looked.rows = rows;
      if (of !== undefined) looked.of = of;
    };
    const part = (): JobPart => partOf(run, looked, performance.now() - startMs);
    const { connectionId } = run;
    const answer = await answerOrJob(jobs, { kind, connectionId, part, answerMs, signal: caller }, (signal) =>
      work({ progress, signal }),
    );
    if (answer.jobId === null) return { outcome: answer.done, jobId: null, going: Promise.resolve() };
    const { jobId, going } = answer;
    going.then(
      (outcome) => this.#keep(jobId, outcome),
      () => undefined,
    );
    return { outcome: null, jobId, going };
  }

  #keep(jobId: string, outcome: FixOutcome): void {
    this.#outcomes.set(jobId, outcome);
    for (const old of [...this.#outcomes.keys()].slice(0, -OUTCOMES_MAX)) this.#outcomes.delete(old);
  }
}

function partOf(
  { id, sourceName, schema, table }: StoredRun,
  { rows, of }: { readonly rows: number; readonly of: number | null },
  elapsedMs: number,
): JobPart {
  return {
    runId: id,
    sourceName,
    schema,
    table,
    state: 'judging',
    bytesRead: rows,
    bytesTotal: of,
    ledger: { ...emptyLedger, read: rows },
    onTheWay: 0,
    reasons: [],
    columns: [],
    rowsPerSecond: elapsedMs > 0 ? rows / (elapsedMs / 1000) : 0,
    elapsedMs,
    fault: null,
    question: null,
    removed: null,
    sha256: null,
  };
}
