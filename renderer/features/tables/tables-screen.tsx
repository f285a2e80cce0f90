import { skipToken } from '@tanstack/react-query';
import { navigate } from '../../app/navigation.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { FailureLine } from '../runs/failure-line.tsx';
import { TableDetailPane } from './table-detail-pane.tsx';
import { TablesView } from './tables-view.tsx';

/** The home: every table of the schema, and beside the list what is known of the chosen one. */
export function TablesScreen({ table }: { readonly table: string | null }) {
  const calls = useCalls();
  const openFiles = useOpenFiles();
  const { connection, settings } = useSession();
  const connectionId = connection.id;
  const list = useCall(calls.tables.list.queryOptions({ input: { connectionId } }));
  const tables = list.data?.tables ?? null;
  const chosen = tables?.find((one) => one.table === table) ?? tables?.[0] ?? null;
  const detail = useCall(
    calls.tables.get.queryOptions({
      input: chosen === null ? skipToken : { connectionId, name: { schema: chosen.schema, table: chosen.table } },
    }),
  );
  const name = chosen === null ? null : { schema: chosen.schema, table: chosen.table };
  return (
    <TablesView
      schema={list.data?.schema ?? ''}
      tables={tables}
      chosen={chosen?.table ?? null}
      onChoose={(next) => navigate({ screen: 'tables', table: next }, { replace: true })}
      fault={list.fault}
      onRetry={list.refetch}
      onImport={openFiles}
      zone={settings.timeZone}
      failureOf={(run) => <FailureLine run={run} />}
      side={
        chosen === null || name === null ? null : (
          <TableDetailPane
            key={chosen.table}
            summary={chosen}
            detail={detail.data ?? null}
            fault={detail.fault}
            onRetry={detail.refetch}
            onImport={() => openFiles(name)}
            zone={settings.timeZone}
          />
        )
      }
    />
  );
}
