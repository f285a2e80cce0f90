import type { FixOutcome } from '#shared/contract/rejects.ts';
import { emptyLedger } from '#shared/load.ts';
import type { JobPart } from '#shared/job.ts';
import { answerOrJob } from './answer-or-job.ts';
import { fixAll, type FixRequest } from './fix-all.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { RejectJudge } from './reject-judge.ts';
import type { Rooms } from './rooms.ts';

/** Outcomes that are kept for who asks late. */
const OUTCOMES_MAX = 20;

/** Fixes of many rows: answered at once where they are quick, else as jobs. */
export class FixJobs {
  readonly #rooms: Rooms;
  readonly #judge: RejectJudge;
  readonly #turns: OneAtATime;
  readonly #outcomes = new Map<string, FixOutcome>();

  constructor(rooms: Rooms, judge: RejectJudge, turns: OneAtATime) {
    this.#rooms = rooms;
    this.#judge = judge;
    this.#turns = turns;
  }

  /** Faults: those of fixAll; rejects.busy where it is applied. */
  async start(request: FixRequest): Promise<{ outcome: FixOutcome | null; jobId: string | null }> {
    const { history, jobs, changes } = this.#rooms;
    const { runId } = request.filter;
    const run = history.runs.getStored(runId);
    const rows = await history.rejects.count(request.filter);
    const startMs = performance.now();
    let looked = 0;
    const progress = (count: number): void => void (looked = count);
    const part = (): JobPart => {
      const elapsedMs = performance.now() - startMs;
      const { sourceName, schema, table } = run;
      return {
        runId,
        sourceName,
        schema,
        table,
        state: 'judging',
        bytesRead: looked,
        bytesTotal: rows,
        ledger: { ...emptyLedger, read: looked },
        onTheWay: 0,
        reasons: [],
        columns: [],
        rowsPerSecond: elapsedMs > 0 ? looked / (elapsedMs / 1000) : 0,
        elapsedMs,
        fault: null,
        question: null,
        removed: null,
      };
    };
    const fix = (signal: AbortSignal): Promise<FixOutcome> =>
      fixAll(this.#rooms, this.#judge, request, { progress, signal });
    // To say what a fix would do changes nothing: it waits for nobody, and nobody waits for it.
    const work = (signal: AbortSignal): Promise<FixOutcome> =>
      request.apply
        ? this.#turns.run(runId, async () => {
            const outcome = await fix(signal);
            changes.emit('rejects');
            return outcome;
          })
        : fix(signal);
    const answer = await answerOrJob(jobs, { kind: 'fix', connectionId: run.connectionId, part }, work);
    if (answer.jobId === null) return { outcome: answer.done, jobId: null };
    const { jobId, going } = answer;
    if (request.apply) this.#turns.turnAway(runId, going);
    going.then(
      (outcome) => this.#keep(jobId, outcome),
      () => undefined,
    );
    return { outcome: null, jobId };
  }

  outcomeOf(jobId: string): FixOutcome | null {
    return this.#outcomes.get(jobId) ?? null;
  }

  #keep(jobId: string, outcome: FixOutcome): void {
    this.#outcomes.set(jobId, outcome);
    for (const old of [...this.#outcomes.keys()].slice(0, -OUTCOMES_MAX)) this.#outcomes.delete(old);
  }
}
