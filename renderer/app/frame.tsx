import type { ReactNode } from 'react';
import type { Environment } from '#shared/connection.ts';
import './environment.css';
import styles from './frame.module.css';

interface FrameProps {
  /** Null while no connection is open. */
  readonly environment: Environment | null;
  readonly rail: ReactNode;
  readonly status: ReactNode;
  readonly children: ReactNode;
}

/** The window: an edge in the colour of where one is connected, the rail, the work, the status bar. */
export function Frame({ environment, rail, status, children }: FrameProps) {
  return (
    <div className={styles['frame']} data-env={environment ?? 'local'}>
      <div className={styles['edge']} aria-hidden="true" />
      {rail}
      <main className={styles['main']}>{children}</main>
      {status}
    </div>
  );
}
