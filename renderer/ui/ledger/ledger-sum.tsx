import { showCount } from '#shared/units.ts';
import styles from './ledger.module.css';
import type { Lane } from './ledger-words.ts';

/** The sum, always complete: zeros are grey and not hidden. */
export const LedgerSum = ({ lanes }: { readonly lanes: readonly Lane[] }) => (
  <dl className={styles['sum']}>
    {lanes.map((lane) => (
      <div key={lane.name} className={styles['term']} data-lane={lane.name} data-zero={lane.count === 0}>
        <dt>
          <i className={styles['key']} data-lane={lane.name} aria-hidden="true" />
          {lane.word}
        </dt>
        <dd className={styles['number']}>{showCount(lane.count)}</dd>
      </div>
    ))}
  </dl>
);
