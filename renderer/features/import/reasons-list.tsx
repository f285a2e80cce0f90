import type { ReasonCount } from '#shared/reject.ts';
import { showCount } from '#shared/units.ts';
import { reasonPhrase } from '../rejects/reason-words.ts';
import styles from './reasons-list.module.css';

/** Reasons shown; the rest is counted. */
const shownMax = 4;

/** Why rows are rejected: counts first, most frequent first. */
export function ReasonsList({ reasons }: { readonly reasons: readonly ReasonCount[] }) {
  const sorted = reasons.toSorted((one, other) => other.count - one.count);
  const more = sorted.slice(shownMax).reduce((sum, { count }) => sum + count, 0);
  return (
    <ul className={styles['reasons']}>
      {sorted.slice(0, shownMax).map((reason) => {
        const { strong, rest } = reasonPhrase(reason);
        return (
          <li key={`${reason.code} ${reason.column ?? ''}`} title={`First: ${reason.sentence}`}>
            <span className={styles['count']}>{showCount(reason.count)}</span>
            <span>
              <b>{strong}</b>
              {rest}
            </span>
          </li>
        );
      })}
      {more === 0 ? null : (
        <li>
          <span className={styles['count']}>{showCount(more)}</span>
          <span>for {showCount(sorted.length - shownMax)} other reasons</span>
        </li>
      )}
    </ul>
  );
}
