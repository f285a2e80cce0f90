import type { Fault } from '#shared/fault.ts';
import { FaultNotice, type NoticeAction } from '../../ui/fault-notice.tsx';
import { useBatch } from './batch-provider.tsx';
import styles from './unreadable-file.module.css';
import type { FileView } from './file-view.ts';

/** What can be done about a file that cannot be read. */
function actionsOf(
  fault: Fault,
  sendAgain: () => void,
  withoutQuotes: () => void,
  remove: () => void,
): readonly NoticeAction[] {
  const quote = fault.code === 'csv.quoteUnclosed' || fault.code === 'csv.quoteTooFar';
  return [
    ...(quote
      ? [{ label: 'Read without quotes', onPress: withoutQuotes }]
      : [{ label: 'Read again', onPress: sendAgain }]),
    { label: 'Take it out of the batch', onPress: remove },
  ];
}

/** A file that cannot be read, with its reason; the rest of the batch goes on. */
export function UnreadableFile({ view, fault }: { readonly view: FileView; readonly fault: Fault }) {
  const { change, sendAgain } = useBatch();
  const { key, file } = view;
  const actions = actionsOf(
    fault,
    () => sendAgain(key),
    () => change({ type: 'choose', key, choice: { dialect: { ...file.dialect, quote: null, escape: null } } }),
    () => change({ type: 'remove', key }),
  );
  return (
    <div className={styles['fault']}>
      <FaultNotice fault={fault} actions={actions} />
    </div>
  );
}
