import type { Fault } from '#shared/fault.ts';
import type { NoticeAction } from '../../ui/fault-notice.tsx';
import type { BatchChange } from './batch.ts';
import type { FileView } from './file-view.ts';

/** What can be done at once about why a file is read no further: another way to read it. */
export function readingActions(
  fault: Fault,
  { key, file }: FileView,
  change: (change: BatchChange) => void,
): readonly NoticeAction[] {
  const read = (dialect: FileView['file']['dialect']) => (): void =>
    change({ type: 'choose', key, choice: { dialect, match: null } });
  if (fault.code === 'csv.quoteUnclosed' || fault.code === 'csv.quoteTooFar') {
    return [{ label: 'Read without quotes', onPress: read({ ...file.dialect, quote: null, escape: null }) }];
  }
  // What was chosen may be what stands in the way.
  return Object.keys(file.dialect).length > 0 ? [{ label: 'Read as detected', onPress: read({}) }] : [];
}
