import { useState } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import type { Fault } from '#shared/fault.ts';
import { showAmount, showBytes } from '#shared/units.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { useCall } from '../../client/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { badgeOf } from './badge-of.ts';
import { namesOf } from './backup-words.ts';

interface RemoveDialogProps {
  readonly backups: readonly BackupEntry[];
  readonly onClose: () => void;
  /** All of them are gone. */
  readonly onRemoved: () => void;
}

const keyOf = ({ table, connectionId }: BackupEntry): string =>
  JSON.stringify([connectionId, table.schema, table.table]);

/** Tables of which no verified backup would be left. */
function lastVerified(going: readonly BackupEntry[], all: readonly BackupEntry[]): string[] {
  const paths = new Set(going.map(({ path }) => path));
  const kept = new Set(all.filter((one) => badgeOf(one) === 'verified' && !paths.has(one.path)).map(keyOf));
  const lost = going.filter((one) => badgeOf(one) === 'verified' && !kept.has(keyOf(one)));
  return [...new Set(lost.map(({ table }) => table.table))];
}

/** Asks before files are deleted: how many, how much, and of which tables nothing proven would be left. */
export function RemoveDialog({ backups, onClose, onRemoved }: RemoveDialogProps) {
  const calls = useCalls();
  const all = useCall(calls.backups.list.queryOptions({ input: { limit: 500 } }));
  const remove = useAction(calls.backups.remove.mutationOptions());
  const [fault, setFault] = useState<Fault | null>(null);
  const rows = backups.reduce((sum, one) => sum + one.rows, 0);
  const bytes = backups.reduce((sum, one) => sum + one.bytes, 0);
  const last = lastVerified(backups, all.data?.backups ?? []);
  const go = async (): Promise<void> => {
    for (const { path } of backups) {
      const gone = await remove.run({ path });
      if (!gone.ok) {
        setFault(gone.fault);
        return;
      }
    }
    onRemoved();
  };
  return (
    <Dialog
      title={`Delete ${showAmount(backups.length, 'backup')} of ${namesOf([...new Set(backups.map(({ table }) => table.table))])}?`}
      isOpen
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>{backups.length === 1 ? 'Keep it' : 'Keep them'}</Button>
          <Button variant="destroy" onPress={() => void go()} isDisabled={remove.pending}>
            {`Delete ${showAmount(backups.length, 'backup')}, ${showBytes(bytes)}`}
          </Button>
        </>
      }
    >
      <p className="num">
        {`${showAmount(rows, 'row')} as they were then go for good: ${backups.length === 1 ? 'the file and its manifest are' : 'the files and their manifests are'} deleted from the disk. The history keeps that they were.`}
      </p>
      {last.length === 0 ? null : <p className="gold">{`No verified backup of ${namesOf(last, 4)} would be left.`}</p>}
      {fault === null ? null : <FaultNotice fault={fault} />}
    </Dialog>
  );
}
