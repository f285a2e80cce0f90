import { useState } from 'react';
import type { BackupEntry } from '#shared/backup.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useSession } from '../../app/session.ts';
import { navigate, screenRoute } from '../../app/navigation.ts';
import { chosenPath } from '../../client/chosen-file.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { windowBridge } from '../../client/window-bridge.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { LiveRegion } from '../../ui/live-region.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { useBatch } from '../import/batch-provider.tsx';
import styles from './backup-actions.module.css';
import { RemoveDialog } from './remove-dialog.tsx';

interface BackupActionsProps {
  readonly backups: readonly BackupEntry[];
  readonly onStarted: (jobId: string) => void;
  readonly onRemoved: () => void;
}

/** What can be done with the files: prove them, find them, delete them. */
export function BackupActions({ backups, onStarted, onRemoved }: BackupActionsProps) {
  const calls = useCalls();
  const { connection } = useSession();
  const { addFiles } = useBatch();
  const verify = useAction(calls.backups.verify.mutationOptions());
  const [removing, setRemoving] = useState(false);
  const [told, setTold] = useState('');
  const paths = backups.map(({ path }) => path);
  const [only] = backups;
  const one = backups.length === 1 && only !== undefined ? only : null;
  const bridge = windowBridge();
  const start = async (against: string | null): Promise<void> => {
    const started = await verify.run({ paths, against });
    if (started.ok) onStarted(started.value.jobId);
  };
  const load = (path: string): void => {
    addFiles([chosenPath(path)]);
    navigate(screenRoute('import'));
  };
  const copy = (): void => {
    navigator.clipboard.writeText(paths.join('\n')).then(
      () =>
        setTold(`${paths.length === 1 ? 'The path is' : `${showAmount(paths.length, 'path')} are`} on the clipboard.`),
      () => setTold('The clipboard cannot be written.'),
    );
  };
  return (
    <>
      <div className={styles['actions']}>
        <Button onPress={() => void start(null)} isDisabled={verify.pending}>
          {one === null ? `Verify ${showCount(backups.length)}` : 'Verify'}
        </Button>
        <Button onPress={() => void start(connection.id)} isDisabled={verify.pending}>
          {one === null ? 'Compare with tables' : 'Compare with the table'}
        </Button>
        <MenuButton
          label="More"
          iconOnly
          icon="more"
          entries={[
            { id: 'copy', label: one === null ? 'Copy paths' : 'Copy path', icon: 'copy' },
            ...(bridge === null || one === null
              ? []
              : [
                  { id: 'show', label: 'Show in folder', icon: 'folder' as const },
                  { id: 'import', label: 'Load as an import', icon: 'import' as const },
                ]),
            {
              id: 'remove',
              label: `Delete ${showAmount(backups.length, 'backup')}`,
              icon: 'trash',
              destroys: true,
              apart: true,
            },
          ]}
          onChoose={(id) => {
            if (id === 'copy') copy();
            if (id === 'show' && one !== null) void bridge?.reveal(one.path);
            if (id === 'import' && one !== null) load(one.path);
            if (id === 'remove') setRemoving(true);
          }}
        />
      </div>
      <p className={styles['told']} hidden={told === ''}>
        {told}
      </p>
      <LiveRegion message={told} />
      {verify.fault === null ? null : <FaultNotice fault={verify.fault} onDismiss={verify.reset} />}
      {removing ? <RemoveDialog backups={backups} onClose={() => setRemoving(false)} onRemoved={onRemoved} /> : null}
    </>
  );
}
