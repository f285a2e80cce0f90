import { cx } from './class-names.ts';
import styles from './seal.module.css';

interface SealProps {
  /** Whether our count and the server's are the same. */
  readonly balanced: boolean;
  /** Beside it where they are not: both counts. */
  readonly sentence?: string;
}

/** A circle with an equals sign: the ledger's sum holds on both sides. */
export const Seal = ({ balanced, sentence }: SealProps) => (
  <span className={styles['line']}>
    <span className={cx(styles['seal'], !balanced && styles['off'])}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M4.6 6.4h6.8M4.6 9.6h6.8" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
        {balanced ? null : <path d="m9.9 3.9-3.8 8.2" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />}
      </svg>
      {balanced ? 'Balances: our count and the server’s' : 'Does not balance'}
    </span>
    {sentence === undefined ? null : <span className={styles['sentence']}>{sentence}</span>}
  </span>
);
