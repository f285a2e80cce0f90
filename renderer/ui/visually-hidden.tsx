import type { ReactNode } from 'react';
import styles from './visually-hidden.module.css';

/** Words for who listens: in the page, not on the screen. */
export const VisuallyHidden = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles['hidden']}>{children}</span>
);
