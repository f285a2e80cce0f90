import type { ReactNode, Ref } from 'react';
import { cx } from './class-names.ts';
import styles from './side-pane.module.css';

interface SidePaneProps {
  /** What it is about, as its head. */
  readonly name: string;
  /** What it is called to those who do not see it, where that is more than the name. */
  readonly label?: string;
  /** A form, and not a sheet of facts: closer lines. */
  readonly dense?: boolean;
  /** Given where the focus is to be brought here. */
  readonly paneRef?: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** What is known of the thing chosen in the list on its left. */
export const SidePane = ({ name, label = name, dense = false, paneRef, children }: SidePaneProps) => (
  <aside
    className={cx(styles['pane'], dense && styles['dense'])}
    aria-label={label}
    ref={paneRef}
    {...(paneRef === undefined ? {} : { tabIndex: -1 })}
  >
    <h2 className={styles['name']} title={name}>
      {name}
    </h2>
    {children}
  </aside>
);
