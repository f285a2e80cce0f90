import { hrefOf, navigate, screenRoute } from '../../app/navigation.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useTimeZone } from '../../app/session.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { latestRunsMax } from '../../app/use-tallies.ts';
import type { Run } from '#shared/run.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { chosenPath } from '../../client/chosen-file.ts';
import { windowBridge } from '../../client/window-bridge.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useBatch } from '../import/batch-provider.tsx';
import styles from './run-page.module.css';
import { RunHeader } from './run-header.tsx';
import { RunView } from './run-view.tsx';
import { useFamily } from './use-family.ts';
import { useRunPart } from './use-run-part.ts';

/** Runs of the same table that are told of. */
const EARLIER_MAX = 5;

/** Takes the source of a run into the batch again: by its path where the window knows paths, else the person chooses. */
function useRunAgain(): (run: Run) => void {
  const { addFiles } = useBatch();
  const openFiles = useOpenFiles();
  return (run) => {
    const target = { schema: run.schema, table: run.table };
    const { sourcePath: path, sourceName: name } = run;
    if (windowBridge() === null || path === null) {
      openFiles(target);
      return;
    }
    addFiles([{ ...chosenPath(path), name }], target);
    navigate(screenRoute('import'));
  };
}

function LoadedRun({ run }: { readonly run: Run }) {
  const calls = useCalls();
  const zone = useTimeZone();
  const runAgain = useRunAgain();
  const live = useRunPart(run.state === 'running' ? run.id : null);
  const family = useFamily(run);
  const cancel = useAction(calls.jobs.cancel.mutationOptions());
  const { connectionId, table } = run;
  const sameTable = useCall(calls.runs.list.queryOptions({ input: { connectionId, table, limit: 50 } }));
  const latest = useCall(calls.runs.list.queryOptions({ input: { connectionId, limit: latestRunsMax } }));
  const earlier = (sameTable.data?.runs ?? [])
    .filter((one) => one.id !== run.id && one.schema === run.schema && one.startedAt < run.startedAt)
    .slice(0, EARLIER_MAX);
  const isCancelling = live?.job.state === 'cancelling' || cancel.pending;
  const stop = (): void => {
    if (live !== null) void cancel.run({ jobId: live.job.id });
  };
  useShortcut('escape', stop, live !== null && !isCancelling);
  return (
    <>
      <RunHeader run={run} zone={zone} />
      {cancel.fault === null ? null : <FaultNotice fault={cancel.fault} onDismiss={cancel.reset} />}
      <RunView
        run={run}
        live={live?.part ?? null}
        batch={latest.data?.runs ?? []}
        earlier={earlier}
        family={family}
        zone={zone}
        isCancelling={isCancelling}
        onCancel={stop}
        onRunAgain={() => runAgain(run)}
      />
    </>
  );
}

/** The page of one run. */
export function RunPage({ runId }: { readonly runId: string }) {
  const calls = useCalls();
  const run = useCall(calls.runs.get.queryOptions({ input: { runId } }));
  if (run.data !== undefined) return <LoadedRun run={run.data} />;
  return (
    <>
      <ScreenHeader title="Run" crumb={<TextLink href={hrefOf(screenRoute('runs'))}>Runs</TextLink>} />
      {run.fault === null ? null : (
        <FaultNotice
          fault={run.fault}
          className={styles['fault']}
          actions={[{ label: 'Try again', onPress: run.refetch }]}
        />
      )}
    </>
  );
}
