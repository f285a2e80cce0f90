import { ToggleButton } from 'react-aria-components';
import { showAmount, showCount } from '#shared/units.ts';
import { cx } from '../../ui/class-names.ts';
import styles from './facet-list.module.css';

export interface FacetItem {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** It is a part of the item above. */
  readonly isPart?: boolean;
}

interface FacetListProps {
  readonly title: string;
  readonly items: readonly FacetItem[];
  /** The bar of as many rows fills the line. */
  readonly whole: number;
  readonly selected: string | null;
  readonly labelOf: (id: string) => string;
  /** Null: the one that was selected is let go. */
  readonly onSelect: (id: string | null) => void;
}

/** What is selected stays in sight, also where no row is left of it: it can be let go there. */
const withSelected = (
  items: readonly FacetItem[],
  selected: string | null,
  labelOf: (id: string) => string,
): readonly FacetItem[] =>
  selected === null || items.some(({ id }) => id === selected)
    ? items
    : [...items, { id: selected, label: labelOf(selected), count: 0 }];

/** Rows counted by one of their traits; one press shows only those. */
export const FacetList = ({ title, items, whole, selected, labelOf, onSelect }: FacetListProps) => (
  <section className={styles['facet']} aria-label={title}>
    <h2 className={styles['title']}>{title}</h2>
    <ul>
      {withSelected(items, selected, labelOf).map(({ id, label, count, isPart }) => (
        <li key={id}>
          <ToggleButton
            className={cx(styles['item'], isPart === true && styles['part'])}
            aria-label={`${label}, ${showAmount(count, 'row')}`}
            isSelected={id === selected}
            onChange={(on) => onSelect(on ? id : null)}
          >
            <span className={styles['label']} title={label}>
              {label}
            </span>
            <span className={styles['count']}>{showCount(count)}</span>
            {count === 0 ? null : (
              <span
                className={styles['bar']}
                aria-hidden="true"
                style={{ width: `${whole === 0 ? 0 : Math.min(1, count / whole) * 100}%` }}
              />
            )}
          </ToggleButton>
        </li>
      ))}
    </ul>
  </section>
);
