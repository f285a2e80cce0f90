import type { Job } from '#shared/job.ts';
import { showAmount, showShare } from '#shared/units.ts';
import { useShortcut } from '../../../app/shortcut.ts';
import { Button } from '../../../ui/button.tsx';
import { Meter } from '../../../ui/meter.tsx';
import styles from './new-table.module.css';

interface ReadingFileProps {
  readonly job: Job | null;
  readonly name: string;
  readonly onCancel: () => void;
}

/** The whole file is read for its types: how far, and the way out. */
export function ReadingFile({ job, name, onCancel }: ReadingFileProps) {
  const part = job?.parts[0];
  const read = part?.bytesRead ?? 0;
  const total = part?.bytesTotal ?? 0;
  const words = `${showShare(read, total)}, ${showAmount(part?.ledger.read ?? 0, 'row')}`;
  useShortcut('escape', onCancel);
  return (
    <div className={styles['reading']}>
      <b>{`Reading ${name} to its end for the types of its columns`}</b>
      <Meter label="Read" value={read} max={total} valueText={words} />
      <p className={styles['note']}>{words}</p>
      <Button keys="escape" onPress={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
