import type { JobPart } from '#shared/job.ts';
import { showAmount, showCount, showShare } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { EndState } from '../../ui/end-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Ledger } from '../../ui/ledger/ledger.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { partLedgerState, partShare } from '../import/part-words.ts';
import { endOf, isPartEnded } from '../import/stage.ts';
import { useRunPart } from '../runs/use-run-part.ts';
import styles from './replay-panel.module.css';

interface ReplayPanelProps {
  /** The run that loads the fixed rows. */
  readonly runId: string;
  readonly onDismiss: () => void;
}

/** How a replay ended, in counts. */
function endWords(part: JobPart): string {
  const { read, inserted, updated, skipped, rejected } = part.ledger;
  const isIn = part.state === 'loaded' || part.state === 'loadedWithRejects';
  const went = `${showCount(isIn ? inserted + updated + skipped : 0)} of ${showAmount(read, 'row')} went in.`;
  if (!isIn || rejected === 0) return went;
  return `${went} ${showCount(rejected)} refused again: open below, with the reason.`;
}

const paceWords = ({ bytesRead, bytesTotal, rowsPerSecond }: JobPart): string =>
  `${bytesTotal === null ? '' : `${showShare(bytesRead, bytesTotal)}, `}${showCount(Math.round(rowsPerSecond))} rows/s`;

/** A replay where it was started: how far it is, and at its end its own ledger. */
export function ReplayPanel({ runId, onDismiss }: ReplayPanelProps) {
  const calls = useCalls();
  const live = useRunPart(runId);
  const cancel = useAction(calls.jobs.cancel.mutationOptions());
  if (live === null) return null;
  const { part, job } = live;
  const { ledger } = part;
  const ended = isPartEnded(part);
  const isCancelling = job.state === 'cancelling' || cancel.pending;
  return (
    <section className={styles['panel']} aria-label="Replay">
      <div className={styles['head']}>
        <EndState state={endOf(part)} {...(ended ? {} : { word: isCancelling ? 'Stopping' : 'Replaying' })} />
        <span className={styles['words']}>{ended ? endWords(part) : paceWords(part)}</span>
        <span className={styles['end']}>
          {ended ? <TextLink href={hrefOf({ screen: 'runs', runId })}>Open the replay</TextLink> : null}
          {ended ? (
            <Button variant="plain" icon="close" aria-label="Dismiss" onPress={onDismiss} />
          ) : (
            <Button isDisabled={isCancelling} onPress={() => void cancel.run({ jobId: job.id })}>
              Cancel
            </Button>
          )}
        </span>
      </div>
      {part.fault === null ? null : <FaultNotice fault={part.fault} />}
      <div className={styles['ledger']}>
        <Ledger
          ledger={ledger}
          size="count"
          state={partLedgerState(part, true)}
          onTheWay={part.onTheWay}
          {...(ended ? {} : { done: partShare(part) })}
        />
      </div>
    </section>
  );
}
