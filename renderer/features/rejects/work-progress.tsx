import { ProgressBar } from 'react-aria-components';
import { showAmount, showCount } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { EndState } from '../../ui/end-state.tsx';
import type { WorkUnderWay } from './use-long-work.ts';
import styles from './work-progress.module.css';

const progressWords = ({ rows, of }: WorkUnderWay): string =>
  of === null ? showAmount(rows, 'row') : `${showCount(rows)} of ${showAmount(of, 'row')}`;

/** How far work on many rejects is, and the way out of it. */
export function WorkProgress({ work }: { readonly work: WorkUnderWay }) {
  const { words, rows, of, isStopping, stop } = work;
  return (
    <section className={styles['panel']} aria-label="Work under way">
      <EndState state="running" word={isStopping ? 'Stopping' : words} />
      <span className={styles['count']}>{progressWords(work)}</span>
      <ProgressBar
        className={styles['bar'] ?? ''}
        aria-label={words}
        value={rows}
        maxValue={of ?? Math.max(1, rows)}
        isIndeterminate={of === null}
        valueLabel={progressWords(work)}
      >
        {({ percentage }) => <span className={styles['done']} style={{ width: `${percentage ?? 0}%` }} />}
      </ProgressBar>
      <Button isDisabled={isStopping} onPress={stop}>
        Cancel
      </Button>
    </section>
  );
}
