import { useRef, useState, type ReactNode } from 'react';
import type { TableName } from '#shared/column.ts';
import type { TableSummary } from '#shared/contract/tables.ts';
import type { Fault } from '#shared/fault.ts';
import type { RunSummary } from '#shared/run.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { useNavigate } from '../../app/navigation.ts';
import { ScreenHeader } from '../../app/screen-header.tsx';
import { useShortcut } from '../../app/shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ListTable } from '../../ui/list-table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { hasLine, TableLine } from './table-line.tsx';
import { sortTables, tableColumns, type TableSort } from './table-columns.tsx';
import styles from './tables-view.module.css';

interface TablesViewProps {
  readonly schema: string;
  /** Null until they are here. */
  readonly tables: readonly TableSummary[] | null;
  /** Name of the table whose details stand beside the list. */
  readonly chosen: string | null;
  readonly onChoose: (table: string) => void;
  readonly fault: Fault | null;
  readonly onRetry: () => void;
  readonly onImport: (target?: TableName) => void;
  /** IANA name of the zone chosen. */
  readonly zone: string;
  readonly failureOf: (run: RunSummary) => ReactNode;
  /** Details of the chosen table. */
  readonly side: ReactNode;
}

const DropHint = () => (
  <div className={styles['drop']}>
    <Icon name="import" size={18} />
    <span>
      <b>Drop files anywhere in this window.</b> Each file’s table is guessed from its header, column count and name;
      one that fits no table can become its own. You see it all before anything is written.
    </span>
  </div>
);

/** The list of tables, with the details of the chosen one beside it. */
export function TablesView(props: TablesViewProps) {
  const { schema, tables, chosen, onChoose, fault, onRetry, onImport, zone, failureOf, side } = props;
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<TableSort>({ column: 'table', direction: 'ascending' });
  useShortcut('mod+F', () => field.current?.select());
  const wanted = filter.trim().toLowerCase();
  const found = sortTables(
    (tables ?? []).filter((one) => one.table.toLowerCase().includes(wanted)),
    sort,
  );
  const total = tables?.length ?? 0;
  const note =
    tables === null
      ? undefined
      : wanted === ''
        ? `${showCount(total)} in schema ${schema}`
        : `${showCount(found.length)} of ${showCount(total)} shown`;
  const open = (name: string): void => {
    const run = tables?.find((one) => one.table === name)?.lastRun;
    if (run != null) navigate({ screen: 'runs', runId: run.id });
  };
  return (
    <>
      <ScreenHeader title="Tables" {...(note === undefined ? {} : { note })}>
        <TextField
          label="Filter tables"
          hideLabel
          icon="search"
          keys="mod+F"
          placeholder="Filter tables"
          type="search"
          value={filter}
          onChange={setFilter}
          inputRef={field}
          className={styles['find']}
        />
        <Button icon="plus" onPress={() => navigate({ screen: 'dictionary', table: null })}>
          Table from a schema
        </Button>
        <Button variant="primary" icon="import" keys="mod+O" onPress={() => onImport()}>
          Import files
        </Button>
      </ScreenHeader>
      <div className={styles['split']} data-side={side !== null}>
        <section className={styles['list']} aria-label="Tables">
          {fault === null ? null : (
            <FaultNotice
              fault={fault}
              className={styles['notice']}
              actions={[{ label: 'Try again', onPress: onRetry }]}
            />
          )}
          {found.length === 0 ? null : (
            <ListTable
              label={`Tables in schema ${schema}`}
              columns={tableColumns(zone, onImport)}
              items={found}
              idOf={(one) => one.table}
              nameOf={(one) => one.table}
              below={(one) => (hasLine(one) ? <TableLine table={one} failureOf={failureOf} /> : null)}
              selected={chosen}
              onSelect={onChoose}
              onOpen={open}
              sort={sort}
              onSort={(next) =>
                setSort({
                  column: next.column === 'rows' || next.column === 'run' ? next.column : 'table',
                  direction: next.direction,
                })
              }
            />
          )}
          {tables !== null && total === 0 ? (
            <div className={styles['notice']}>
              <EmptyState title={`No tables in schema ${schema}`}>Drop a file, or create a table from one.</EmptyState>
            </div>
          ) : null}
          {total > 0 && found.length === 0 ? (
            <div className={styles['notice']}>
              <EmptyState
                title="No table fits"
                actions={<Button onPress={() => setFilter('')}>{`Show all ${showAmount(total, 'table')}`}</Button>}
              >
                {`No name has “${filter.trim()}” in it.`}
              </EmptyState>
            </div>
          ) : null}
          {tables === null ? null : <DropHint />}
        </section>
        {side}
      </div>
    </>
  );
}
