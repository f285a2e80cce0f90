import type { JobPart } from '#shared/job.ts';
import { showAmount } from '#shared/units.ts';
import { rejectsRoute, useNavigate } from '../../app/navigation.ts';
import { useOpenFiles } from '../../app/open-files.ts';
import { Button } from '../../ui/button.tsx';
import styles from './next-panel.module.css';
import { useBatch } from './batch-provider.tsx';
import { isIn } from './part-words.ts';
import type { BatchWork } from './use-batch-work.ts';

interface ResultActionsProps {
  readonly work: BatchWork;
  /** The file in view. */
  readonly part: JobPart | null;
}

/** Whose rejects are offered: those of the file in view, else of the file that has most; a cancelled run has but some. */
function partToLookAt(work: BatchWork, part: JobPart | null): JobPart | null {
  const told = [...work.loaded.values()].filter(({ state }) => state !== 'cancelled');
  if (part !== null && part.ledger.rejected > 0 && told.includes(part)) return part;
  const [most] = told.toSorted((one, other) => other.ledger.rejected - one.ledger.rejected);
  return most !== undefined && most.ledger.rejected > 0 ? most : null;
}

/** What one does after a load. */
export function ResultActions({ work, part }: ResultActionsProps) {
  const navigate = useNavigate();
  const openFiles = useOpenFiles();
  const { change } = useBatch();
  const withRejects = partToLookAt(work, part);
  const keysIn = [...work.loaded].filter(([, one]) => isIn(one)).map(([key]) => key);
  const allIn = keysIn.length === work.loaded.size;
  return (
    <div className={styles['actions']}>
      {withRejects === null ? null : (
        <Button
          variant="primary"
          big
          icon="rejects"
          className={styles['whole']}
          onPress={() => navigate(rejectsRoute(withRejects.runId))}
        >
          {`Look at ${showAmount(withRejects.ledger.rejected, 'reject')}`}
        </Button>
      )}
      {allIn ? null : (
        <Button
          variant={withRejects === null ? 'primary' : 'secondary'}
          big={withRejects === null}
          icon="again"
          className={styles['whole']}
          onPress={() => change({ type: 'planAgain', keysIn })}
        >
          Check again
        </Button>
      )}
      {part === null ? null : <Button onPress={() => navigate({ screen: 'runs', runId: part.runId })}>Open run</Button>}
      <Button variant={allIn && withRejects === null ? 'primary' : 'secondary'} onPress={() => openFiles()}>
        Import more
      </Button>
    </div>
  );
}
