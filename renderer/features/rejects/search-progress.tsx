import { showCount } from '#shared/units.ts';
import styles from './work-progress.module.css';

interface SearchProgressProps {
  /** Rows so far. */
  readonly found: number;
  /** Empty: rows are only counted. */
  readonly query: string;
}

/** Says that rows may still come, while those that are here can be worked on. */
export const SearchProgress = ({ found, query }: SearchProgressProps) => (
  <output className={styles['search']}>
    {showCount(found)} found so far. {query === '' ? 'The rows are being counted.' : 'The search goes on.'}
  </output>
);
