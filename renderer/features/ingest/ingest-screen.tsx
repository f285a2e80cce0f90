import { ScreenHeader } from '../../app/screen-header.tsx';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import styles from './ingest.module.css';
import { KeysPanel } from './keys-panel.tsx';
import { RunningView } from './running-view.tsx';
import { StartForm } from './start-form.tsx';

/** How often the gauges are read. */
const READ_MS = 1000;

/** The REST service: started and stopped here, with its keys, its gauges and its last requests. */
export function IngestScreen() {
  const calls = useCalls();
  const { connection, settings } = useSession();
  const state = useCall({ ...calls.ingest.state.queryOptions(), refetchInterval: READ_MS });
  const keys = useCall(calls.ingest.keys.queryOptions());
  const stop = useAction(calls.ingest.stop.mutationOptions());
  const running = state.data?.running ?? null;
  const usable = (keys.data?.keys ?? []).filter(({ revokedAt }) => revokedAt === null);
  const note = running === null ? 'stopped' : `takes rows into ${running.connectionName}`;
  return (
    <>
      <ScreenHeader title="REST" note={state.data === undefined ? undefined : note}>
        {running === null ? null : (
          <Button isDisabled={stop.pending} onPress={() => void stop.run({})}>
            Stop
          </Button>
        )}
      </ScreenHeader>
      <div className={styles['page']}>
        {state.fault === null ? null : <FaultNotice fault={state.fault} />}
        {stop.fault === null ? null : <FaultNotice fault={stop.fault} />}
        {state.data === undefined ? null : running === null ? (
          <StartForm connection={connection} hasKey={usable.length > 0} />
        ) : (
          <RunningView state={state.data} running={running} zone={settings.timeZone} />
        )}
        <KeysPanel keys={keys.data?.keys ?? null} fault={keys.fault} zone={settings.timeZone} />
      </div>
    </>
  );
}
