import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import type { Fault } from '#shared/fault.ts';
import styles from './first-start.module.css';

interface FirstStartProps {
  /** Whether the built-in database can be had on this machine. */
  readonly embedded: boolean;
  readonly platform: string;
  readonly starting: boolean;
  readonly fault: Fault | null;
  readonly onUseEmbedded: () => void;
  readonly onConnect: () => void;
}

/** Nothing is saved yet: two ways to a database. */
export function FirstStart({ embedded, platform, starting, fault, onUseEmbedded, onConnect }: FirstStartProps) {
  return (
    <div className={styles['start']}>
      <h1 className={styles['title']}>Where should the rows go?</h1>
      <p className={styles['lead']}>
        Sluice checks files row by row and loads what fits into Postgres. What does not fit stays here, with its
        reasons.
      </p>
      <ul className={styles['ways']}>
        <li>
          <Button
            variant="primary"
            big
            icon="database"
            isDisabled={!embedded || starting}
            onPress={onUseEmbedded}
            className={styles['way']}
          >
            {starting ? 'Starting the built-in database' : 'Use the built-in database'}
          </Button>
          <p className={styles['what']}>
            {embedded
              ? 'PostgreSQL 18 in the data folder of this app. It starts and stops with Sluice and listens on this computer alone.'
              : `There is none for ${platform}.`}
          </p>
        </li>
        <li>
          <Button big icon="plus" onPress={onConnect} isDisabled={starting} className={styles['way']}>
            Connect to Postgres
          </Button>
          <p className={styles['what']}>
            A server of yours, PostgreSQL 13 or later: by its address, or by a URL to paste.
          </p>
        </li>
      </ul>
      {fault === null ? null : <FaultNotice fault={fault} actions={[{ label: 'Try again', onPress: onUseEmbedded }]} />}
    </div>
  );
}
