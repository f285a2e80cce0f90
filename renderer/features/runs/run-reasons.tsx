import type { JobPart } from '#shared/job.ts';
import type { Run } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { hrefOf, rejectsRoute } from '../../app/navigation.ts';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { reasonPhrase } from '../rejects/reason-words.ts';
import styles from './run-view.module.css';

function titleOf(run: Run, live: JobPart | null, rejected: number): string {
  if (live !== null) return 'Rejects so far';
  if (rejected === 0) return 'Rejects';
  const would = run.kind === 'check' ? 'would be' : rejected === 1 ? 'was' : 'were';
  return `Why ${showCount(rejected)} ${would} rejected`;
}

/** Why rows did not go in; each reason leads to its rows. */
export function RunReasons({ run, live }: { readonly run: Run; readonly live: JobPart | null }) {
  const { rejected, read } = live?.ledger ?? run.ledger;
  const reasons = (live?.reasons ?? run.reasons).toSorted((one, other) => other.count - one.count);
  const digits = reasons.reduce((most, reason) => Math.max(most, showCount(reason.count).length), 2);
  return (
    <Panel title={titleOf(run, live, rejected)} look="quiet">
      {rejected === 0 ? (
        <p className="small ink-2">{read === 0 ? 'Nothing was read.' : `None of ${showAmount(read, 'row')}.`}</p>
      ) : (
        <ul className={styles['reasons']} style={{ ['--digits' as string]: `${digits}ch` }}>
          {reasons.map((reason) => {
            const { strong, rest } = reasonPhrase(reason);
            return (
              <li key={`${reason.code} ${reason.column ?? ''}`}>
                <span className={styles['count']}>{showCount(reason.count)}</span>
                <span>
                  <TextLink
                    href={hrefOf(rejectsRoute(run.id, { code: reason.code, column: reason.column ?? '' }))}
                    className={styles['reason']}
                  >
                    {reason.count === 1 ? 'row: ' : 'rows: '}
                    {strong}
                    {rest}
                  </TextLink>
                  <code className={styles['code']}>{reason.code}</code>
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {run.warnings.map((warning) => (
        <p key={`${warning.column} ${warning.sentence}`} className={styles['warning']}>
          {showAmount(warning.count, 'row')} with a warning: {warning.sentence}
        </p>
      ))}
    </Panel>
  );
}
