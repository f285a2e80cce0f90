import { skipToken } from '@tanstack/react-query';
import type { Run, RunSummary } from '#shared/run.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';

/** The family of a run: the run that its file was loaded by, then all its replays; it alone where it has none. */
export function useFamily(run: Run | undefined): readonly RunSummary[] {
  const calls = useCalls();
  const parentId = run?.parentId ?? null;
  const parent = useCall(calls.runs.get.queryOptions({ input: parentId === null ? skipToken : { runId: parentId } }));
  const own = useCall(calls.runs.get.queryOptions({ input: run === undefined ? skipToken : { runId: run.id } }));
  const first = parentId === null ? own.data : parent.data;
  if (first !== undefined) return [first, ...first.family.children];
  return run === undefined ? [] : [run];
}
