import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';
import { showAmount } from '#shared/units.ts';
import { rejectsRoute, useNavigate } from '../../app/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './run-view.module.css';

interface RunNextProps {
  readonly run: Run;
  readonly live: JobPart | null;
  readonly onRunAgain: () => void;
}

/** What one does after a run. */
export function RunNext({ run, live, onRunAgain }: RunNextProps) {
  const navigate = useNavigate();
  const { rejected } = live?.ledger ?? run.ledger;
  return (
    <Panel title="Next" look="quiet" className="no-print">
      <div className={styles['next']}>
        {rejected === 0 ? null : (
          <Button
            variant={live === null ? 'primary' : 'secondary'}
            icon="rejects"
            // What a replay did not load is worked on among the rejects of the first run.
            onPress={() => navigate(rejectsRoute(run.parentId ?? run.id))}
          >
            {`Look at ${showAmount(rejected, 'reject')}`}
          </Button>
        )}
        <Button icon="tables" onPress={() => navigate({ screen: 'tables', table: run.table })}>
          Open table
        </Button>
        {live === null &&
        run.parentId === null &&
        run.door !== 'restore' &&
        (run.kind === 'load' || run.kind === 'check') ? (
          <Button icon="again" onPress={onRunAgain}>
            Run again
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
