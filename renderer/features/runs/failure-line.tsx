import type { RunSummary } from '#shared/run.ts';
import { hrefOf } from '../../app/navigation.ts';
import { useCalls } from '../../client/client-provider.tsx';
import { useAction } from '../../client/use-action.ts';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './failure-line.module.css';

/** Whether a run has something to say in a list: a failure stays in sight until it is dismissed. */
export const hasFailureLine = (run: RunSummary | null): run is RunSummary & { readonly fault: object } =>
  run !== null && run.fault !== null && !run.dismissed && (run.state === 'failed' || run.state === 'unknown');

interface FailureWordsProps {
  readonly run: RunSummary;
  readonly onDismiss: () => void;
}

/** Why a run failed, below its row. */
export const FailureWords = ({ run, onDismiss }: FailureWordsProps) => (
  <div className={styles['failure']}>
    <span>{run.fault?.sentence}</span>
    <TextLink href={hrefOf({ screen: 'runs', runId: run.id })}>Open run</TextLink>
    <TextLink onPress={onDismiss}>Dismiss</TextLink>
  </div>
);

/** The same, with the way to dismiss it. */
export function FailureLine({ run }: { readonly run: RunSummary }) {
  const calls = useCalls();
  const dismiss = useAction(calls.runs.dismiss.mutationOptions());
  return <FailureWords run={run} onDismiss={() => void dismiss.run({ runId: run.id })} />;
}
