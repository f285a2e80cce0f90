import { FaultNotice } from '../ui/fault-notice.tsx';
import { DraftsProvider } from '../features/dictionary/drafts.tsx';
import { BatchProvider } from '../features/import/batch-provider.tsx';
import styles from './app.module.css';
import { TimeZoneContext } from './session.ts';
import { useWorkspace } from './use-workspace.ts';
import { WindowShell } from './window-shell.tsx';

/** The whole window. Needs a ClientProvider around it. */
export function App() {
  const { workspace, fault, retry } = useWorkspace();
  if (workspace === null) {
    return (
      <main className={styles['waiting']}>
        {fault === null ? (
          <output className={styles['words']}>Starting</output>
        ) : (
          <FaultNotice fault={fault} actions={[{ label: 'Try again', onPress: retry }]} />
        )}
      </main>
    );
  }
  const { opening } = workspace;
  return (
    <TimeZoneContext value={workspace.settings.timeZone}>
      <BatchProvider connectionId={opening.state === 'open' ? opening.connection.id : null}>
        <DraftsProvider>
          <WindowShell workspace={workspace} />
        </DraftsProvider>
      </BatchProvider>
    </TimeZoneContext>
  );
}
