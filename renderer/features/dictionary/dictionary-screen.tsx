import { useSession } from '../../app/session.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import styles from './dictionary-body.module.css';
import { DictionaryEditor } from './dictionary-editor.tsx';

/** The dictionary of a table, to be looked at and changed. */
export function DictionaryScreen({ table }: { readonly table: string }) {
  const calls = useCalls();
  const { connection, report } = useSession();
  const name = { schema: report.schema, table };
  const view = useCall(calls.dictionaries.get.queryOptions({ input: { connectionId: connection.id, name } }));
  if (view.data !== undefined) return <DictionaryEditor view={view.data} />;
  return (
    <>
      <ScreenHeader title={`Dictionary of ${table}`} />
      {view.fault === null ? null : (
        <FaultNotice
          fault={view.fault}
          className={styles['notice']}
          actions={[{ label: 'Try again', onPress: view.refetch }]}
        />
      )}
    </>
  );
}
