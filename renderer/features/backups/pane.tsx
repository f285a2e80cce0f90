import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './pane.module.css';

interface PaneProps {
  /** What is done here: `Restore departments`. */
  readonly title: string;
  /** Grey, beside the title. */
  readonly note?: ReactNode;
  /** Left out: it cannot be closed now. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
  /** What stays in sight at its foot: the one button, and what it does. */
  readonly foot?: ReactNode;
}

/** What stands beside the list of backups: one thing that is shown, planned or done. */
export const Pane = ({ title, note, onClose, children, foot }: PaneProps) => (
  <aside className={styles['pane']} aria-label={title}>
    <div className={styles['head']}>
      <h2 className={styles['title']} title={title}>
        {title}
      </h2>
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      {onClose === undefined ? null : (
        <Button variant="plain" icon="close" aria-label="Close" className={styles['close']} onPress={onClose} />
      )}
    </div>
    <div className={styles['body']}>{children}</div>
    {foot === undefined ? null : <div className={styles['foot']}>{foot}</div>}
  </aside>
);
