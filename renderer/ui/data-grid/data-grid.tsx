import { useId, useImperativeHandle, useRef } from 'react';
import { cx } from '../class-names.ts';
import { LiveRegion } from '../live-region.tsx';
import styles from './data-grid.module.css';
import { CellInput, type EditEnd } from './cell-input.tsx';
import type { CellPlace, CellSay } from './grid-column.ts';
import type { DataGridProps } from './grid-props.ts';
import { GridBody } from './grid-body.tsx';
import { GridHead } from './grid-head.tsx';
import { GridSay } from './grid-say.tsx';
import { GridVerdict } from './grid-verdict.tsx';
import { useCellEditor } from './use-cell-editor.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useGridCopy } from './use-grid-copy.ts';
import { useGridPlace } from './use-grid-place.ts';
import { useHoveredCell } from './use-hovered-cell.ts';
import { useVisibleRows } from './use-visible-rows.ts';

/** px that the scrollbar of a box takes of its width, at most. */
const SCROLLBAR = 20;

/** By how many rows and columns the active cell moves when a text is kept. */
const steps: Readonly<Partial<Record<EditEnd, readonly [number, number]>>> = {
  down: [1, 0],
  up: [-1, 0],
  right: [0, 1],
  left: [0, -1],
};

/**
 * A grid that draws only the rows in sight, so that a million scroll as a hundred do. Fill it by props: what a cell shows
 * and says, its columns' callbacks tell. Arrows, PageUp, PageDown, Home and End move; Shift chooses rows; Ctrl C (Cmd C)
 * copies them with their headers; F8 goes to the next problem; Enter leads into what is said of a cell, or edits it.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { label, columns, rowCount, rowAt, gutter, editing, ref } = props;
  const gridId = useId();
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const widths = useColumnWidths(columns, gutter?.width ?? 0);
  const editor = useCellEditor(props);
  const { draft } = editor;
  const sight = useVisibleRows({ ...props, box, pinned: draft?.place.row ?? null });
  const gutterWidth = gutter?.width ?? 0;
  const grid = useGridPlace({ ...props, gridId, box, sight, widths, gutterWidth, openEditor: editor.open });
  const hover = useHoveredCell(grid.active);
  const copy = useGridCopy({ ...props, chosen: grid.chosen });
  useImperativeHandle(ref, () => ({
    goTo: grid.goTo,
    nextProblem: grid.nextProblem,
    focus: () => table.current?.focus({ preventScroll: true }),
  }));

  const endEdit = (end: EditEnd): void => {
    const from = draft?.place;
    if (end === 'drop') editor.drop();
    else editor.keep();
    // Who leaves has the focus elsewhere already.
    if (end === 'leave' || from === undefined) return;
    table.current?.focus({ preventScroll: true });
    const step = steps[end];
    if (step !== undefined) grid.step(from, ...step);
    else if (end === 'next' || end === 'before') grid.nextProblem(end === 'next' ? 1 : -1);
  };
  const input =
    draft === null ? null : (
      <CellInput
        label={draft.label}
        text={draft.text}
        describedBy={editing?.verdict === undefined ? undefined : `${gridId}-verdict`}
        onChange={(text) => {
          editor.change(text);
          sight.show(draft.place.row);
        }}
        onEnd={endEdit}
      />
    );
  const sayOf = (place: CellPlace | null): CellSay | undefined => {
    const row = place === null ? undefined : rowAt(place.row);
    return place === null || row === undefined ? undefined : columns[place.column]?.cell(row).say;
  };
  // The pointer speaks first, where it rests on a cell that has something to say.
  const focused = grid.isFocused && !grid.isSilent && draft === null ? grid.active : null;
  const spoken = sayOf(hover.place) === undefined ? focused : hover.place;
  const say = sayOf(spoken);
  return (
    <div ref={box} className={styles['box']}>
      <table
        ref={table}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- HTML has no tag for a grid
        role="grid"
        className={cx(styles['grid'], widths.total + SCROLLBAR > sight.width && styles['isWide'])}
        style={{
          ['--columns' as string]: widths.template,
          minWidth: widths.total,
          height: sight.headHeight + sight.height,
        }}
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + (gutter === undefined ? 0 : 1)}
        aria-multiselectable="true"
        aria-activedescendant={grid.activeId}
        {...grid.handlers}
        {...hover.handlers}
        {...copy.handlers}
      >
        <GridHead
          headers={widths.headers}
          columns={columns}
          gutter={gutter?.label ?? null}
          template={widths.template}
          resizing={widths.resizing}
          headRef={sight.headRef}
        />
        <GridBody
          {...props}
          gridId={gridId}
          sight={sight}
          widths={widths}
          active={grid.active}
          isChosen={grid.isChosen}
          edited={draft === null || input === null ? null : { place: draft.place, row: draft.row, input }}
        />
      </table>
      {say === undefined || spoken === null ? null : (
        <GridSay
          key={`${spoken.row} ${spoken.column}`}
          id={`${gridId}-say`}
          cell={spoken}
          say={say}
          box={box}
          headHeight={sight.headHeight}
          hover={hover.sayHandlers}
          onLeave={() => table.current?.focus({ preventScroll: true })}
        />
      )}
      {draft === null || editing?.verdict === undefined ? null : (
        <GridVerdict id={`${gridId}-verdict`} cell={draft.place} box={box} headHeight={sight.headHeight}>
          {editing.verdict(draft)}
        </GridVerdict>
      )}
      <LiveRegion message={copy.message} />
    </div>
  );
}
