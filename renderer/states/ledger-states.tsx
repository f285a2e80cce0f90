import { Ledger } from '../ui/ledger/ledger.tsx';
import { Seal } from '../ui/seal.tsx';
import {
  allRejected,
  badTail,
  eightDigits,
  halfWay,
  hires,
  nothingRead,
  oneInFiveMillion,
  upsert,
} from './ledger-fixtures.ts';
import styles from './states.module.css';

/** The ledger at its edges. */
export const LedgerStates = () => (
  <section className={styles['left']} aria-label="Ledger at its edges">
    <h2>Ledger at its edges</h2>
    <div className={styles['case']}>
      <Ledger ledger={oneInFiveMillion} size="count" state="done" note="one reject in five million" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={upsert} size="count" state="done" note="update where the key exists" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={allRejected} size="count" state="done" note="every row rejected: departments was empty" />
    </div>
    <div className={styles['case']}>
      <p className={styles['sealLine']}>
        <Seal balanced={false} sentence="We sent 1,929 rows, the server counted 1,928. Rolled back." />
      </p>
      <Ledger ledger={hires} size="count" state="unbalanced" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={badTail} size="count" state="plan" note="a bad tail. Nothing is written yet." />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={halfWay} size="count" state="running" onTheWay={48_000} done={0.61} />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={hires} size="count" state="failed" note="stopped at 3 % rejects" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={nothingRead} size="count" state="done" note="an empty file" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={eightDigits} size="count" state="done" note="four large numbers" />
    </div>
    <div className={styles['case']}>
      <Ledger ledger={eightDigits} size="sum" state="done" note="the size of a run's page, narrow" />
    </div>
    <div className={styles['case']} style={{ width: 296 }}>
      <Ledger ledger={hires} size="small" state="done" note="hired_employees.csv" />
    </div>
  </section>
);
