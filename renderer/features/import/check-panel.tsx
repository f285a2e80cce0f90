import type { ReactNode } from 'react';
import type { JobPart } from '#shared/job.ts';
import { showAmount } from '#shared/units.ts';
import { FaultNotice, type NoticeAction } from '../../ui/fault-notice.tsx';
import { Ledger } from '../../ui/ledger/ledger.tsx';
import { Seal } from '../../ui/seal.tsx';
import styles from './check-panel.module.css';
import { isWhole, partLedgerState, partShare } from './part-words.ts';
import { isPartEnded } from './stage.ts';

interface CheckPanelProps {
  /** What the check or the load found out about the file in view; null: nothing yet. */
  readonly part: JobPart | null;
  readonly isLoad: boolean;
  /** False: the file was changed since it was checked. */
  readonly fits: boolean;
  /** Where there is no ledger yet. */
  readonly waiting: string;
  /** What can be done about the fault of the part. */
  readonly actions: readonly NoticeAction[];
  /** At the right: reasons, and the one button. */
  readonly children: ReactNode;
}

/** A check that was not made to its end. */
function endedEarly({ state, ledger: { read } }: JobPart): string {
  const rows = `${showAmount(read, 'row')} ${read === 1 ? 'was' : 'were'} read before that.`;
  return `${state === 'cancelled' ? 'The check was cancelled. ' : ''}${rows} Nothing is written.`;
}

function noteOf(part: JobPart, isLoad: boolean, fits: boolean): ReactNode {
  if (!fits) return 'As it was before the change';
  switch (part.state) {
    case 'waiting':
      return 'Waits for the files before it';
    case 'reading':
    case 'judging':
      return isLoad ? 'Hollow lanes are copied and not yet committed' : 'Checking against the database';
    case 'asking':
      return 'Waits for an answer. Nothing is committed.';
    case 'held':
      return 'Copied. Waits for the files that go in with it';
    case 'committing':
      return 'Committing';
    case 'checked':
      return 'Checked against the database. Nothing is written yet.';
    case 'loaded':
    case 'loadedWithRejects':
      return <Seal balanced />;
    case 'cancelled':
      return 'Cancelled. The table is as it was.';
    default:
      return isLoad ? <Seal balanced={part.fault?.code !== 'load.unbalanced'} /> : undefined;
  }
}

/** The ledger of the file in view, as a plan, as it goes and as it ended. */
export const CheckPanel = ({ part, isLoad, fits, waiting, actions, children }: CheckPanelProps) => (
  <div className={styles['panel']}>
    <div className={styles['ledger']} data-old={part !== null && !fits}>
      {part === null ? (
        <p className={styles['waiting']}>{waiting}</p>
      ) : (
        <>
          {part.fault === null || part.fault.code === 'job.cancelled' ? null : (
            <FaultNotice fault={part.fault} actions={actions} />
          )}
          {!isLoad && isPartEnded(part) && !isWhole(part) ? (
            // Its counts are of a part of the file: no plan.
            <p className={styles['waiting']}>{endedEarly(part)}</p>
          ) : (
            <Ledger
              ledger={part.ledger}
              size="count"
              state={partLedgerState(part, isLoad)}
              onTheWay={part.onTheWay}
              done={partShare(part)}
              note={
                part.state === 'failed' && part.fault?.code !== 'load.unbalanced'
                  ? 'Rolled back'
                  : noteOf(part, isLoad, fits)
              }
            />
          )}
        </>
      )}
    </div>
    <section className={styles['side']} aria-label="Next">
      {children}
    </section>
  </div>
);
