import { memo, type ReactNode } from 'react';
import { cx } from '../class-names.ts';
import { drawCell } from './grid-cell.tsx';
import type { GridColumn } from './grid-column.ts';
import styles from './data-grid.module.css';

interface GridRowProps<Row> {
  readonly gridId: string;
  /** 0-based. */
  readonly index: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn<Row>[];
  /** px of the columns, at least. */
  readonly widths: readonly number[];
  /** Text of the gutter; null: there is none. */
  readonly gutter: string | null;
  /** A line that stands for rows that are not shown, instead of cells. */
  readonly gap: string | null;
  /** px from the top of all rows, of a row that is drawn apart from the others; null: it stands below the one before it. */
  readonly top: number | null;
  /** Column of the active cell, where it is in this row. */
  readonly activeColumn: number | null;
  readonly isSelected: boolean;
  readonly isPassing: boolean;
  /** The editor of the active cell; null: it is not in edit. */
  readonly editor: ReactNode;
}

function Row<Data>(props: GridRowProps<Data>) {
  const { gridId, index, row, columns, widths, gutter, gap, top, activeColumn, isSelected, isPassing, editor } = props;
  const style = top === null ? undefined : { top };
  const apart = top !== null && styles['apart'];
  const lead = gutter === null ? 1 : 2;
  if (gap !== null) {
    return (
      <tr aria-rowindex={index + 2} className={cx(styles['row'], styles['gap'], apart)} style={style} data-row={index}>
        <td
          // It stands for the whole row: it is the active cell whichever column one came from.
          id={activeColumn === null ? undefined : `${gridId}-${index}-${activeColumn}`}
          aria-colindex={1}
          aria-colspan={columns.length + lead - 1}
          className={styles['gapText']}
          data-column={0}
          data-active={activeColumn === null ? undefined : true}
        >
          {gap}
        </td>
      </tr>
    );
  }
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={row === undefined}
      className={cx(styles['row'], apart)}
      style={style}
      data-row={index}
    >
      {gutter === null ? null : (
        <th scope="row" aria-colindex={1} className={styles['gutter']} data-column={-1}>
          {gutter}
        </th>
      )}
      {columns.map((column, place) =>
        drawCell({
          id: `${gridId}-${index}-${place}`,
          column,
          width: widths[place] ?? 0,
          place,
          colIndex: place + lead,
          cell: row === undefined ? null : column.cell(row),
          isActive: activeColumn === place,
          editor: activeColumn === place ? editor : null,
          sayId: `${gridId}-say`,
          isPassing,
        }),
      )}
    </tr>
  );
}

/** One row of the grid. It is drawn anew only when something of it changed: a million of them scroll by. */
export const GridRow = memo(Row) as typeof Row;
