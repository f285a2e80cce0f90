import type { ColumnProfile } from '#shared/load.ts';
import { showCount } from '#shared/units.ts';
import styles from './column-head.module.css';

interface ColumnProfileBarProps {
  readonly name: string;
  readonly profile: ColumnProfile | null;
}

type Verdict = 'valid' | 'empty' | 'wrong';
const verdicts: readonly Verdict[] = ['valid', 'empty', 'wrong'];

/** The sample beside a word: solid, hollow, or falling stripes. */
export const VerdictKey = ({ verdict }: { readonly verdict: Verdict }) => (
  <i className={styles['key']} data-verdict={verdict} aria-hidden="true" />
);

/** How many values of a column are valid, empty and wrong; an empty line until it was checked. */
export function ColumnProfileBar({ name, profile }: ColumnProfileBarProps) {
  if (profile === null) return <span className={styles['noProfile']} />;
  const counted = verdicts.map((verdict) => ({ verdict, count: profile[verdict] })).filter(({ count }) => count > 0);
  const words = counted.map(({ verdict, count }) => `${showCount(count)} ${verdict}`).join(', ');
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn with boxes, which an img cannot hold */}
      <span className={styles['bar']} role="img" aria-label={`${name}: ${words}`}>
        {counted.map(({ verdict, count }) => (
          <i key={verdict} data-verdict={verdict} style={{ flexGrow: count }} />
        ))}
      </span>
      <span className={styles['counts']} aria-hidden="true">
        {counted.map(({ verdict, count }) => (
          <span key={verdict} className={styles['count']}>
            <VerdictKey verdict={verdict} />
            {showCount(count)}
          </span>
        ))}
      </span>
    </>
  );
}
