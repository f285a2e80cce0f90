import type { TableName } from '#shared/column.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import { showAmount, showBytes, showCount } from '#shared/units.ts';
import { EndState } from '../../ui/end-state.tsx';
import type { ListColumn } from '../../ui/list-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { RunCell } from '../runs/run-cell.tsx';

export interface TableSort {
  readonly column: 'table' | 'rows' | 'run';
  readonly direction: 'ascending' | 'descending';
}

const compare: Readonly<Record<TableSort['column'], (one: TableSummary, other: TableSummary) => number>> = {
  table: () => 0,
  rows: (one, other) => one.rowCount - other.rowCount,
  run: (one, other) => (one.lastRun?.startedAt ?? '').localeCompare(other.lastRun?.startedAt ?? ''),
};

/** Tables in order; what is equal stands by name. */
export function sortTables(tables: readonly TableSummary[], { column, direction }: TableSort): readonly TableSummary[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return tables.toSorted(
    (one, other) =>
      sign * compare[column](one, other) ||
      (column === 'table' ? sign : 1) * one.table.localeCompare(other.table, 'en'),
  );
}

/** The number of rows of a table, and whether it is an estimate: `1,929`, `about 212,000`. */
export const showRows = ({ rowCount, rowCountExact }: Pick<TableSummary, 'rowCount' | 'rowCountExact'>): string =>
  rowCountExact ? showCount(rowCount) : `about ${showCount(rowCount)}`;

/** The columns of the list: the table, its rows, its last run. */
export const tableColumns = (
  zone: string,
  onImport: (target: TableName) => void,
): readonly ListColumn<TableSummary>[] => [
  {
    id: 'table',
    label: 'Table',
    track: 'minmax(0, 1fr)',
    sorts: true,
    cell: (one) => (
      <>
        <span className="strong cut" title={one.table}>
          {one.table}
        </span>
        <span className="ink-3 small num">{`${showAmount(one.columnCount, 'column')}, ${showBytes(one.bytes)}`}</span>
      </>
    ),
  },
  {
    id: 'rows',
    label: 'Rows',
    track: '128px',
    align: 'end',
    sorts: true,
    cell: (one) => <span className="num">{showRows(one)}</span>,
  },
  {
    id: 'run',
    label: 'Last run',
    track: '292px',
    sorts: true,
    cell: (one) =>
      one.lastRun === null ? (
        <>
          <span>
            <EndState state="none" />
          </span>
          <span className="small">
            <TextLink onPress={() => onImport({ schema: one.schema, table: one.table })}>Import a file</TextLink>
          </span>
        </>
      ) : (
        <RunCell run={one.lastRun} aside={<Moment iso={one.lastRun.startedAt} zone={zone} />} />
      ),
  },
];
