import type { FixOutcome } from '#shared/contract/rejects.ts';
import { FaultError } from '#shared/fault.ts';
import { isEnded, type Job } from '#shared/job.ts';
import { resuming } from './call-context.ts';
import type { Client } from './connection.ts';

/** Rows that work has come to, of how many; null: that is not known. */
export interface WorkProgress {
  readonly rows: number;
  readonly of: number | null;
}

/** Its only part counts rows where others count bytes. */
const progressOf = ({ parts: [part] }: Job): WorkProgress => ({
  rows: part?.bytesRead ?? 0,
  of: part?.bytesTotal ?? null,
});

/**
 * Follows the job of work on many rejects to its end, and tells what it did; null where it was cancelled. Aborted, it takes the job
 * along. Faults: that of the job.
 */
export async function followWork(
  client: Client,
  jobId: string,
  tell: (progress: WorkProgress) => void,
  signal?: AbortSignal,
): Promise<FixOutcome | null> {
  const stop = (): void => void client.jobs.cancel({ jobId }).catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  const given = signal === undefined ? {} : { signal };
  try {
    for await (const job of await client.jobs.watch({ jobId }, { ...given, context: resuming })) {
      tell(progressOf(job));
      if (job.state === 'failed' && job.fault !== null) throw new FaultError(job.fault);
      if (isEnded(job.state)) break;
    }
    return (await client.rejects.done({ jobId }, given)).outcome;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
