import type { BackupEntry } from '#shared/backup.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { BackupActions } from './backup-actions.tsx';
import { badgeOf } from './badge-of.ts';
import { namesOf } from './backup-words.ts';
import { Pane } from './pane.tsx';
import { RestoreTogether } from './restore-together.tsx';

interface ManyPaneProps {
  readonly backups: readonly BackupEntry[];
  readonly onStarted: (jobId: string) => void;
  readonly onClose: () => void;
}

/** What can be done with several backups at once. */
export function ManyPane({ backups, onStarted, onClose }: ManyPaneProps) {
  const rows = backups.reduce((sum, one) => sum + one.rows, 0);
  const bytes = backups.reduce((sum, one) => sum + one.bytes, 0);
  const verified = backups.filter((one) => badgeOf(one) === 'verified').length;
  const names = backups.map(({ table }) => table.table);
  return (
    <Pane title={showAmount(backups.length, 'backup')} note={namesOf([...new Set(names)])} onClose={onClose}>
      <DefinitionList
        look="facts"
        items={[
          { term: 'Rows', value: showAmount(rows, 'row') },
          { term: 'Size', value: showBytes(bytes) },
          { term: 'Verified', value: `${verified} of ${backups.length}` },
        ]}
      />
      <BackupActions backups={backups} onStarted={onStarted} onRemoved={onClose} />
      <RestoreTogether backups={backups} onStarted={onStarted} />
    </Pane>
  );
}
