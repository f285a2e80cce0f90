import type { Drift } from '#shared/dictionary-drift.ts';
import type { Dictionary } from '#shared/rule.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import styles from './dictionary-body.module.css';
import { remedyOf } from './edit-dictionary.ts';

interface DriftListProps {
  readonly drift: readonly Drift[];
  /** What the table itself asks for. */
  readonly catalog: Dictionary;
  readonly dictionary: Dictionary;
  readonly onChange: (next: Dictionary) => void;
}

/** Where a dictionary and its table are apart, each with what to do about it. */
export const DriftList = ({ drift, catalog, dictionary, onChange }: DriftListProps) => (
  <ul className={styles['notes']} aria-label="Where the dictionary does not fit the table">
    {drift.map((one) => {
      const remedy = remedyOf(one, catalog);
      return (
        <li key={one.sentence} className={styles['drift']}>
          <Icon name="warning" size={14} />
          <span>{one.sentence}</span>
          {remedy === null ? null : (
            <TextLink onPress={() => onChange(remedy.apply(dictionary))} aria-label={`${remedy.label}: ${one.column}`}>
              {remedy.label}
            </TextLink>
          )}
        </li>
      );
    })}
  </ul>
);
