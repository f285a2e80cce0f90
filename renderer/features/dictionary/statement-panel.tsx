import { keepPreviousData } from '@tanstack/react-query';
import type { TableName } from '#shared/column.ts';
import type { Dictionary } from '#shared/rule.ts';
import { useSession } from '../../app/session.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useCall } from '../../client/use-call.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './dictionary-body.module.css';

interface StatementPanelProps {
  readonly name: TableName;
  readonly dictionary: Dictionary;
}

/** The statement that would create the table, and what the table itself would not hold. */
export function StatementPanel({ name, dictionary }: StatementPanelProps) {
  const calls = useCalls();
  const connectionId = useSession().connection.id;
  const plan = useCall(
    calls.dictionaries.planTable.queryOptions({
      input: { connectionId, name, dictionary },
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <Panel title="Statement that creates the table" className={styles['statement']}>
      {plan.fault === null ? null : <FaultNotice fault={plan.fault} />}
      {plan.data === undefined ? null : (
        <pre className={styles['sql']} aria-label="SQL">
          {plan.data.sql}
        </pre>
      )}
      {plan.data?.notes.map((note) => (
        <p key={note} className={styles['held']}>
          {note}
        </p>
      ))}
    </Panel>
  );
}
