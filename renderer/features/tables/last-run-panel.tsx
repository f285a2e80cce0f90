import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount, showDuration } from '#shared/units.ts';
import { hrefOf, rejectsRoute, useNavigate } from '../../app/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Ledger } from '../../ui/ledger/ledger.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { reasonPhrase } from '../rejects/reason-words.ts';
import { partShare } from '../import/part-words.ts';
import { ledgerStateOf } from '../runs/run-words.ts';
import { useRunPart } from '../runs/use-run-part.ts';
import styles from './table-detail-pane.module.css';

/** Reasons shown; the page of the run has them all. */
const REASONS_MAX = 3;

function Reasons({ run }: { readonly run: RunSummary }) {
  const sorted = run.reasons.toSorted((one, other) => other.count - one.count);
  const shown = sorted.slice(0, REASONS_MAX);
  const rest = sorted.slice(REASONS_MAX).reduce((sum, { count }) => sum + count, 0);
  if (shown.length === 0) return null;
  return (
    <ul className={styles['reasons']}>
      {shown.map((reason) => {
        const { strong, rest: words } = reasonPhrase(reason);
        return (
          <li key={`${reason.code} ${reason.column ?? ''}`}>
            <span className={styles['count']}>{showCount(reason.count)}</span>
            <span>
              {reason.count === 1 ? 'row: ' : 'rows: '}
              <b>{strong}</b>
              {words}
            </span>
          </li>
        );
      })}
      {rest === 0 ? null : (
        <li>
          <span className={styles['count']}>{showCount(rest)}</span>
          <span>{`for ${showAmount(sorted.length - REASONS_MAX, 'other reason')}`}</span>
        </li>
      )}
    </ul>
  );
}

/** The ledger of a run that is on, as it grows. */
function LiveLedger({ run }: { readonly run: RunSummary }) {
  const live = useRunPart(run.id);
  return (
    <Ledger
      ledger={live?.part.ledger ?? run.ledger}
      size="small"
      state={ledgerStateOf(run)}
      onTheWay={live?.part.onTheWay ?? 0}
      {...(live === null ? {} : { done: partShare(live.part) })}
      note={run.sourceName}
    />
  );
}

interface LastRunPanelProps {
  readonly run: RunSummary | null;
  readonly zone: string;
}

/** The ledger of the table's last run, and why rows stayed out. */
export function LastRunPanel({ run, zone }: LastRunPanelProps) {
  const navigate = useNavigate();
  if (run === null) {
    return (
      <Panel title="Last run">
        <p className="ink-2">No run yet. Drop a file on the window; its table is guessed.</p>
      </Panel>
    );
  }
  const aside = (
    <>
      <span className={styles['when']}>
        <Moment iso={run.startedAt} zone={zone} />
        {run.state === 'running' ? '' : `, ${showDuration(run.elapsedMs)}`}
      </span>
      <TextLink href={hrefOf({ screen: 'runs', runId: run.id })} className={styles['open']}>
        Open
      </TextLink>
    </>
  );
  const { rejected } = run.ledger;
  return (
    <Panel title="Last run" aside={aside}>
      {run.fault === null || run.state === 'cancelled' ? null : (
        <FaultNotice fault={run.fault} className={styles['fault']} />
      )}
      {run.state === 'running' ? (
        <LiveLedger run={run} />
      ) : (
        <Ledger ledger={run.ledger} size="small" state={ledgerStateOf(run)} note={run.sourceName} />
      )}
      <Reasons run={run} />
      {rejected === 0 ? null : (
        <Button icon="rejects" className={styles['act']} onPress={() => navigate(rejectsRoute(run.id))}>
          {`Look at ${showAmount(rejected, 'reject')}`}
        </Button>
      )}
    </Panel>
  );
}
