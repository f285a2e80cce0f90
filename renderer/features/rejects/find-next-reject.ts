import type { Reject } from '#shared/reject.ts';
import { isProblem, type CellPlace, type GridColumn } from '../../ui/data-grid/grid-column.ts';

interface Rows {
  readonly rowCount: number;
  /** Rows first to last, both included. */
  readonly rowsBetween: (first: number, last: number) => Promise<readonly Reject[]>;
}

/** Places of the columns in which a row has a problem; the first column where the row as a whole is wrong. */
function problemsOf(reject: Reject, columns: readonly GridColumn<Reject>[]): readonly number[] {
  const places = columns.flatMap((column, place) => (isProblem(column.cell(reject)) ? [place] : []));
  return places.length === 0 ? [0] : places;
}

/**
 * The problem after a cell, or before it, wherever its row is: each row of the grid is a reject, and those that were never
 * in sight are fetched. Null: there is none on that side.
 */
export async function findNextReject(
  from: CellPlace | null,
  step: 1 | -1,
  columns: readonly GridColumn<Reject>[],
  { rowCount, rowsBetween }: Rows,
): Promise<CellPlace | null> {
  const rowAt = async (row: number): Promise<Reject | undefined> =>
    row < 0 || row >= rowCount ? undefined : (await rowsBetween(row, row))[0];
  if (from !== null) {
    const here = await rowAt(from.row);
    const rest =
      here === undefined ? [] : problemsOf(here, columns).filter((place) => (place - from.column) * step > 0);
    const column = step === 1 ? rest[0] : rest.at(-1);
    if (column !== undefined) return { row: from.row, column };
  }
  const row = from === null ? (step === 1 ? 0 : rowCount - 1) : from.row + step;
  const next = await rowAt(row);
  if (next === undefined) return null;
  const places = problemsOf(next, columns);
  return { row, column: (step === 1 ? places[0] : places.at(-1)) ?? 0 };
}
