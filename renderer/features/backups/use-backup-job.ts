import { useState } from 'react';
import type { Fault } from '#shared/fault.ts';
import { isEnded, type Job } from '#shared/job.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { useJob } from '../../client/use-job.ts';

const kinds: ReadonlySet<Job['kind']> = new Set(['backup', 'verify', 'restore']);

/** The work on backups that this screen shows. */
export interface BackupJob {
  /** Null: there is none in hand. */
  readonly id: string | null;
  /** Null before its first snapshot. */
  readonly job: Job | null;
  /** Why no more is heard of it. */
  readonly fault: Fault | null;
  readonly isOn: boolean;
  readonly follow: (jobId: string) => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** Follows the job that was started here, or one that is on already as the screen opens, until it is dismissed. */
export function useBackupJob(): BackupJob {
  const calls = useCalls();
  const cancelling = useAction(calls.jobs.cancel.mutationOptions());
  const jobs = useCall(calls.jobs.list.queryOptions());
  const [followed, setFollowed] = useState<{ readonly id: string | null; readonly past: readonly string[] }>({
    id: null,
    past: [],
  });
  const running = jobs.data?.find(
    ({ id, kind, state }) => kinds.has(kind) && !isEnded(state) && !followed.past.includes(id),
  );
  if (followed.id === null && running !== undefined) setFollowed({ ...followed, id: running.id });
  const { id } = followed;
  const { job, fault } = useJob(id);
  return {
    id,
    job,
    fault,
    isOn: id !== null && fault === null && (job === null || !isEnded(job.state)),
    follow: (jobId) => setFollowed({ ...followed, id: jobId }),
    cancel: () => {
      if (id !== null) void cancelling.run({ jobId: id });
    },
    dismiss: () => {
      if (id !== null) setFollowed({ id: null, past: [...followed.past, id] });
    },
  };
}
