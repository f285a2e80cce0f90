import type { ReactNode } from 'react';
import type { RunSummary } from '#shared/run.ts';
import { showShare } from '#shared/units.ts';
import { EndState } from '../../ui/end-state.tsx';
import { MiniLedger } from '../../ui/ledger/mini-ledger.tsx';
import { partShare } from '../import/part-words.ts';
import styles from './run-cell.module.css';
import { endWord, ledgerStateOf, runningWord, showWentIn } from './run-words.ts';
import { useRunPart } from './use-run-part.ts';

interface RunCellProps {
  readonly run: RunSummary;
  /** At the right of the state: when it was. */
  readonly aside?: ReactNode;
}

function LiveCell({ run, aside }: RunCellProps) {
  const live = useRunPart(run.id);
  const share = live === null ? 0 : partShare(live.part);
  const ledger = live?.part.ledger ?? run.ledger;
  const total = live?.part.bytesTotal ?? null;
  return (
    <>
      <span className={styles['line']}>
        <EndState state="running" word={runningWord(run)} />
        <span className={styles['aside']}>{aside}</span>
      </span>
      <span className={styles['flow']}>
        <MiniLedger ledger={ledger} state={ledgerStateOf(run)} done={share} onTheWay={live?.part.onTheWay ?? 0} />
        <span className={styles['aside']}>{total === null ? '' : showShare(live?.part.bytesRead ?? 0, total)}</span>
      </span>
    </>
  );
}

/** A run in two lines of a list: how it ended and when, its lanes, and how many rows went in. */
export function RunCell({ run, aside }: RunCellProps) {
  if (run.state === 'running') return <LiveCell run={run} aside={aside} />;
  const word = endWord(run);
  return (
    <>
      <span className={styles['line']}>
        <EndState state={run.state} {...(word === undefined ? {} : { word })} />
        <span className={styles['aside']}>{aside}</span>
      </span>
      <span className={styles['flow']}>
        <MiniLedger ledger={run.ledger} state={ledgerStateOf(run)} />
        <span className={styles['aside']}>{showWentIn(run)}</span>
      </span>
    </>
  );
}
