import type { ReactNode } from 'react';
import type { CellPlace } from './grid-column.ts';

/** What an editor of a cell begins with. */
export interface CellBeginning {
  readonly text: string;
  /** Name of the editor: `datetime of record 1,483`. */
  readonly label: string;
}

/** A cell in edit. */
export interface CellDraft<Row> {
  /** As it was when the editor opened. */
  readonly row: Row;
  readonly place: CellPlace;
  /** What stands in the editor. */
  readonly text: string;
}

/** How cells are edited in place. */
export interface GridEditing<Row> {
  /** Null: the cell cannot be edited. */
  readonly begin: (row: Row, place: CellPlace) => CellBeginning | null;
  /** The text of a cell was changed, and is kept. */
  readonly onKeep: (draft: CellDraft<Row>) => void;
  /** What is said below the editor: whether what stands in it passes. Text and spans only. */
  readonly verdict?: (draft: CellDraft<Row>) => ReactNode;
}
