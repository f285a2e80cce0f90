import { skipToken } from '@tanstack/react-query';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useCalls } from '../client/client-provider.tsx';
import { useCall } from '../client/use-call.ts';
import type { Screen } from './navigation.ts';
import type { Tally } from './rail.tsx';

/** Runs that are asked for: enough for the largest batch that one looks back on. */
export const latestRunsMax = 100;

const isIn = ({ state }: RunSummary): boolean => state === 'loaded' || state === 'loadedWithRejects';

/** Rejects of the newest batch of loads that no replay has loaded since; 0 when its rows are all in. */
export function rejectsInHand(runs: readonly RunSummary[]): number {
  const loads = runs.filter((run) => run.kind === 'load' && run.state !== 'running' && run.state !== 'cancelled');
  const newest = loads.find((run) => run.parentId === null);
  if (newest === undefined) return 0;
  const batch = loads.filter((run) => run.batchId === newest.batchId && run.parentId === null);
  const rejected = batch.reduce((sum, run) => sum + run.ledger.rejected, 0);
  const replays = loads.filter((run) => isIn(run) && batch.some(({ id }) => id === run.parentId));
  return Math.max(
    0,
    replays.reduce((sum, { ledger }) => sum - (ledger.read - ledger.rejected), rejected),
  );
}

/** The numbers beside the sections of the rail; none while no connection is open. */
export function useTallies(connectionId: string | null): Partial<Record<Screen, Tally>> {
  const calls = useCalls();
  const tables = useCall(
    calls.tables.list.queryOptions({ input: connectionId === null ? skipToken : { connectionId } }),
  );
  const runs = useCall(
    calls.runs.list.queryOptions({
      input: connectionId === null ? skipToken : { connectionId, limit: latestRunsMax },
    }),
  );
  const rejected = rejectsInHand(runs.data?.runs ?? []);
  const count = tables.data?.tables.length;
  return {
    ...(count === undefined
      ? {}
      : { tables: { text: showCount(count), gold: false, meaning: showAmount(count, 'table') } }),
    ...(rejected === 0
      ? {}
      : {
          rejects: {
            text: showCount(rejected),
            gold: true,
            meaning: `${showAmount(rejected, 'reject')} in the last batch`,
          },
        }),
  };
}
