import type { GridColumn } from './grid-column.ts';

// As spreadsheets read it: a cell with a tab, a quote or a line end stands in quotes, and its quotes are doubled.
const quoted = (text: string): string => (/[\t"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The gutter of a grid, where its rows have a number of their own. */
export interface GutterText<Row> {
  readonly label: string;
  readonly text: (row: Row) => string;
}

/** Rows as lines of cells with tabs between them, under a line of headers: what a spreadsheet takes from the clipboard. */
export function rowsAsText<Row>(
  rows: readonly Row[],
  columns: readonly GridColumn<Row>[],
  gutter: GutterText<Row> | null,
): string {
  const head = [...(gutter === null ? [] : [gutter.label]), ...columns.map((column) => column.label)];
  const lines = rows.map((row) => [
    ...(gutter === null ? [] : [gutter.text(row)]),
    ...columns.map((column) => column.cell(row).text),
  ]);
  return [head, ...lines].map((line) => line.map(quoted).join('\t')).join('\n');
}
