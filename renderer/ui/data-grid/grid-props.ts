import type { Ref } from 'react';
import type { CellPlace, GridColumn } from './grid-column.ts';
import type { GridEditing } from './grid-editing.ts';

/** What a screen may ask of its grid. */
export interface DataGridHandle {
  /** Brings a cell into sight and makes it the active one. */
  readonly goTo: (place: CellPlace) => void;
  /** F8 and Shift F8: the next cell with a problem, or the one before. */
  readonly nextProblem: (step: 1 | -1) => void;
  readonly focus: () => void;
}

export interface DataGridProps<Row> {
  readonly label: string;
  /** The same array as long as the columns are the same. */
  readonly columns: readonly GridColumn<Row>[];
  readonly rowCount: number;
  /** A row by its place, 0-based; undefined while it is on its way. Another function means that rows changed. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Told which rows are in sight, so that they can be fetched. */
  readonly onSight?: (first: number, last: number) => void;
  /** Rows to copy, fetched where they are not here; without it only those that are here can be copied. */
  readonly rowsBetween?: (first: number, last: number) => Promise<readonly Row[]>;
  /** Numbers at the left, on the sunken surface: the record in the file. */
  readonly gutter?: { readonly label: string; readonly width: number; readonly text: (row: Row) => string };
  /** The text of a row that is not a row but a line that stands for several: `60 records, all fit`. Null: it is a row. */
  readonly gapOf?: (row: Row) => string | null;
  /** Where F8 leads; without it, to the next bad cell of the rows that are here. */
  readonly findProblem?: (from: CellPlace | null, step: 1 | -1) => CellPlace | null | Promise<CellPlace | null>;
  /** Told whenever another cell is the active one, also where rows above it came or went. */
  readonly onActive?: (place: CellPlace) => void;
  /** What a row is known by, so that the active cell stays with its row when rows above it come or go. */
  readonly keyOf?: (row: Row) => string | number;
  /** Left out: no cell is edited. Enter, F2, a double click and typing open the editor of a cell. */
  readonly editing?: GridEditing<Row>;
  /** Enter, or a double click. */
  readonly onOpen?: (row: Row, place: CellPlace) => void;
  readonly ref?: Ref<DataGridHandle>;
}
