import type { Fault } from '#shared/fault.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { useBatch } from './batch-provider.tsx';
import { readingActions } from './fault-actions.ts';
import type { FileView } from './file-view.ts';
import styles from './unreadable-file.module.css';

/** A file that cannot be read, with its reason; the rest of the batch goes on. */
export function UnreadableFile({ view, fault }: { readonly view: FileView; readonly fault: Fault }) {
  const { change, sendAgain } = useBatch();
  const { key } = view;
  const other = readingActions(fault, view, change);
  const actions = [
    ...(other.length > 0 ? other : [{ label: 'Read again', onPress: () => sendAgain(key) }]),
    { label: 'Take it out of the batch', onPress: () => change({ type: 'remove', key }) },
  ];
  return (
    <div className={styles['fault']}>
      <FaultNotice fault={fault} actions={actions} />
    </div>
  );
}
