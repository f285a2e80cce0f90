import { ProgressBar } from 'react-aria-components';
import styles from './progress-line.module.css';

interface ProgressLineProps {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  /** What a screen reader says of the value. */
  readonly valueText: string;
}

/** How far work is, as a line that fills; its numbers stand beside it. */
export const ProgressLine = ({ label, value, valueText }: ProgressLineProps) => (
  <ProgressBar className={styles['bar'] ?? ''} aria-label={label} value={value} maxValue={1} valueLabel={valueText}>
    <span className={styles['done']} style={{ width: `${value * 100}%` }} />
  </ProgressBar>
);
