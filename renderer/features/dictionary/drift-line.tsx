import { showCount } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { cx } from '../../ui/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './drift-line.module.css';

interface DriftLineProps {
  readonly table: string;
  /** Sentences; at least one. */
  readonly drift: readonly string[];
  readonly className?: string | undefined;
}

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** That a dictionary no longer fits its table, in one line; the dictionary's screen has all of it. */
export const DriftLine = ({ table, drift, className }: DriftLineProps) => (
  <div className={cx(styles['drift'], className)}>
    <Icon name="warning" size={14} />
    <span>
      Dictionary no longer fits: {lowerFirst(drift[0] ?? '')}
      {drift.length > 1 ? ` And ${showCount(drift.length - 1)} more.` : ''}
    </span>
    <TextLink
      href={hrefOf({ screen: 'dictionary', table })}
      aria-label={`Compare ${table} with its dictionary`}
      className={styles['compare']}
    >
      Compare
    </TextLink>
  </div>
);
