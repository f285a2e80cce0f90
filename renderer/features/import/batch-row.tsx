import { useEffect, useRef } from 'react';
import { Button as PlainButton } from 'react-aria-components';
import type { JobPart } from '#shared/job.ts';
import { showBytes, showCount, showShare } from '#shared/units.ts';
import { Button } from '../../ui/button.tsx';
import { MiniLedger } from '../../ui/ledger/mini-ledger.tsx';
import styles from './batch-list.module.css';
import type { FileView } from './file-view.ts';
import { failureOf, isIn, partLedgerState, partShare } from './part-words.ts';
import { isPartEnded } from './stage.ts';

interface BatchRowProps {
  readonly view: FileView;
  /** 1-based. */
  readonly place: number;
  readonly isCurrent: boolean;
  readonly checked: JobPart | null;
  readonly checkFits: boolean;
  readonly loaded: JobPart | null;
  readonly canRemove: boolean;
  readonly onShow: () => void;
  readonly onRemove: () => void;
}

type StandingProps = Pick<BatchRowProps, 'view' | 'checked' | 'checkFits' | 'loaded'>;

/** Where the file's rows go, or what stands in the way. */
function whereTo({ file, shown: preview, fault, question }: FileView, inTable: boolean): string {
  if (fault !== null) return 'cannot be read';
  if (preview === null) {
    if (file.source === null && file.bytes !== null && file.bytes > 0) {
      return `sending, ${showShare(file.bytesSent, file.bytes)}`;
    }
    return 'reading';
  }
  if (question === 'target' || preview.target === null) return 'to which table?';
  if (question === 'match') return `to ${preview.target.table}, what fills ${preview.unfilled[0] ?? 'it'}?`;
  return `to ${preview.target.table}${preview.targetExists || inTable ? '' : ', new'}`;
}

function Counts({ part, isLoad }: { readonly part: JobPart; readonly isLoad: boolean }) {
  const { read, inserted, updated, skipped, rejected } = part.ledger;
  const ended = isPartEnded(part);
  // Which rows of a check fit is known when all are read.
  const fit = isLoad || ended ? inserted + updated : read;
  const word = isLoad ? (ended ? 'in' : 'copied') : ended ? 'fit' : 'read';
  const nothing = isLoad && ended && !isIn(part);
  return (
    <span className={styles['counts']}>
      <span>{nothing ? (part.state === 'cancelled' ? 'cancelled' : 'rolled back') : `${showCount(fit)} ${word}`}</span>
      {skipped > 0 ? <span>{showCount(skipped)} skipped</span> : null}
      {rejected > 0 ? <span className={styles['rejected']}>{showCount(rejected)} rejected</span> : null}
    </span>
  );
}

function Standing({ view, checked, checkFits, loaded }: StandingProps) {
  const part = loaded === null || loaded.state === 'waiting' ? checked : loaded;
  const fault = view.fault ?? (part === checked && checkFits ? failureOf(part) : null);
  if (fault !== null)
    return (
      <span className={styles['fault']} title={fault.sentence}>
        {fault.sentence}
      </span>
    );
  if (view.question === 'dialect') {
    const asked = view.shown?.ambiguous.map(({ question }) => question).join(' ');
    return (
      <span className={styles['counts']}>
        <span className={styles['rejected']}>{asked}</span>
      </span>
    );
  }
  // A check that ended early tells of a part of the file only; one that has not begun, of nothing.
  if (part === null || (part === checked && ['cancelled', 'failed', 'waiting'].includes(part.state))) {
    const bytes = view.shown?.bytes ?? view.file.bytes;
    return <span className={styles['counts']}>{bytes === null ? '' : showBytes(bytes)}</span>;
  }
  const isLoad = part === loaded;
  const old = !isLoad && !checkFits;
  return (
    <span className={styles['standing']} data-old={old}>
      <Counts part={part} isLoad={isLoad} />
      <MiniLedger
        ledger={part.ledger}
        state={partLedgerState(part, isLoad)}
        done={partShare(part)}
        onTheWay={part.onTheWay}
      />
    </span>
  );
}

/** One file of the batch: its place, where it goes, what fits. */
export function BatchRow({ view, place, isCurrent, canRemove, onShow, onRemove, ...standing }: BatchRowProps) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) line.current?.scrollIntoView?.({ block: 'nearest' });
  }, [isCurrent]);
  const where = whereTo(view, standing.loaded !== null && isIn(standing.loaded));
  return (
    <li
      ref={line}
      className={styles['file']}
      aria-current={isCurrent ? 'true' : undefined}
      data-question={view.question !== null}
    >
      <span className={styles['place']} aria-hidden="true">
        {place}
      </span>
      <PlainButton className={styles['show'] ?? ''} onPress={onShow}>
        <b className={styles['name']} title={view.file.name}>
          {view.file.name}
        </b>
        <span className={styles['where']} title={where}>
          {where}
        </span>
        <Standing view={view} {...standing} />
      </PlainButton>
      {canRemove ? (
        <Button
          variant="plain"
          icon="close"
          className={styles['remove']}
          aria-label={`Take ${view.file.name} out of the batch`}
          onPress={onRemove}
        />
      ) : null}
    </li>
  );
}
