import type { Job } from '#shared/job.ts';
import { showCount, showShare } from '#shared/units.ts';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { showBytesOf } from '../runs/run-words.ts';
import styles from './next-panel.module.css';
import { timeLeftMs } from './part-words.ts';
import { showLeft } from './show-left.ts';
import { isPartEnded } from './stage.ts';

interface RunningMeterProps {
  readonly job: Job | null;
  readonly title: string;
  readonly onCancel: () => void;
  /** Rows are written: Cancel rolls them back. */
  readonly isLoad?: boolean;
}

/** A job while it is on: how far, how fast, how long still, how many rejects; and the way out. */
export function RunningMeter({ job, title, onCancel, isLoad = false }: RunningMeterProps) {
  const parts = job?.parts ?? [];
  const bytesRead = parts.reduce((sum, part) => sum + part.bytesRead, 0);
  const bytesTotal = parts.reduce((sum, part) => sum + (part.bytesTotal ?? 0), 0);
  const read = parts.reduce((sum, part) => sum + part.ledger.read, 0);
  const rejected = parts.reduce((sum, part) => sum + part.ledger.rejected, 0);
  const active = parts.find((part) => !isPartEnded(part) && part.state !== 'waiting');
  const left = timeLeftMs(bytesRead, bytesTotal, job?.elapsedMs ?? 0);
  const stopping = job?.state === 'cancelling';
  useShortcut('escape', onCancel, !stopping);
  return (
    <>
      <h3>{stopping ? 'Stopping' : active === undefined ? title : `${title} ${active.sourceName}`}</h3>
      <dl className={styles['meter']}>
        <div>
          <dt>{showBytesOf(bytesRead, bytesTotal)}</dt>
          <dd>{showShare(bytesRead, bytesTotal)}</dd>
        </div>
        <div>
          <dt>rows/s</dt>
          <dd>{showCount(Math.round(active?.rowsPerSecond ?? 0))}</dd>
        </div>
        <div>
          <dt>left</dt>
          <dd>{left === null ? '–' : showLeft(left)}</dd>
        </div>
        <div className={styles['rejects']} data-zero={rejected === 0}>
          <dt>rejects, {showShare(rejected, read)}</dt>
          <dd>{showCount(rejected)}</dd>
        </div>
      </dl>
      <Button big keys="escape" className={styles['go']} onPress={onCancel} isDisabled={stopping}>
        Cancel
      </Button>
      <p className={styles['under']}>{isLoad ? 'Cancel leaves the table as it was' : 'Nothing is written'}</p>
    </>
  );
}
