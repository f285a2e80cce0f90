import type { ReactNode } from 'react';

/**
 * How a cell looks. bad: gold, the value or its absence is wrong. gone: hatched, there is no such field. doubt: grey, as
 * it came and not a value yet. warning: dotted underline. changed: water and semibold. original: the line as it came, on
 * the sunken surface.
 */
export type CellLook = 'plain' | 'bad' | 'gone' | 'doubt' | 'warning' | 'changed' | 'original';

export interface CellAction {
  readonly label: string;
  readonly onPress: () => void;
}

/** What is said of a cell, below it, on focus as on hover. */
export interface CellSay {
  /** What is so: `job_id is empty.` */
  readonly sentence: string;
  /** In grey after it: why, and where: `Record 2, byte 40.` */
  readonly more?: ReactNode;
  /** At most two. Enter on the cell leads to them. */
  readonly actions?: readonly [CellAction] | readonly [CellAction, CellAction];
}

export interface GridCell {
  /** The value as text: what is drawn unless there is one of the next three, and what is copied. */
  readonly text: string;
  /** Stands where a value should: `empty`, `no field`. */
  readonly word?: string;
  /** The text is a line as it came, of which this parts the fields: it is coloured. */
  readonly delimiter?: string;
  /** One element, drawn also while rows rush by. */
  readonly content?: ReactNode;
  readonly look?: CellLook;
  /** Against the column's own. */
  readonly align?: 'start' | 'end';
  readonly say?: CellSay;
}

export interface GridColumn<Row> {
  readonly id: string;
  /** The name of the column: its head unless there is `head`, and the header of what is copied. */
  readonly label: string;
  readonly head?: ReactNode;
  /** px, until the person draws it wider. */
  readonly width: number;
  readonly minWidth?: number;
  /** Takes what the other columns leave; give it to one column. */
  readonly grow?: boolean;
  /** Numbers stand at the end, text at the start. */
  readonly align?: 'start' | 'end';
  /** text: set in the font of the page, for sentences. Values are set in mono. */
  readonly font?: 'mono' | 'text';
  readonly cell: (row: Row) => GridCell;
}

/** A cell by its place, both 0-based. The gutter is no column. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** Whether a cell is one that F8 stops at. */
export const isProblem = (cell: GridCell): boolean => cell.look === 'bad' || cell.look === 'gone';
