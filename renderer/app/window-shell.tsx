import { useCallback, useRef, useState } from 'react';
import { chooseFiles, chosenFile, type ChosenFile } from '../client/chosen-file.ts';
import { useConnectionState } from '../client/client-provider.tsx';
import { useBatch } from '../features/import/batch-provider.tsx';
import { LoadProgress } from '../features/import/load-progress.tsx';
import type { TableName } from '#shared/column.ts';
import { DropFrame } from '../ui/drop-frame.tsx';
import { BackendNotice } from './backend-notice.tsx';
import { ConnectionPlate } from './connection-plate.tsx';
import { CurrentScreen } from './current-screen.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FileClaimContext, type TakeFiles } from './file-claim.ts';
import { Frame } from './frame.tsx';
import { backupsRoute, navigate, screenRoute, useRoute, type Screen } from './navigation.ts';
import { OpenFilesContext } from './open-files.ts';
import { PaletteOfApp } from './palette-of-app.tsx';
import { Rail } from './rail.tsx';
import { useShortcut } from './shortcut.ts';
import { StatusBar } from './status-bar.tsx';
import { mayBeBackup, useBackupFinder } from './use-backup-finder.ts';
import { useBridgeCommands } from './use-bridge-commands.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useTallies } from './use-tallies.ts';
import { useChangeSettings, type Workspace } from './use-workspace.ts';

/** The screen that the rail marks: a dictionary belongs to the tables. */
const railScreen = (screen: Screen): Screen => (screen === 'dictionary' ? 'tables' : screen);

const titleOf = (screen: Screen): string => `${screen.charAt(0).toUpperCase()}${screen.slice(1)} - Sluice`;

/** The window once the backend has answered: rail, screen, status bar, and what works everywhere. */
export function WindowShell({ workspace }: { readonly workspace: Workspace }) {
  const { opening, connections, settings } = workspace;
  const route = useRoute();
  const backend = useConnectionState().state;
  const { batch, addFiles } = useBatch();
  const changeSettings = useChangeSettings();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const current = opening.state === 'none' ? null : opening.connection;
  const openId = opening.state === 'open' ? opening.connection.id : null;
  const tallies = useTallies(openId);

  const findBackup = useBackupFinder();
  const intoBatch = (files: readonly ChosenFile[], target?: TableName): void => {
    addFiles(files, target);
    navigate(screenRoute('import'));
  };
  // A backup of ours is opened as what it is; but whoever is at an import, or chose a table, adds a file to that.
  const take = (files: readonly ChosenFile[], target?: TableName): void => {
    const [file] = files;
    if (file === undefined) return;
    if (target !== undefined || openId === null || route.screen === 'import' || !mayBeBackup(files)) {
      intoBatch(files, target);
      return;
    }
    void findBackup(file).then((path) => {
      if (path === null) intoBatch(files);
      else navigate(backupsRoute({ path }));
    });
  };
  const openFiles = (target?: TableName): void => void chooseFiles().then((files) => take(files, target));
  const claimed = useRef<TakeFiles>(null);
  const claim = useCallback((own: TakeFiles) => {
    claimed.current = own;
    return () => {
      if (claimed.current === own) claimed.current = null;
    };
  }, []);
  const filesOver = useFileDrop((files) => {
    const dropped = files.map(chosenFile);
    if (claimed.current === null) take(dropped);
    else claimed.current(dropped);
  });
  const goToWork = (): void => navigate(screenRoute(batch.files.length > 0 ? 'import' : 'tables'));
  const switchTo = (id: string): void => {
    void changeSettings({ lastConnectionId: id });
    goToWork();
  };
  useShortcut('mod+O', openFiles);
  useShortcut('mod+K', () => setPaletteOpen(true));
  useBridgeCommands();

  return (
    <OpenFilesContext value={openFiles}>
      <title>{titleOf(route.screen)}</title>
      <Frame
        environment={current?.environment ?? null}
        rail={
          <Rail
            plate={<ConnectionPlate current={current} connections={connections} onChoose={switchTo} />}
            current={opening.state === 'none' && route.screen !== 'settings' ? 'connections' : railScreen(route.screen)}
            connected={opening.state !== 'none'}
            tallies={tallies}
            progress={(className) => <LoadProgress className={className} />}
          />
        }
        status={
          <StatusBar
            connection={current}
            report={opening.state === 'open' ? opening.report : null}
            backend={backend === 'open' ? 'ready' : backend}
            timeZone={settings.timeZone}
            onCommands={() => setPaletteOpen(true)}
          />
        }
      >
        <BackendNotice />
        <ErrorBoundary key={route.screen}>
          <FileClaimContext value={claim}>
            <CurrentScreen route={route} workspace={workspace} onUse={switchTo} onConnected={goToWork} />
          </FileClaimContext>
        </ErrorBoundary>
      </Frame>
      {filesOver === 0 ? null : (
        <DropFrame
          count={filesOver}
          files={[]}
          {...(route.screen === 'dictionary' ? { title: 'Drop to read the schema' } : {})}
        />
      )}
      {paletteOpen ? (
        <PaletteOfApp
          workspace={workspace}
          openId={openId}
          onClose={() => setPaletteOpen(false)}
          openFiles={() => openFiles()}
          switchTo={switchTo}
        />
      ) : null}
    </OpenFilesContext>
  );
}
