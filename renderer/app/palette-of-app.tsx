import { skipToken } from '@tanstack/react-query';
import { useCalls } from '../client/client-provider.tsx';
import { useCall } from '../client/use-call.ts';
import { CommandPalette } from './command-palette.tsx';
import { paletteCommands } from './palette-commands.ts';
import { latestRunsMax } from './use-tallies.ts';
import { useChangeSettings, type Workspace } from './use-workspace.ts';

interface PaletteOfAppProps {
  readonly workspace: Workspace;
  /** The connection that is open; null: none. */
  readonly openId: string | null;
  readonly onClose: () => void;
  readonly openFiles: () => void;
  readonly switchTo: (id: string) => void;
}

/** The palette with what is there now: tables, runs with rejects, other connections. */
export function PaletteOfApp({ workspace, openId, onClose, openFiles, switchTo }: PaletteOfAppProps) {
  const calls = useCalls();
  const changeSettings = useChangeSettings();
  const tables = useCall(
    calls.tables.list.queryOptions({ input: openId === null ? skipToken : { connectionId: openId } }),
  );
  const runs = useCall(
    calls.runs.list.queryOptions({
      input: openId === null ? skipToken : { connectionId: openId, limit: latestRunsMax },
    }),
  );
  const groups = paletteCommands({
    connections: workspace.connections,
    currentId: workspace.opening.state === 'none' ? null : workspace.opening.connection.id,
    tables: tables.data?.tables ?? [],
    runs: (runs.data?.runs ?? []).slice(0, 20),
    theme: workspace.settings.theme,
    openFiles,
    switchTo,
    setTheme: (theme) => void changeSettings({ theme }),
  });
  return <CommandPalette isOpen onClose={onClose} groups={groups} />;
}
