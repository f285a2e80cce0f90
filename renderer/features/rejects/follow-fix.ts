import type { FixOutcome } from '#shared/contract/rejects.ts';
import { isEnded, type Job } from '#shared/job.ts';
import { resuming } from '../../client/call-context.ts';
import type { Client } from '../../client/connection.ts';

/** Rows that a fix has looked at, of how many; null: that is not known. */
export interface FixProgress {
  readonly rows: number;
  readonly of: number | null;
}

/** Its only part counts rows where others count bytes. */
const progressOf = ({ parts: [part] }: Job): FixProgress => ({
  rows: part?.bytesRead ?? 0,
  of: part?.bytesTotal ?? null,
});

/**
 * Follows the job of a fix to its end, and tells what it found or did; null where it failed or was cancelled. Aborted, it
 * takes the job along.
 */
export async function followFix(
  client: Client,
  jobId: string,
  tell: (progress: FixProgress) => void,
  signal?: AbortSignal,
): Promise<FixOutcome | null> {
  const stop = (): void => void client.jobs.cancel({ jobId }).catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  const given = signal === undefined ? {} : { signal };
  try {
    for await (const job of await client.jobs.watch({ jobId }, { ...given, context: resuming })) {
      tell(progressOf(job));
      if (isEnded(job.state)) break;
    }
    return (await client.rejects.fixed({ jobId }, given)).outcome;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
