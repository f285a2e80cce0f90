import type { ReactNode } from 'react';
import { VerdictKey } from './column-profile-bar.tsx';
import styles from './file-panel.module.css';

interface PanelLegendProps {
  /** What the cells show. */
  readonly hint: string;
  /** Where the match comes from. */
  readonly match: ReactNode;
}

/** What the cells of a file's rows show, and what their colours mean. */
export const PanelLegend = ({ hint, match }: PanelLegendProps) => (
  <>
    {match === null ? null : <span className={styles['match']}>{match}</span>}
    <span className={styles['hint']}>{hint}</span>
    <span className={styles['legend']}>
      <VerdictKey verdict="valid" />
      valid
      <VerdictKey verdict="empty" />
      empty
      <VerdictKey verdict="wrong" />
      wrong
    </span>
  </>
);
