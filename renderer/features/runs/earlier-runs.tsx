import type { RunSummary } from '#shared/run.ts';
import { hrefOf } from '../../app/navigation.ts';
import { EndState } from '../../ui/end-state.tsx';
import { MiniLedger } from '../../ui/ledger/mini-ledger.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './run-view.module.css';
import { ledgerStateOf, outcomeOf } from './run-words.ts';

interface EarlierRunsProps {
  readonly table: string;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly zone: string;
}

/** What was tried with the same table before. */
export function EarlierRuns({ table, runs, zone }: EarlierRunsProps) {
  if (runs.length === 0) return null;
  return (
    <Panel title={`Earlier runs into ${table}`} look="quiet" className={`${styles['history']} no-print`}>
      <ul className={styles['runs']}>
        {runs.map((run) => (
          <li key={run.id}>
            <TextLink href={hrefOf({ screen: 'runs', runId: run.id })} className={styles['when']}>
              <Moment iso={run.startedAt} zone={zone} seconds />
            </TextLink>
            <EndState state={run.state} />
            <MiniLedger ledger={run.ledger} state={ledgerStateOf(run)} />
            <span className="small ink-2 cut" title={outcomeOf(run)}>
              {outcomeOf(run)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
