import { isProblem, type CellPlace, type GridColumn } from './grid-column.ts';

/**
 * The next problem after a cell, or before it, among the rows that are loaded; null where there is none on that side.
 * @param step 1 goes on, -1 goes back
 */
export function findProblem<Row>(
  from: CellPlace | null,
  step: 1 | -1,
  rowCount: number,
  rowAt: (index: number) => Row | undefined,
  columns: readonly GridColumn<Row>[],
): CellPlace | null {
  const start = from ?? (step === 1 ? { row: 0, column: -1 } : { row: rowCount - 1, column: columns.length });
  for (let row = start.row; row >= 0 && row < rowCount; row += step) {
    const data = rowAt(row);
    if (data === undefined) continue;
    const first = row === start.row ? start.column + step : step === 1 ? 0 : columns.length - 1;
    for (let column = first; column >= 0 && column < columns.length; column += step) {
      const cell = columns[column]?.cell(data);
      if (cell !== undefined && isProblem(cell)) return { row, column };
    }
  }
  return null;
}
