import type { Ledger } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import { cx } from '../class-names.ts';
import styles from './ledger.module.css';
import { lanesOf, type LedgerState } from './ledger-words.ts';

interface MiniLedgerProps {
  readonly ledger: Ledger;
  readonly state: LedgerState;
  /** Part of the source's bytes that was read, 0 to 1; only while running. */
  readonly done?: number;
  readonly onTheWay?: number;
}

/** The lanes alone, 6 px high, for lists. A run that put nothing in is an empty outline. */
export function MiniLedger({ ledger, state, done = 1, onTheWay = 0 }: MiniLedgerProps) {
  const lanes = lanesOf(ledger, state, onTheWay).filter((lane) => lane.count > 0);
  const empty = state === 'failed' || ledger.read === 0;
  const name = empty ? 'nothing written' : lanes.map((lane) => `${showCount(lane.count)} ${lane.word}`).join(', ');
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn with boxes, which an img cannot hold
    <span className={cx(styles['mini'], empty && styles['off'])} data-state={state} role="img" aria-label={name}>
      {empty
        ? null
        : lanes.map((lane) => (
            <i key={lane.name} className={styles['lane']} data-lane={lane.name} style={{ flexGrow: lane.count }} />
          ))}
      {done < 1 && !empty ? (
        <i className={styles['rest']} style={{ flexGrow: (ledger.read / Math.max(done, 0.001)) * (1 - done) }} />
      ) : null}
    </span>
  );
}
