import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import styles from './definition-list.module.css';

export interface Definition {
  readonly term: string;
  readonly value: ReactNode;
}

interface DefinitionListProps {
  readonly items: readonly Definition[];
  /** lines: term and value side by side, one a line. facts: side by side, the term above its value. */
  readonly look?: 'lines' | 'facts';
  readonly className?: string | undefined;
}

/** Terms and their values. */
export const DefinitionList = ({ items, look = 'lines', className }: DefinitionListProps) => (
  <dl className={cx(styles[look], className)}>
    {items.map(({ term, value }) => (
      <div key={term}>
        <dt>{term}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
