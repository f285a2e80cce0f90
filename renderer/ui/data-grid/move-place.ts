import type { CellPlace } from './grid-column.ts';

/** What a grid is, for moving in it. */
export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageUp and PageDown go. */
  readonly page: number;
}

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

/**
 * Where a key leads from a cell, as the grid pattern of the ARIA Authoring Practices says; null: the key moves nothing.
 * @param jump Ctrl, or Cmd on a Mac, is held
 */
export function movePlace(from: CellPlace, key: string, jump: boolean, extent: GridExtent): CellPlace | null {
  const { rows, columns, page } = extent;
  if (rows === 0 || columns === 0) return null;
  const to = (row: number, column: number): CellPlace => ({ row: within(row, rows), column: within(column, columns) });
  switch (key) {
    case 'ArrowDown':
      return to(jump ? rows - 1 : from.row + 1, from.column);
    case 'ArrowUp':
      return to(jump ? 0 : from.row - 1, from.column);
    case 'ArrowRight':
      return to(from.row, jump ? columns - 1 : from.column + 1);
    case 'ArrowLeft':
      return to(from.row, jump ? 0 : from.column - 1);
    case 'PageDown':
      return to(from.row + page, from.column);
    case 'PageUp':
      return to(from.row - page, from.column);
    case 'Home':
      return to(jump ? 0 : from.row, 0);
    case 'End':
      return to(jump ? rows - 1 : from.row, columns - 1);
    default:
      return null;
  }
}
