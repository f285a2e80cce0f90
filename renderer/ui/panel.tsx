import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: string;
  /** Grey or linked, at the right of the title. */
  readonly aside?: ReactNode;
  /** quiet: the title is small and grey, as on the run page. */
  readonly look?: 'plain' | 'quiet';
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A part of a page under its title. It draws no box: hairlines between parts are the page's. */
export const Panel = ({ title, aside, look = 'plain', children, className }: PanelProps) => (
  <section className={cx(styles['panel'], className)} aria-label={title}>
    <div className={cx(styles['head'], styles[look])}>
      <h2 className={styles['title']}>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);
