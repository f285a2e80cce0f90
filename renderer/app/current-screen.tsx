import { ConnectionsScreen } from '../features/connections/connections-screen.tsx';
import { OpeningView } from '../features/connections/opening-view.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import type { Route } from './navigation.ts';
import { SessionContext } from './session.ts';
import type { Workspace } from './use-workspace.ts';
import { WorkScreen } from './work-screen.tsx';

interface CurrentScreenProps {
  readonly route: Route;
  readonly workspace: Workspace;
  readonly onUse: (connectionId: string) => void;
  readonly onConnected: () => void;
}

/** The screen of a route; where no connection is open, the way to one. */
export function CurrentScreen({ route, workspace, onUse, onConnected }: CurrentScreenProps) {
  const { opening, settings, info } = workspace;
  if (route.screen === 'settings') return <SettingsScreen settings={settings} info={info} />;
  if (route.screen === 'connections' || opening.state === 'none') {
    const id = route.screen === 'connections' ? route.id : null;
    return <ConnectionsScreen workspace={workspace} id={id} onUse={onUse} onConnected={onConnected} />;
  }
  if (opening.state !== 'open') return <OpeningView opening={opening} secrets={info.secrets} />;
  const { connection, report } = opening;
  return (
    <SessionContext value={{ connection, report, settings }}>
      <WorkScreen key={connection.id} route={route} />
    </SessionContext>
  );
}
