import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** What to do next, or why there is nothing. */
  readonly children?: ReactNode;
  /** Buttons or links. */
  readonly actions?: ReactNode;
}

/** Nothing here yet, said where the first row will stand. */
export const EmptyState = ({ title, children, actions }: EmptyStateProps) => (
  <div className={styles['empty']}>
    <b className={styles['title']}>{title}</b>
    {children === undefined ? null : <p className={styles['words']}>{children}</p>}
    {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
  </div>
);
