import { isEnded, type Job, type JobPart } from '#shared/job.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { useJob } from '../../client/use-job.ts';

export interface RunPart {
  readonly job: Job;
  readonly part: JobPart;
}

/**
 * The live part of a run that is on, as its job tells it; null when it is not on, or its job is not known.
 * @param runId null: follows none
 */
export function useRunPart(runId: string | null): RunPart | null {
  const calls = useCalls();
  const jobs = useCall({ ...calls.jobs.list.queryOptions(), enabled: runId !== null });
  const hasRun = (job: Job): boolean => job.parts.some((part) => part.runId === runId);
  const listed = runId === null ? undefined : jobs.data?.find(hasRun);
  const live = useJob(listed === undefined || isEnded(listed.state) ? null : listed.id);
  const job = live.job ?? listed;
  const part = job?.parts.find((one) => one.runId === runId);
  return job === undefined || part === undefined ? null : { job, part };
}
