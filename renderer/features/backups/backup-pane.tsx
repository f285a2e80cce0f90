import type { BackupEntry } from '#shared/backup.ts';
import { showBytes, showDuration } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { showMoment } from '../../ui/format-time.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { BackupActions } from './backup-actions.tsx';
import { BackupBadge } from './backup-badge.tsx';
import styles from './backup-pane.module.css';
import { badgeOf, badgeSentence, comparedSentence } from './badge-of.ts';
import { codecWord, folderOf, originWords } from './backup-words.ts';
import { Pane } from './pane.tsx';
import { RestoreDifferenceView } from './restore-difference.tsx';
import { RestoreFoot } from './restore-foot.tsx';
import { RestoreHow } from './restore-how.tsx';
import { useRestorePlan } from './use-restore-plan.ts';

interface BackupPaneProps {
  readonly backup: BackupEntry;
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly onStarted: (jobId: string) => void;
  readonly onClose: () => void;
}

function FileFacts({ backup, zone }: Pick<BackupPaneProps, 'backup' | 'zone'>) {
  return (
    <Panel title="File" look="quiet">
      <DefinitionList
        items={[
          { term: 'Name', value: <span className="mono">{backup.name}</span> },
          { term: 'Folder', value: <span className="mono">{folderOf(backup.path)}</span> },
          { term: 'Size', value: `${showBytes(backup.bytes)}, ${codecWord(backup.codec)}` },
          { term: 'Made', value: `${originWords[backup.origin]}, in ${showDuration(backup.seconds * 1000)}` },
          { term: 'Of', value: `${backup.connectionName ?? 'a server'}, PostgreSQL ${backup.serverVersion}` },
          { term: 'Snapshot', value: <Moment iso={backup.takenAt} zone={zone} seconds /> },
          { term: 'SHA-256', value: <span className="mono">{backup.sha256}</span> },
        ]}
      />
      {backup.runId === null ? null : (
        <p className={styles['run']}>
          <TextLink href={hrefOf({ screen: 'runs', runId: backup.runId })}>Open the run that made it</TextLink>
        </p>
      )}
    </Panel>
  );
}

/** A backup: whether it is proven, how it differs from what is there, and how it is put back. */
export function BackupPane({ backup, zone, onStarted, onClose }: BackupPaneProps) {
  const plan = useRestorePlan(backup);
  const { difference } = plan;
  const compared = comparedSentence(backup, zone);
  const isWhole = badgeOf(backup) === 'verified' || badgeOf(backup) === 'unverified';
  return (
    <Pane
      title={`Restore ${backup.table.table}`}
      note={showMoment(backup.takenAt, zone)}
      onClose={onClose}
      {...(isWhole && difference !== null
        ? { foot: <RestoreFoot plan={plan} difference={difference} onStarted={onStarted} /> }
        : {})}
    >
      <div className={styles['proof']}>
        <BackupBadge backup={backup} />
        <span>
          {badgeSentence(backup, zone)} {isWhole ? '' : (backup.fault?.next ?? '')}
        </span>
      </div>
      {compared === null ? null : <p className={styles['compared']}>{compared}</p>}
      <BackupActions backups={[backup]} onStarted={onStarted} onRemoved={onClose} />
      {/* What is wrong with the file is said above. */}
      {plan.fault === null || !isWhole ? null : (
        <FaultNotice fault={plan.fault} actions={[{ label: 'Try again', onPress: plan.retry }]} />
      )}
      {difference === null || !isWhole ? null : (
        <>
          <RestoreDifferenceView difference={difference} />
          <RestoreHow plan={plan} difference={difference} />
        </>
      )}
      <FileFacts backup={backup} zone={zone} />
    </Pane>
  );
}
