import { useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { findRow } from './find-row.ts';
import type { CellPlace } from './grid-column.ts';
import type { CellDraft } from './grid-editing.ts';
import type { DataGridProps } from './grid-props.ts';

type CellEditorOptions<Row> = Pick<DataGridProps<Row>, 'columns' | 'rowCount' | 'rowAt' | 'keyOf' | 'editing'>;

interface Draft<Row> extends CellDraft<Row> {
  readonly label: string;
  readonly before: string;
  /** What the column is known by: its place changes when others come or go. */
  readonly columnId: string;
}

export interface CellEditor<Row> {
  /** The cell in edit, where it is now; null: none is. */
  readonly draft: Draft<Row> | null;
  /** Opens the editor; `typed` begins with an empty text. False: the cell cannot be edited. */
  readonly open: (place: CellPlace, typed?: boolean) => boolean;
  readonly change: (text: string) => void;
  /** Keeps the text and closes the editor. */
  readonly keep: () => void;
  /** Closes the editor; the cell is as it was. */
  readonly drop: () => void;
}

/**
 * The one cell that is in edit. Its text is kept here and not in its row: rows that are scrolled out of sight are not
 * there, and the row in edit may move when others come or go.
 */
export function useCellEditor<Row>(options: CellEditorOptions<Row>): CellEditor<Row> {
  const { columns, rowCount, rowAt, keyOf, editing } = options;
  const [draft, setDraft] = useState<Draft<Row> | null>(null);
  // What closes the editor also takes its focus away, and that closes it: the first of both counts.
  const current = useRef<Draft<Row> | null>(null);
  const set = (next: Draft<Row> | null): void => {
    current.current = next;
    setDraft(next);
  };
  const beginning = ({ row, column }: CellPlace) => {
    const data = row < rowCount && column < columns.length ? rowAt(row) : undefined;
    const begin = data === undefined ? null : (editing?.begin(data, { row, column }) ?? null);
    return data === undefined || begin === null ? null : { row: data, begin };
  };
  const close = (): Draft<Row> | null => {
    const closed = current.current;
    set(null);
    return closed;
  };
  const placeNow = ({ place, row, columnId }: Draft<Row>): CellPlace => ({
    row: keyOf === undefined ? place.row : findRow(place.row, keyOf(row), rowCount, rowAt, keyOf),
    column: columns.findIndex(({ id }) => id === columnId),
  });
  return {
    draft: draft === null ? null : { ...draft, place: placeNow(draft) },
    open(cell, typed = false) {
      const found = beginning(cell);
      if (found === null) return false;
      const { text, label } = found.begin;
      const columnId = columns[cell.column]?.id ?? '';
      // At once: the key that opens the editor by typing is written into it.
      flushSync(() => set({ row: found.row, place: cell, columnId, text: typed ? '' : text, before: text, label }));
      return true;
    },
    change(text) {
      if (current.current !== null) set({ ...current.current, text });
    },
    keep() {
      const kept = close();
      if (kept === null || kept.text === kept.before) return;
      editing?.onKeep({ row: kept.row, place: placeNow(kept), text: kept.text });
    },
    drop: () => void close(),
  };
}

/** Whether a key press belongs to an input method that composes a character: its Enter and Escape are not ours. */
export const isComposing = (event: KeyboardEvent): boolean => event.nativeEvent.isComposing || event.key === 'Process';

/** Whether a key press writes a character; a space scrolls. AltGr, which writes `@` on many keyboards, counts as Ctrl Alt. */
export const isTyping = (event: KeyboardEvent): boolean =>
  /^\S$/u.test(event.key) &&
  (event.getModifierState('AltGraph') || (!event.ctrlKey && !event.metaKey && !event.altKey));
