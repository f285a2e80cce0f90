import type { ReactNode } from 'react';
import {
  Cell,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  type Key,
  type Selection,
  type SortDescriptor,
} from 'react-aria-components';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './list-table.module.css';

export interface ListColumn<Item> {
  readonly id: string;
  readonly label: string;
  /** A track of CSS grid: `84px`, `minmax(0, 1fr)`. */
  readonly track: string;
  readonly align?: 'start' | 'end';
  readonly sorts?: boolean;
  readonly cell: (item: Item) => ReactNode;
}

export interface ListTableProps<Item> {
  readonly label: string;
  readonly columns: readonly ListColumn<Item>[];
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** What a row is called aloud. */
  readonly nameOf: (item: Item) => string;
  /** A line across the row, below its cells: why it failed. */
  readonly below?: (item: Item) => ReactNode;
  /** The row whose details stand beside the list; left out, rows are not chosen but opened. */
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  /** Instead of `selected`: the rows chosen, where several can be. Ctrl and Shift add to them. */
  readonly chosen?: readonly string[];
  readonly onChoose?: (ids: readonly string[]) => void;
  /** Enter or a double click; without `onSelect` also a click. */
  readonly onOpen?: (id: string) => void;
  readonly sort?: SortDescriptor;
  readonly onSort?: (sort: SortDescriptor) => void;
}

/** Keys of rows and columns share one collection: a row may be called like a column. */
const ROW = 'row ';
const rowKey = (id: string): string => `${ROW}${id}`;
const idOfKey = (key: Key): string => String(key).slice(ROW.length);

/** The column of the line below: it must be there for every row, and draws nothing where there is nothing to say. */
const BELOW = 'below';

/**
 * A list of rows of two lines, each with a line across below where there is something to say. Arrows go from row to row,
 * letters to the row that begins with them (Space chooses it); Right goes into a row's links.
 */
export function ListTable<Item>(props: ListTableProps<Item>) {
  const { label, columns, items, idOf, nameOf, below, selected, onSelect, chosen, onChoose, onOpen, sort, onSort } =
    props;
  const choose = (keys: Selection): void => {
    const ids = keys === 'all' ? items.map(idOf) : [...keys].map(idOfKey);
    onChoose?.(ids);
    const [first] = ids;
    if (first !== undefined && keys !== 'all') onSelect?.(first);
  };
  const heads = [...columns, ...(below === undefined ? [] : [{ id: BELOW, label: 'Why' }])];
  return (
    <Table
      aria-label={label}
      className={styles['table'] ?? ''}
      style={{ ['--tracks' as string]: columns.map((column) => column.track).join(' ') }}
      selectionMode={onChoose !== undefined ? 'multiple' : onSelect === undefined ? 'none' : 'single'}
      selectionBehavior="replace"
      disallowEmptySelection={onChoose === undefined}
      {...(onSelect === undefined && onChoose === undefined
        ? {}
        : {
            selectedKeys: (chosen ?? (selected == null ? [] : [selected])).map(rowKey),
            onSelectionChange: choose,
          })}
      {...(onOpen === undefined ? {} : { onRowAction: (key: Key) => onOpen(idOfKey(key)) })}
      {...(sort === undefined ? {} : { sortDescriptor: sort })}
      {...(onSort === undefined ? {} : { onSortChange: onSort })}
    >
      <TableHeader className={styles['heads'] ?? ''}>
        {heads.map((head, index) => {
          const column = columns[index];
          return (
            <Column
              key={head.id}
              id={head.id}
              isRowHeader={index === 0}
              allowsSorting={column?.sorts === true}
              className={cx(
                styles['head'],
                column?.align === 'end' && styles['end'],
                column === undefined && styles['hidden'],
              )}
            >
              {({ sortDirection }) => (
                <>
                  {head.label}
                  {sortDirection === undefined ? null : (
                    <Icon name={sortDirection === 'ascending' ? 'up' : 'down'} size={10} />
                  )}
                </>
              )}
            </Column>
          );
        })}
      </TableHeader>
      <TableBody className={styles['body'] ?? ''}>
        {items.map((item) => {
          const line = below?.(item) ?? null;
          return (
            <Row key={idOf(item)} id={rowKey(idOf(item))} textValue={nameOf(item)} className={styles['row'] ?? ''}>
              {columns.map((column) => (
                <Cell key={column.id} className={cx(styles['cell'], column.align === 'end' && styles['end'])}>
                  {column.cell(item)}
                </Cell>
              ))}
              {below === undefined ? null : (
                <Cell className={cx(styles['below'], line === null && styles['hidden'])}>{line}</Cell>
              )}
            </Row>
          );
        })}
      </TableBody>
    </Table>
  );
}
