import type { JobPart } from '#shared/job.ts';
import type { Run, RunSummary } from '#shared/run.ts';
import { showCount } from '#shared/units.ts';
import { EndState } from '../../ui/end-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Ledger } from '../../ui/ledger/ledger.tsx';
import { Seal } from '../../ui/seal.tsx';
import { partShare } from '../import/part-words.ts';
import { EarlierRuns } from './earlier-runs.tsx';
import { RunColumns } from './run-columns.tsx';
import { RunFamily } from './run-family.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunMeter } from './run-meter.tsx';
import { RunNext } from './run-next.tsx';
import { RunReasons } from './run-reasons.tsx';
import { RunSpeed } from './run-speed.tsx';
import styles from './run-view.module.css';
import { endWord, ledgerStateOf, outcomeOf } from './run-words.ts';

interface RunViewProps {
  readonly run: Run;
  /** The run while it is on; null once it has ended. */
  readonly live: JobPart | null;
  /** All runs of its batch that are known, this one among them. */
  readonly batch: readonly RunSummary[];
  /** Runs into the same table before it, newest first. */
  readonly earlier: readonly RunSummary[];
  /** The run that its file was loaded by, and the replays of that. */
  readonly family: readonly RunSummary[];
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly isCancelling: boolean;
  readonly onCancel: () => void;
  readonly onRunAgain: () => void;
}

function Top({ run }: { readonly run: Run }) {
  const unbalanced = run.fault?.code === 'load.unbalanced';
  const faulty = run.state === 'failed' || run.state === 'unknown';
  const word = endWord(run);
  const went = run.state === 'loaded' || run.state === 'loadedWithRejects';
  return (
    <>
      <div className={styles['top']}>
        <EndState state={run.state} big {...(word === undefined ? {} : { word })} />
        {faulty ? null : <span className="ink-2">{outcomeOf(run)}</span>}
        <span className={styles['seal']}>
          {went && run.serverCount !== null ? <Seal balanced /> : null}
          {unbalanced ? <Seal balanced={false} /> : null}
        </span>
      </div>
      {faulty && run.fault !== null ? <FaultNotice fault={run.fault} className={styles['fault']} /> : null}
    </>
  );
}

/** The page of a run: what happened to every row, and with what. Printed, it is a receipt. */
export function RunView(props: RunViewProps) {
  const { run, live, batch, earlier, family, zone, isCancelling, onCancel, onRunAgain } = props;
  const state = ledgerStateOf(run);
  const ledger = live?.ledger ?? run.ledger;
  const note =
    ledger.rejected > 0 && live === null
      ? `records 1 to ${showCount(ledger.read)} in file order; each mark is a reject`
      : undefined;
  return (
    <div className={styles['page']}>
      {live === null ? (
        <Top run={run} />
      ) : (
        <RunMeter run={run} part={live} isCancelling={isCancelling} onCancel={onCancel} />
      )}
      <Ledger
        ledger={ledger}
        size="sum"
        state={state}
        onTheWay={live?.onTheWay ?? 0}
        {...(live === null ? {} : { done: partShare(live) })}
        {...(note === undefined ? {} : { note })}
      />
      {live !== null && run.kind === 'load' ? (
        <p className={styles['hollow']}>Hollow lanes are copied and not yet committed. They fill at commit.</p>
      ) : null}
      <div className={styles['columns']}>
        <RunSpeed run={run} live={live} />
        <RunReasons run={run} live={live} />
        <RunNext run={run} live={live} onRunAgain={onRunAgain} />
      </div>
      <RunFamily family={family} runId={run.id} zone={zone} />
      <RunFacts run={run} batch={batch} />
      {live === null ? <RunColumns run={run} /> : null}
      <EarlierRuns table={run.table} runs={earlier} zone={zone} />
    </div>
  );
}
