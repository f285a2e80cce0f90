/** sum: the page of a run. count: a panel, as in the import. small: a narrow side panel. */
export type LedgerSize = 'sum' | 'count' | 'small';

/** What the size of a ledger means for its drawing; px. */
export interface LedgerDrawing {
  /** Taken for the width until it was measured. */
  readonly width: number;
  /** From the channel to the lanes. The style sheet may draw it lower. */
  readonly fall: number;
  /** How much lower than the other lanes the rejected one lies. */
  readonly tray: number;
  readonly threadsMax: number;
  /** Width of the mark of a single reject. */
  readonly markMin: number;
  /** Type of the numbers of the sum. */
  readonly figure: number;
}

const drawings: Readonly<Record<LedgerSize, LedgerDrawing>> = {
  sum: { width: 1056, fall: 64, tray: 7, threadsMax: 64, markMin: 2, figure: 30 },
  count: { width: 602, fall: 40, tray: 5, threadsMax: 40, markMin: 2, figure: 20 },
  small: { width: 295, fall: 20, tray: 4, threadsMax: 20, markMin: 1, figure: 13 },
};

/** The measures of a size. */
export const drawingOf = (size: LedgerSize): LedgerDrawing => drawings[size];
