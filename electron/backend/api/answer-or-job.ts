import { setTimeout as delay } from 'node:timers/promises';
import type { Job, JobPart } from '#shared/job.ts';
import type { Jobs } from '#backend/job/jobs.ts';

/** What is told of work that became a job. */
export interface LongWork {
  readonly kind: Job['kind'];
  readonly connectionId: string;
  /** How far it is. */
  readonly part: () => JobPart;
  /** How long the call waits for it. */
  readonly answerMs: number;
  /** Ends the work as long as the call waits for it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Begins work and waits for its end as long as a call may. What takes longer goes on as a job, which can be cancelled.
 * @returns what the work found, or the job's id, and the work itself
 */
export async function answerOrJob<T>(
  jobs: Jobs,
  { kind, connectionId, part, answerMs, signal: caller }: LongWork,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<
  | { readonly done: T; readonly jobId: null }
  | { readonly done: null; readonly jobId: string; readonly going: Promise<T> }
> {
  const abort = new AbortController();
  const going = work(abort.signal);
  const leave = (): void => abort.abort(caller?.reason);
  caller?.addEventListener('abort', leave, { once: true });
  const late = Symbol('late');
  const first = await Promise.race([going, delay(answerMs, late, { ref: false })]).finally(() =>
    caller?.removeEventListener('abort', leave),
  );
  if (first !== late) return { done: first as T, jobId: null };
  const jobId = jobs.start(kind, connectionId, [part()], async (report, signal) => {
    signal.addEventListener('abort', () => abort.abort(signal.reason));
    report.event('plan');
    report.event('run');
    const tell = setInterval(() => report.part(0, part()), 100);
    try {
      await going;
    } finally {
      clearInterval(tell);
      report.part(0, part());
    }
  });
  return { done: null, jobId, going };
}
