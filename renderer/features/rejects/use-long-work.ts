import { useState } from 'react';
import type { FixOutcome } from '#shared/contract/rejects.ts';
import { useClient } from '../../client/client-provider.tsx';
import { followWork, type WorkProgress } from '../../client/follow-work.ts';

/** Work on many rejects that takes its time. */
export interface WorkUnderWay extends WorkProgress {
  /** What is being done: `Undoing: Fill job_id in 300,000 rows`. */
  readonly words: string;
  /** Stops it; the rows stay as they were. */
  readonly stop: () => void;
  readonly isStopping: boolean;
}

export interface LongWork {
  /** Null: none is on. */
  readonly underWay: WorkUnderWay | null;
  /** Follows a job to its end, and tells what it did; null: it was cancelled. Faults: that of the job. */
  readonly follow: (words: string, jobId: string) => Promise<FixOutcome | null>;
}

/** Work on many rejects that goes on as a job: how far it is, and its end. */
export function useLongWork(): LongWork {
  const client = useClient();
  const [underWay, setUnderWay] = useState<WorkUnderWay | null>(null);
  return {
    underWay,
    async follow(words, jobId) {
      const stop = (): void => {
        setUnderWay((now) => (now === null ? null : { ...now, isStopping: true }));
        client.jobs.cancel({ jobId }).catch(() => undefined);
      };
      const show = (progress: WorkProgress): void =>
        setUnderWay((now) => ({ words, stop, isStopping: now?.isStopping ?? false, ...progress }));
      show({ rows: 0, of: null });
      try {
        return await followWork(client, jobId, show);
      } finally {
        setUnderWay(null);
      }
    },
  };
}
