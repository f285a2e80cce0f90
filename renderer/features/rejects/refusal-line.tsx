import type { Fault } from '#shared/fault.ts';
import { hrefOf, rejectsRoute } from '../../app/navigation.ts';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './rejects-screen.module.css';

interface RefusalLineProps {
  /** Why the rows cannot be changed. */
  readonly refusal: Fault;
  /** The run whose rejects these rows were; null: it is the run itself. */
  readonly parentId: string | null;
}

/** Why rows cannot be changed here, where one would change them, and where to go instead. */
export const RefusalLine = ({ refusal, parentId }: RefusalLineProps) => (
  <p className={styles['refusal']}>
    <b>{refusal.sentence}</b>{' '}
    {parentId === null ? (
      refusal.next
    ) : (
      <TextLink inText href={hrefOf(rejectsRoute(parentId))}>
        Go to the rejects of the first run
      </TextLink>
    )}
  </p>
);
