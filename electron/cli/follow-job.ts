import { createRouterClient } from '@orpc/server';
import type { Backend } from '#backend/backend.ts';
import type { Job } from '#shared/job.ts';
import { progressLine } from './progress-line.ts';

/** Shows a job's progress until it has ended; a signal cancels it. Returns it as it ended. */
export async function followJob(backend: Backend, jobId: string, signal: AbortSignal): Promise<Job | null> {
  const call = createRouterClient(backend.router);
  const cancel = (): void => void call.jobs.cancel({ jobId });
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  const line = progressLine(process.stderr);
  try {
    let last: Job | null = null;
    for await (const job of await call.jobs.watch({ jobId })) {
      line.show(job);
      last = job;
    }
    return last;
  } finally {
    line.end();
    signal.removeEventListener('abort', cancel);
  }
}
