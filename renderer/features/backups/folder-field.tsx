import type { BackupFolder } from '#shared/contract/backups.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './folder-field.module.css';

interface FolderFieldProps {
  readonly folder: BackupFolder;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Where files go: for this once, or from now on. A host that takes no paths only tells it. */
export function FolderField({ folder, value, onChange }: FolderFieldProps) {
  const calls = useCalls();
  const keep = useAction(calls.backups.chooseFolder.mutationOptions());
  if (!folder.canChoose) {
    return (
      <p className={styles['told']}>
        <span className={styles['label']}>To the folder</span>
        <span className="mono">{folder.folder}</span>
      </p>
    );
  }
  const typed = value.trim();
  const isOther = typed !== '' && typed !== folder.folder;
  return (
    <div>
      <TextField label="To the folder" value={value} onChange={onChange} mono />
      <p className={styles['more']}>
        {isOther ? (
          <TextLink onPress={() => void keep.run({ folder: typed })}>Use this folder from now on</TextLink>
        ) : folder.chosen ? (
          <TextLink
            onPress={() => {
              void keep.run({ folder: null }).then((kept) => {
                if (kept.ok) onChange(kept.value.folder);
              });
            }}
          >
            Back to the folder of the app
          </TextLink>
        ) : (
          'In the data folder of the app'
        )}
      </p>
      {keep.fault === null ? null : <FaultNotice fault={keep.fault} onDismiss={keep.reset} />}
    </div>
  );
}
