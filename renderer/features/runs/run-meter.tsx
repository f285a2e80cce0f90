import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';
import { showBytes, showCount, showShare } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { EndState } from '../../ui/end-state.tsx';
import { timeLeftMs } from '../import/part-words.ts';
import { showLeft } from '../import/show-left.ts';
import styles from './run-view.module.css';
import { outcomeOf, runningWord, showBytesOf } from './run-words.ts';

interface RunMeterProps {
  readonly run: Run;
  readonly part: JobPart;
  readonly isCancelling: boolean;
  readonly onCancel: () => void;
}

const words: Readonly<Partial<Record<JobPart['state'], string>>> = {
  waiting: 'Waiting',
  judging: 'Asking the server',
  committing: 'Committing',
};

/** The head of a run that is on: how far, how fast, how long still, and the way to stop it. */
export function RunMeter({ run, part, isCancelling, onCancel }: RunMeterProps) {
  const { bytesRead, bytesTotal, ledger } = part;
  const left = bytesTotal === null ? null : timeLeftMs(bytesRead, bytesTotal, part.elapsedMs);
  return (
    <>
      <div className={styles['top']}>
        <EndState state="running" big word={isCancelling ? 'Stopping' : (words[part.state] ?? runningWord(run))} />
        <span className="ink-2">{outcomeOf(run)}</span>
        <span className={styles['stop']}>
          {run.kind === 'load' ? <span className="small ink-2">Cancel leaves the table as it was.</span> : null}
          <Button keys="escape" onPress={onCancel} isDisabled={isCancelling}>
            Cancel
          </Button>
        </span>
      </div>
      <dl className={styles['meter']}>
        <div>
          <dt>{bytesTotal === null ? 'read' : showBytesOf(bytesRead, bytesTotal)}</dt>
          <dd>{bytesTotal === null ? showBytes(bytesRead) : showShare(bytesRead, bytesTotal)}</dd>
        </div>
        <div>
          <dt>rows/s</dt>
          <dd>{showCount(Math.round(part.rowsPerSecond))}</dd>
        </div>
        <div>
          <dt>left</dt>
          <dd>{left === null ? 'not known yet' : showLeft(left)}</dd>
        </div>
        <div className={styles['rejects']}>
          <dt>rejects so far, {showShare(ledger.rejected, ledger.read)}</dt>
          <dd>{showCount(ledger.rejected)}</dd>
        </div>
      </dl>
    </>
  );
}
