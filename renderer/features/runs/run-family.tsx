import { cx } from '../../ui/class-names.ts';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { EndState } from '../../ui/end-state.tsx';
import { MiniLedger } from '../../ui/ledger/mini-ledger.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { familySum } from './family-sum.ts';
import styles from './run-view.module.css';
import { ledgerStateOf } from './run-words.ts';

interface RunFamilyProps {
  /** The run that the file was loaded by, then its replays. */
  readonly family: readonly RunSummary[];
  /** The run whose page this is. */
  readonly runId: string;
  readonly zone: string;
}

/** What a run of a family did, in counts. */
function memberWords({ ledger, parentId, state }: RunSummary): string {
  const isIn = state === 'loaded' || state === 'loadedWithRejects';
  const into = isIn ? ledger.inserted + ledger.updated + ledger.skipped : 0;
  const what = parentId === null ? 'The file' : 'Fixed rows';
  return `${what}: ${showCount(into)} of ${showCount(ledger.read)} went in`;
}

/** A run with its replays, and the books of all of them together: of what the file held, where every row is now. */
export function RunFamily({ family, runId, zone }: RunFamilyProps) {
  if (family.length < 2) return null;
  const sum = familySum(family);
  const into = sum.inserted + sum.updated + sum.skipped;
  const title = `The run and its ${showAmount(family.length - 1, 'replay')}`;
  return (
    <Panel title={title} look="quiet" className={styles['history']}>
      <ul className={styles['runs']}>
        {family.map((run) => (
          <li key={run.id} aria-current={run.id === runId ? 'true' : undefined}>
            <TextLink href={hrefOf({ screen: 'runs', runId: run.id })} className={styles['when']}>
              <Moment iso={run.startedAt} zone={zone} seconds />
            </TextLink>
            <EndState state={run.state} />
            <MiniLedger ledger={run.ledger} state={ledgerStateOf(run)} />
            <span className={cx('small', 'num', run.id === runId ? 'strong' : 'ink-2')}>{memberWords(run)}</span>
          </li>
        ))}
        <li className={styles['sum']}>
          <span className="small strong">Together</span>
          <span className="small num">{showAmount(sum.read, 'row')} read</span>
          <MiniLedger ledger={sum} state="done" />
          <span className="small strong num">
            {showCount(into)} in the table, {showCount(sum.rejected)} still rejected
          </span>
        </li>
      </ul>
    </Panel>
  );
}
