import { useEffect, useState } from 'react';
import { fault, type Fault } from '#shared/fault.ts';
import { isEnded, type Job } from '#shared/job.ts';
import { resuming } from './call-context.ts';
import { useClient } from './client-provider.tsx';
import { faultOf, isAborted } from './fault-of.ts';

export interface LiveJob {
  /** The newest snapshot; null before the first. */
  readonly job: Job | null;
  /** Why no more snapshots come, when the job has not ended: for instance host.backendGone. */
  readonly fault: Fault | null;
}

const nothing: LiveJob = { job: null, fault: null };

/** Follows a job until it ends; null follows none. A lost connection is opened again and the stream goes on. */
export function useJob(jobId: string | null): LiveJob {
  const client = useClient();
  const [seen, setSeen] = useState<{ readonly jobId: string | null; readonly live: LiveJob }>({ jobId, live: nothing });

  useEffect(() => {
    if (jobId === null) return undefined;
    const end = new AbortController();
    let newest: Job | null = null;
    const follow = async (): Promise<void> => {
      const snapshots = await client.jobs.watch({ jobId }, { signal: end.signal, context: resuming });
      for await (const job of snapshots) {
        newest = job;
        setSeen({ jobId, live: { job, fault: null } });
        if (isEnded(job.state)) break;
      }
    };
    follow().catch((error: unknown) => {
      if (end.signal.aborted || isAborted(error)) return;
      const why = faultOf(error);
      // A job that was there and is not any more: its backend died, and the new one does not know it.
      const lost = newest !== null && why.code === 'job.unknown';
      setSeen({ jobId, live: { job: newest, fault: lost ? fault('host.backendGone').fault : why } });
    });
    return () => end.abort();
  }, [client, jobId]);

  return seen.jobId === jobId ? seen.live : nothing;
}
