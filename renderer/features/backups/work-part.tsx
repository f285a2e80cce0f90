import type { Job, JobPart } from '#shared/job.ts';
import { hrefOf } from '../../app/navigation.ts';
import { EndState } from '../../ui/end-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Ledger } from '../../ui/ledger/ledger.tsx';
import { Seal } from '../../ui/seal.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { partLedgerState, partShare } from '../import/part-words.ts';
import { endOf, isPartEnded } from '../import/stage.ts';
import styles from './work-pane.module.css';
import { partWords } from './work-words.ts';

/** The word of a part's state in work of this kind; undefined: the state's own. */
function stateWord({ kind }: Job, part: JobPart): string | undefined {
  if (part.state === 'waiting') return 'Waits';
  if (kind === 'backup') {
    if (part.state === 'loaded') return 'Backed up';
    return part.state === 'reading' ? 'Copying' : isPartEnded(part) ? undefined : 'Reading back';
  }
  if (kind === 'verify')
    return part.state === 'checked' ? 'As it was written' : isPartEnded(part) ? undefined : 'Reading';
  return part.state === 'loaded' ? 'Restored' : isPartEnded(part) ? undefined : 'Restoring';
}

/** What becomes of one table, or one file. */
export function WorkPart({ job, part }: { readonly job: Job; readonly part: JobPart }) {
  const state = endOf(part);
  const word = stateWord(job, part);
  // Read back and found right is an end of its own: nothing was only checked.
  const shown = job.kind === 'verify' && state === 'checked' ? 'loaded' : part.state === 'waiting' ? 'none' : state;
  const isRestore = job.kind === 'restore';
  return (
    <li className={styles['part']}>
      <div className={styles['line']}>
        <b className={styles['name']} title={part.sourceName}>
          {part.table === '' ? part.sourceName : part.table}
        </b>
        <EndState state={shown} {...(word === undefined ? {} : { word })} />
      </div>
      <div className={styles['line']}>
        <span className={styles['counts']}>{partWords(job.kind, part)}</span>
        {part.runId !== '' && isPartEnded(part) ? (
          <TextLink href={hrefOf({ screen: 'runs', runId: part.runId })} className={styles['open']}>
            Open run
          </TextLink>
        ) : null}
      </div>
      {part.fault === null || part.state === 'cancelled' ? null : <FaultNotice fault={part.fault} />}
      {isRestore && part.state !== 'waiting' ? (
        <div className={styles['ledger']}>
          <Ledger
            ledger={part.ledger}
            size="small"
            state={partLedgerState(part, true)}
            onTheWay={part.onTheWay}
            {...(isPartEnded(part) ? {} : { done: partShare(part) })}
            note={part.sourceName}
          />
          {part.state === 'loaded' ? <Seal balanced /> : null}
        </div>
      ) : null}
    </li>
  );
}
