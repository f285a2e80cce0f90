import type { ReactNode } from 'react';
import { cx } from '../class-names.ts';
import { VisuallyHidden } from '../visually-hidden.tsx';
import type { GridCell, GridColumn } from './grid-column.ts';
import styles from './data-grid.module.css';

interface GridCellViewProps<Row> {
  readonly id: string;
  readonly column: GridColumn<Row>;
  /** 0-based, without the gutter. */
  readonly place: number;
  /** 1-based, with the gutter. */
  readonly colIndex: number;
  /** Null while the row is on its way. */
  readonly cell: GridCell | null;
  readonly isActive: boolean;
  /** Of what is said below the active cell. */
  readonly sayId: string;
  /** Stands in the cell instead of its value; null: the cell is not in edit. */
  readonly editor: ReactNode;
}

/** One cell: its text or what stands for it, with its look. */
export function GridCellView<Row>(props: GridCellViewProps<Row>) {
  const { id, column, place, colIndex, cell, isActive, sayId, editor } = props;
  const look = cell?.look ?? 'plain';
  const atEnd = (cell?.align ?? column.align) === 'end';
  const said = isActive && cell?.say !== undefined && editor === null;
  return (
    <td
      id={id}
      aria-colindex={colIndex}
      aria-invalid={look === 'bad' || look === 'gone' ? true : undefined}
      aria-describedby={said ? sayId : undefined}
      className={cx(
        styles['cell'],
        styles[look],
        atEnd && styles['end'],
        column.font === 'text' ? styles['text'] : styles['raw'],
      )}
      data-column={place}
      data-active={isActive}
    >
      {editor ?? (cell === null ? '' : (cell.content ?? cell.text))}
      {cell?.say !== undefined && !said && editor === null ? (
        <VisuallyHidden>{`, ${cell.say.sentence}`}</VisuallyHidden>
      ) : null}
    </td>
  );
}

/** The word that stands where a value should: `empty`. */
export const EmptyWord = ({ children = 'empty' }: { readonly children?: string }) => (
  <span className={styles['emptyWord']}>{children}</span>
);

/** The word on the hatching that says there is no field here: `no field`, `4 of 5 fields`. */
export const GoneWord = ({ children = 'no field' }: { readonly children?: string }) => (
  <span className={styles['goneWord']}>{children}</span>
);
