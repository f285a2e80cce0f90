import type { ConnectionReport } from '#shared/connection.ts';
import type { Fault } from '#shared/fault.ts';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './connection-test.module.css';

interface ConnectionTestProps {
  readonly report: ConnectionReport | null;
  readonly fault: Fault | null;
  readonly testing: boolean;
}

function Report({ report }: { readonly report: ConnectionReport }) {
  return (
    <>
      <p className={styles['works']}>
        <Icon name="check" size={14} />
        The server let us in.
      </p>
      <DefinitionList
        items={[
          { term: 'Server', value: `PostgreSQL ${report.version}` },
          { term: 'Round trip', value: <span className="num">{`${report.roundTripMs.toFixed(1)} ms`}</span> },
          { term: 'Encrypted', value: report.encrypted ? 'yes' : 'no' },
          { term: 'Database', value: `${report.database}, schema ${report.schema}` },
          { term: 'Role', value: report.user },
        ]}
      />
      <h3 className={styles['head']}>What this role may do</h3>
      <ul className={styles['rights']}>
        {report.rights.map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ul>
      {report.notes.length === 0 ? null : (
        <>
          <h3 className={styles['head']}>Worth knowing</h3>
          <ul className={styles['rights']}>
            {report.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** What a test of the connection found out, or what stood in its way. */
export const ConnectionTest = ({ report, fault, testing }: ConnectionTestProps) => (
  <section className={styles['test']} aria-label="Test" aria-busy={testing}>
    <h2 className={styles['title']}>Test</h2>
    <div aria-live="polite" className={testing ? styles['old'] : undefined}>
      {fault === null ? null : <FaultNotice fault={fault} />}
      {report === null ? null : <Report report={report} />}
      {report === null && fault === null ? (
        <p className={styles['none']}>
          {testing
            ? 'Asking the server.'
            : 'Asks the server for its version, the round trip, and what this role may do. Nothing is saved or written.'}
        </p>
      ) : null}
    </div>
  </section>
);
