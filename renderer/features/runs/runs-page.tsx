import { keepPreviousData } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { FailureLine } from './failure-line.tsx';
import { anyRun, statesOf, type RunChoice } from './run-choice.ts';
import { RunsView } from './runs-view.tsx';

/** Runs that are fetched at a time. */
const PAGE = 100;

/** All runs of the connection, newest first. */
export function RunsPage() {
  const calls = useCalls();
  const { connection, settings } = useSession();
  const [choice, setChoice] = useState<RunChoice>(anyRun);
  const [limit, setLimit] = useState(PAGE);
  const query = useDeferredValue(choice.query);
  const connectionId = connection.id;
  const found = useCall({
    ...calls.runs.list.queryOptions({
      input: { connectionId, query: query.trim(), table: choice.table, states: statesOf(choice.end), limit },
    }),
    placeholderData: keepPreviousData,
  });
  const all = useCall(calls.runs.list.queryOptions({ input: { connectionId, limit: 1 } }));
  const tables = useCall(calls.tables.list.queryOptions({ input: { connectionId } }));
  return (
    <RunsView
      runs={found.data?.runs ?? null}
      found={found.data?.total ?? 0}
      total={all.data?.total ?? found.data?.total ?? 0}
      tables={(tables.data?.tables ?? []).map(({ table }) => table)}
      choice={choice}
      onChoose={(next) => {
        setChoice(next);
        setLimit(PAGE);
      }}
      onMore={() => setLimit(Math.min(500, limit + PAGE))}
      canShowMore={limit < 500}
      fault={found.fault}
      onRetry={found.refetch}
      zone={settings.timeZone}
      failureOf={(run) => <FailureLine run={run} />}
    />
  );
}
