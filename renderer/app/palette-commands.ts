import type { Connection } from '#shared/connection.ts';
import type { Settings } from '#shared/contract/app.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { RunSummary } from '#shared/run.ts';
import { showCount } from '#shared/units.ts';
import type { IconName } from '../ui/icon.tsx';
import { backupsRoute, navigate, rejectsRoute, screenRoute } from './navigation.ts';
import { showPlace } from './show-connection.ts';

/** One line of the palette. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Grey, behind the label. */
  readonly detail?: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

interface PaletteContent {
  readonly connections: readonly Connection[];
  readonly currentId: string | null;
  readonly tables: readonly TableSummary[];
  readonly runs: readonly RunSummary[];
  readonly theme: Settings['theme'];
  readonly openFiles: () => void;
  readonly switchTo: (id: string) => void;
  readonly setTheme: (theme: Settings['theme']) => void;
}

const themes: readonly { readonly id: Settings['theme']; readonly label: string }[] = [
  { id: 'system', label: 'Theme of the system' },
  { id: 'light', label: 'Light theme' },
  { id: 'dark', label: 'Dark theme' },
];

/** All that the palette offers: where to go, what to do, and what is there by name. */
export function paletteCommands(content: PaletteContent): readonly CommandGroup[] {
  const connected = content.currentId !== null;
  const go = (label: string, icon: IconName, screen: Parameters<typeof screenRoute>[0]): Command => ({
    id: `go ${screen}`,
    label,
    icon,
    run: () => navigate(screenRoute(screen)),
  });
  const actions: readonly Command[] = [
    { id: 'open', label: 'Import files', icon: 'import', keys: 'mod+O', run: content.openFiles },
    ...(connected
      ? [
          go('Tables', 'tables', 'tables'),
          go('Import', 'import', 'import'),
          go('Rejects', 'rejects', 'rejects'),
          go('Runs', 'runs', 'runs'),
          go('Backups', 'backups', 'backups'),
          go('REST service', 'rest', 'rest'),
          {
            id: 'back up',
            label: 'Back up tables',
            icon: 'backups' as const,
            run: () => navigate(backupsRoute({ make: [] })),
          },
        ]
      : []),
    go('Connections', 'database', 'connections'),
    go('Settings', 'settings', 'settings'),
    {
      id: 'connect',
      label: 'Connect to Postgres',
      icon: 'plus',
      run: () => navigate({ screen: 'connections', id: 'new' }),
    },
    ...themes
      .filter(({ id }) => id !== content.theme)
      .map(({ id, label }) => ({
        id: `theme ${id}`,
        label,
        icon: 'eye' as const,
        run: () => content.setTheme(id),
      })),
  ];
  const groups: readonly CommandGroup[] = [
    { title: 'Commands', commands: actions },
    {
      title: 'Tables',
      commands: content.tables.map((table) => ({
        id: `table ${table.schema}.${table.table}`,
        label: table.table,
        detail: `${table.rowCountExact ? '' : 'about '}${showCount(table.rowCount)} rows`,
        icon: 'tables',
        run: () => navigate({ screen: 'tables', table: table.table }),
      })),
    },
    {
      title: 'Rejects',
      commands: content.runs
        .filter((run) => run.kind === 'load' && run.parentId === null && run.ledger.rejected > 0)
        .map((run) => ({
          id: `rejects ${run.id}`,
          label: `${showCount(run.ledger.rejected)} rejects of ${run.sourceName}`,
          icon: 'rejects',
          run: () => navigate(rejectsRoute(run.id)),
        })),
    },
    {
      title: 'Connections',
      commands: content.connections
        .filter(({ id }) => id !== content.currentId)
        .map((connection) => ({
          id: `connection ${connection.id}`,
          label: `Switch to ${connection.name}`,
          detail: `${connection.environment}, ${showPlace(connection)}`,
          icon: 'database',
          run: () => content.switchTo(connection.id),
        })),
    },
  ];
  return groups.filter(({ commands }) => commands.length > 0);
}
