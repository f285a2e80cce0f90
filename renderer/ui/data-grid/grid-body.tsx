import { Fragment, type ReactNode } from 'react';
import { cx } from '../class-names.ts';
import styles from './data-grid.module.css';
import type { CellPlace } from './grid-column.ts';
import type { ColumnWidths } from './use-column-widths.ts';
import type { DataGridProps } from './grid-props.ts';
import { GridRow } from './grid-row.tsx';
import type { VisibleRows } from './use-visible-rows.ts';

/** px to where nothing is seen, above the box. */
const AWAY = -10_000;

interface GridBodyProps<Row> extends DataGridProps<Row> {
  readonly gridId: string;
  readonly sight: VisibleRows;
  readonly widths: ColumnWidths;
  readonly active: CellPlace | null;
  readonly isChosen: (row: number) => boolean;
  /** The cell in edit, its row, and what is typed into. */
  readonly edited: { readonly place: CellPlace; readonly row: Row; readonly input: ReactNode } | null;
}

/**
 * The rows in sight, in their order. Those that come into sight are written into those that go, which are put at the other
 * end: making them anew costs a frame more. The row in edit is never moved: that would cut off what is composed in it.
 */
export function GridBody<Row>(props: GridBodyProps<Row>) {
  const { gridId, sight, widths, columns, rowAt, gutter, gapOf, active, isChosen, edited } = props;
  const { first, last, top, slots, apart, isPassing } = sight;
  const rowOf = (index: number, key: string | number): ReactNode => {
    const isEdited = index === edited?.place.row;
    const row = rowAt(index) ?? (isEdited ? edited.row : undefined);
    return (
      <GridRow
        key={key}
        gridId={gridId}
        index={index}
        row={row}
        columns={columns}
        widths={widths.sizes}
        gutter={gutter === undefined ? null : row === undefined ? '' : gutter.text(row)}
        gap={row === undefined ? null : (gapOf?.(row) ?? null)}
        top={apart?.index !== index ? null : isPassing ? AWAY : apart.top}
        activeColumn={isEdited ? edited.place.column : active?.row === index ? active.column : null}
        editor={isEdited ? edited.input : null}
        isSelected={isChosen(index)}
        isPassing={isPassing}
      />
    );
  };
  const rowsOf = (from: number, to: number): ReactNode[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => rowOf(from + place, slotOf(from + place)));
  // Of rows that rush by all are written anew, and none is moved.
  const slotOf = (index: number): number => (isPassing ? index - first : index % slots);
  const split = edited?.place.row ?? Infinity;
  return (
    <tbody
      className={cx(styles['body'], isPassing && styles['passing'])}
      style={isPassing ? { top: sight.headHeight } : { paddingTop: top }}
    >
      <Fragment key="above">{rowsOf(first, Math.min(last, split - 1))}</Fragment>
      {edited === null ? null : rowOf(split, 'edited')}
      <Fragment key="below">{rowsOf(Math.max(first, split + 1), last)}</Fragment>
    </tbody>
  );
}
