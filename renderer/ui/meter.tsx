import { Meter as AriaMeter } from 'react-aria-components';
import styles from './meter.module.css';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** What a screen reader says of the value, with its counts. */
  readonly valueText: string;
}

/** How much of a limit is used, for instance rejects of the limit at which a load rolls back. */
export const Meter = ({ label, value, max, valueText }: MeterProps) => (
  <AriaMeter
    aria-label={label}
    value={Math.min(value, max)}
    maxValue={max === 0 ? 1 : max}
    valueLabel={valueText}
    className={styles['meter'] ?? ''}
  >
    {({ percentage }) => (
      <span className={styles['track']}>
        <span className={styles['bar']} style={{ width: `${percentage}%` }} data-empty={value === 0} />
      </span>
    )}
  </AriaMeter>
);
