import { useId, useImperativeHandle, useRef } from 'react';
import { LiveRegion } from '../live-region.tsx';
import styles from './data-grid.module.css';
import type { CellPlace, CellSay } from './grid-column.ts';
import type { DataGridProps } from './grid-props.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import { GridSay } from './grid-say.tsx';
import { useColumnWidths } from './use-column-widths.ts';
import { useGridCopy } from './use-grid-copy.ts';
import { useGridPlace } from './use-grid-place.ts';
import { useHoveredCell } from './use-hovered-cell.ts';
import { useVisibleRows } from './use-visible-rows.ts';

/**
 * A grid that draws only the rows in sight, so that a million scroll as a hundred do. Fill it by props: what a cell shows
 * and says, its columns' callbacks tell. Arrows, PageUp, PageDown, Home and End move; Shift chooses rows; Ctrl C (Cmd C)
 * copies them with their headers; F8 goes to the next problem; Enter leads into what is said of a cell.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { label, columns, rowCount, rowAt, gutter, gapOf, ref } = props;
  const gridId = useId();
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const widths = useColumnWidths(columns, gutter?.width ?? 0);
  const sight = useVisibleRows({ ...props, box });
  const grid = useGridPlace({ ...props, gridId, box, sight, widths, gutterWidth: gutter?.width ?? 0 });
  const hover = useHoveredCell(grid.active);
  const copy = useGridCopy({ ...props, chosen: grid.chosen });
  useImperativeHandle(ref, () => ({
    goTo: grid.goTo,
    nextProblem: grid.nextProblem,
    focus: () => table.current?.focus({ preventScroll: true }),
  }));

  const sayOf = (place: CellPlace | null): CellSay | undefined => {
    const row = place === null ? undefined : rowAt(place.row);
    return place === null || row === undefined ? undefined : columns[place.column]?.cell(row).say;
  };
  // The pointer speaks first, where it rests on a cell that has something to say.
  const focused = grid.isFocused && !grid.isSilent ? grid.active : null;
  const spoken = sayOf(hover.place) === undefined ? focused : hover.place;
  const say = sayOf(spoken);
  return (
    <div ref={box} className={styles['box']}>
      <table
        ref={table}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- HTML has no tag for a grid
        role="grid"
        className={styles['grid']}
        style={{ ['--columns' as string]: widths.template, minWidth: widths.total }}
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
        <GridHead headers={widths.headers} columns={columns} gutter={gutter?.label ?? null} headRef={sight.headRef} />
        <tbody className={styles['body']} style={{ height: sight.height }}>
          {sight.rows.map(({ index, top, height }) => {
            const row = rowAt(index);
            return (
              <GridRow
                key={index}
                gridId={gridId}
                index={index}
                row={row}
                columns={columns}
                gutter={gutter === undefined ? null : row === undefined ? '' : gutter.text(row)}
                gap={row === undefined ? null : (gapOf?.(row) ?? null)}
                top={top}
                height={height}
                activeColumn={grid.active?.row === index ? grid.active.column : null}
                isSelected={grid.isChosen(index)}
              />
            );
          })}
        </tbody>
      </table>
      {say === undefined || spoken === null ? null : (
        <GridSay
          key={`${spoken.row} ${spoken.column}`}
          id={`${gridId}-say`}
          cellId={`${gridId}-${spoken.row}-${spoken.column}`}
          say={say}
          box={box}
          headHeight={sight.headHeight}
          hover={hover.sayHandlers}
          onLeave={() => table.current?.focus({ preventScroll: true })}
        />
      )}
      <LiveRegion message={copy.message} />
    </div>
  );
}
