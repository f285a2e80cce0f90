import { useState, type ClipboardEvent } from 'react';
import { showAmount, showCount } from '#shared/units.ts';
import type { GridColumn } from './grid-column.ts';
import { rowsAsText, type GutterText } from './rows-as-text.ts';

/** More than this is an export, not a copy. */
const COPIED_MAX = 50_000;

interface GridCopyOptions<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly rowAt: (index: number) => Row | undefined;
  readonly rowsBetween?: (first: number, last: number) => Promise<readonly Row[]>;
  readonly gutter?: GutterText<Row>;
  readonly gapOf?: (row: Row) => string | null;
  /** First and last of the chosen rows; null: none. */
  readonly chosen: readonly [number, number] | null;
}

/** Copies the chosen rows with their headers, and tells how many. */
export function useGridCopy<Row>({ columns, rowAt, rowsBetween, gutter, gapOf, chosen }: GridCopyOptions<Row>) {
  const [message, setMessage] = useState('');

  const textOf = (rows: readonly Row[]): string =>
    rowsAsText(gapOf === undefined ? rows : rows.filter((row) => gapOf(row) === null), columns, gutter ?? null);

  const onCopy = (event: ClipboardEvent): void => {
    if (chosen === null || (window.getSelection()?.toString() ?? '') !== '') return;
    const [first, end] = chosen;
    const last = Math.min(end, first + COPIED_MAX - 1);
    const told = (copied: number): void =>
      setMessage(
        last < end
          ? `Copied the first ${showCount(copied)} of ${showAmount(end - first + 1, 'row')}, with headers.`
          : `Copied ${showAmount(copied, 'row')} with headers.`,
      );
    const here: Row[] = [];
    for (let index = first; index <= last; index += 1) {
      const row = rowAt(index);
      if (row === undefined) break;
      here.push(row);
    }
    event.preventDefault();
    if (here.length === last - first + 1 || rowsBetween === undefined) {
      event.clipboardData.setData('text/plain', textOf(here));
      told(here.length);
      return;
    }
    const fetched = async (): Promise<void> => {
      const rows = await rowsBetween(first, last);
      await navigator.clipboard.writeText(textOf(rows));
      told(rows.length);
    };
    fetched().catch(() => setMessage('The rows could not be copied.'));
  };

  return { message, handlers: { onCopy } };
}
