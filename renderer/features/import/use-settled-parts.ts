import { useQueries } from '@tanstack/react-query';
import type { JobPart } from '#shared/job.ts';
import { useCalls } from '../../client/client-provider.tsx';
import type { LiveJob } from '../../client/use-job.ts';
import { partOfRun } from './part-of-run.ts';
import { isPartEnded } from './stage.ts';

/**
 * The parts of a job. When its backend died, what was under way is taken from the history, which the new backend has
 * settled: each run is in the table or it is not.
 */
export function useSettledParts(live: LiveJob): readonly JobPart[] {
  const calls = useCalls();
  const parts = live.job?.parts ?? [];
  const open = live.fault === null ? [] : parts.filter((part) => !isPartEnded(part));
  const runs = useQueries({
    queries: open.map(({ runId }) => calls.runs.get.queryOptions({ input: { runId } })),
  });
  const told = new Map(runs.flatMap(({ data }) => (data === undefined ? [] : [[data.id, partOfRun(data)] as const])));
  return parts.map((part) => told.get(part.runId) ?? part);
}
