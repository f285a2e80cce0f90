import { BackupsScreen } from '../features/backups/backups-screen.tsx';
import { DictionaryScreen } from '../features/dictionary/dictionary-screen.tsx';
import { NewTableScreen } from '../features/dictionary/new-table-screen.tsx';
import { ImportScreen } from '../features/import/import-screen.tsx';
import { IngestScreen } from '../features/ingest/ingest-screen.tsx';
import { RejectsScreen } from '../features/rejects/rejects-screen.tsx';
import { RunsScreen } from '../features/runs/runs-screen.tsx';
import { TablesScreen } from '../features/tables/tables-screen.tsx';
import type { Route } from './navigation.ts';

/** The screens that need an open connection. */
export function WorkScreen({ route }: { readonly route: Exclude<Route, { screen: 'settings' | 'connections' }> }) {
  switch (route.screen) {
    case 'tables':
      return <TablesScreen table={route.table} />;
    case 'dictionary':
      return route.table === null ? <NewTableScreen /> : <DictionaryScreen key={route.table} table={route.table} />;
    case 'import':
      return <ImportScreen />;
    case 'rejects':
      return <RejectsScreen route={route} />;
    case 'backups':
      return <BackupsScreen route={route} />;
    case 'rest':
      return <IngestScreen />;
    case 'runs':
      return <RunsScreen runId={route.runId} />;
  }
}
