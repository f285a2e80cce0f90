import type { TableSummary } from '#shared/contract/tables.ts';
import { showAmount } from '#shared/units.ts';
import { backupsRoute, hrefOf } from '../../app/navigation.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { BackupBadge } from '../backups/backup-badge.tsx';
import styles from './table-detail-pane.module.css';

interface LastBackupPanelProps {
  readonly summary: Pick<TableSummary, 'table' | 'lastBackup'>;
  readonly zone: string;
}

/** The newest backup of a table and whether it is proven, with the ways to restore it and to make another. */
export function LastBackupPanel({ summary: { table, lastBackup }, zone }: LastBackupPanelProps) {
  const make = (
    <TextLink
      href={hrefOf(backupsRoute({ make: [table] }))}
      className={styles['open']}
      aria-label={`Back up now: ${table}`}
    >
      Back up now
    </TextLink>
  );
  if (lastBackup === null) {
    return (
      <Panel title="Last backup" aside={make}>
        <p className="ink-2">No backup yet.</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="Last backup"
      aside={
        <span className={styles['when']}>
          <Moment iso={lastBackup.takenAt} zone={zone} />
        </span>
      }
    >
      <p className={styles['backup']}>
        <BackupBadge backup={{ ...lastBackup, missing: false }} />
        <span className="num">{showAmount(lastBackup.rows, 'row')}</span>
      </p>
      <p className={styles['ways']}>
        <TextLink href={hrefOf(backupsRoute({ path: lastBackup.path }))} className={styles['open']}>
          Restore or compare
        </TextLink>
        {make}
      </p>
    </Panel>
  );
}
