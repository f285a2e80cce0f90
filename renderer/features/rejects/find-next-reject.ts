import type { Reject } from '#shared/reject.ts';
import { isProblem, type CellPlace, type GridColumn } from '../../ui/data-grid/grid-column.ts';
import { isOpen } from './row-fields.ts';

interface Rows {
  readonly rowCount: number;
  /** Rows first to last, both included. */
  readonly rowsBetween: (first: number, last: number) => Promise<readonly Reject[]>;
}

/** Rows that are looked through at a time. */
const BLOCK = 200;

/** Places of the columns in which a row has a problem; the first column where the row as a whole is wrong; none where it is right. */
function problemsOf(reject: Reject, columns: readonly GridColumn<Reject>[]): readonly number[] {
  if (!isOpen(reject)) return [];
  const places = columns.flatMap((column, place) => (isProblem(column.cell(reject)) ? [place] : []));
  return places.length === 0 ? [0] : places;
}

/**
 * The open problem after a cell, or before it, wherever its row is: rows that were never in sight are fetched, block after
 * block. Null: there is none on that side.
 */
export async function findNextReject(
  from: CellPlace | null,
  step: 1 | -1,
  columns: readonly GridColumn<Reject>[],
  { rowCount, rowsBetween }: Rows,
): Promise<CellPlace | null> {
  const start = from ?? (step === 1 ? { row: 0, column: -1 } : { row: rowCount - 1, column: columns.length });
  for (let row = start.row; row >= 0 && row < rowCount;) {
    // Blocks end where pages do.
    const edge = Math.floor(row / BLOCK) * BLOCK;
    const [first, last] = step === 1 ? [row, Math.min(rowCount, edge + BLOCK) - 1] : [edge, row];
    const block = await rowsBetween(first, last);
    const rows = step === 1 ? block : block.toReversed();
    for (const [at, reject] of rows.entries()) {
      const place = row + at * step;
      const places = problemsOf(reject, columns).filter(
        (column) => place !== start.row || (column - start.column) * step > 0,
      );
      const column = step === 1 ? places[0] : places.at(-1);
      if (column !== undefined) return { row: place, column };
    }
    row = step === 1 ? last + 1 : first - 1;
  }
  return null;
}
