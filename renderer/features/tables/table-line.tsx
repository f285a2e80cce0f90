import type { ReactNode } from 'react';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { RunSummary } from '#shared/run.ts';
import { DriftLine } from '../dictionary/drift-line.tsx';
import { hasFailureLine } from '../runs/failure-line.tsx';

/** Whether something is to be said below a table: a failure that was not dismissed, or a dictionary that does not fit. */
export const hasLine = ({ lastRun, drift }: TableSummary): boolean => hasFailureLine(lastRun) || drift.length > 0;

interface TableLineProps {
  readonly table: TableSummary;
  readonly failureOf: (run: RunSummary) => ReactNode;
}

/** What is to be said below a table. */
export const TableLine = ({ table, failureOf }: TableLineProps) => (
  <>
    {hasFailureLine(table.lastRun) ? failureOf(table.lastRun) : null}
    {table.drift.length === 0 ? null : <DriftLine table={table.table} drift={table.drift} />}
  </>
);
