import type { Route } from '../../app/navigation.ts';
import { hrefOf, navigate, rejectsRoute } from '../../app/navigation.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useSession } from '../../app/session.ts';
import { latestRunsMax } from '../../app/use-tallies.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import type { RunSummary } from '#shared/run.ts';
import { showCount } from '#shared/units.ts';
import { RejectsOfRun } from './rejects-of-run.tsx';
import styles from './rejects-screen.module.css';

function NoRejects({ last }: { readonly last: RunSummary | undefined }) {
  const openFiles = useOpenFiles();
  if (last === undefined) {
    return (
      <EmptyState
        title="No rejects"
        actions={
          <Button icon="import" keys="mod+O" onPress={() => openFiles()}>
            Import files
          </Button>
        }
      >
        Nothing has been loaded yet. Rows that do not fit a table are kept here, with their reasons.
      </EmptyState>
    );
  }
  const { read, inserted, updated, skipped } = last.ledger;
  return (
    <EmptyState
      title="No rejects"
      actions={<TextLink href={hrefOf({ screen: 'runs', runId: last.id })}>See the run</TextLink>}
    >
      The last run read {showCount(read)} rows and {showCount(inserted + updated)} went in
      {skipped === 0 ? '' : `; ${showCount(skipped)} were there already`}.
    </EmptyState>
  );
}

/** Rows that did not go in: those of the run in the address, or of the latest load that has some. */
export function RejectsScreen({ route }: { readonly route: Extract<Route, { screen: 'rejects' }> }) {
  const calls = useCalls();
  const { connection } = useSession();
  const list = useCall(calls.runs.list.queryOptions({ input: { connectionId: connection.id, limit: latestRunsMax } }));
  const runs = list.data?.runs ?? [];
  const withRejects = runs.filter((run) => run.ledger.rejected > 0 && run.state !== 'running');
  // What a replay did not load stays among the rejects of the run that it belongs to.
  const first = withRejects.filter(({ parentId }) => parentId === null);
  const runId = route.runId ?? first.find(({ kind }) => kind === 'load')?.id ?? null;

  if (runId !== null) {
    return (
      <RejectsOfRun
        key={runId}
        runId={runId}
        facet={route.facet}
        runs={first.filter(({ id, kind }) => kind === 'load' || id === runId)}
        onFacet={(facet) => navigate(rejectsRoute(route.runId, facet), { replace: true })}
        onChooseRun={(id) => navigate(rejectsRoute(id))}
      />
    );
  }
  return (
    <>
      <ScreenHeader title="Rejects" />
      <div className={styles['empty']}>
        {list.fault === null ? null : (
          <FaultNotice fault={list.fault} actions={[{ label: 'Try again', onPress: list.refetch }]} />
        )}
        {list.data === undefined ? null : <NoRejects last={runs.find(({ kind }) => kind === 'load')} />}
      </div>
    </>
  );
}
