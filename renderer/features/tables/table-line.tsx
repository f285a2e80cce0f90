import type { ReactNode } from 'react';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { RunSummary } from '#shared/run.ts';
import { showCount } from '#shared/units.ts';
import { hrefOf } from '../../app/navigation.ts';
import { Icon } from '../../ui/icon.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { hasFailureLine } from '../runs/failure-line.tsx';
import styles from './tables-view.module.css';

/** Whether something is to be said below a table: a failure that was not dismissed, or a dictionary that does not fit. */
export const hasLine = ({ lastRun, drift }: TableSummary): boolean => hasFailureLine(lastRun) || drift.length > 0;

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** Where a dictionary no longer fits its table; all that does not, stands in the detail pane. */
const Drift = ({ table, drift }: Pick<TableSummary, 'table' | 'drift'>) => (
  <div className={styles['drift']}>
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

interface TableLineProps {
  readonly table: TableSummary;
  readonly failureOf: (run: RunSummary) => ReactNode;
}

/** What is to be said below a table. */
export const TableLine = ({ table, failureOf }: TableLineProps) => (
  <>
    {hasFailureLine(table.lastRun) ? failureOf(table.lastRun) : null}
    {table.drift.length === 0 ? null : <Drift table={table.table} drift={table.drift} />}
  </>
);
