import type { ReactNode } from 'react';
import styles from './screen-header.module.css';

interface ScreenHeaderProps {
  readonly title: ReactNode;
  /** What leads to the title: a link to the list that this is one of. */
  readonly crumb?: ReactNode;
  /** Grey, beside the title: counts that say what is on the screen. */
  readonly note?: ReactNode;
  /** Buttons and fields at the right. */
  readonly children?: ReactNode;
}

/** The first line of every screen: title, counts, and what can be done. */
export function ScreenHeader({ title, crumb, note, children }: ScreenHeaderProps) {
  return (
    <header className={styles['header']}>
      {crumb}
      <h1 className={styles['title']}>{title}</h1>
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      <div className={styles['actions']}>{children}</div>
    </header>
  );
}
