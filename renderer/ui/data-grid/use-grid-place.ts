import {
  useEffect,
  useEffectEvent,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from 'react';
import { isMac } from '../show-keys.ts';
import { findProblem } from './find-problem.ts';
import { findRow } from './find-row.ts';
import type { CellPlace } from './grid-column.ts';
import type { DataGridProps } from './grid-props.ts';
import { movePlace } from './move-place.ts';
import { isTyping } from './use-cell-editor.ts';
import type { ColumnWidths } from './use-column-widths.ts';
import { placeOfEvent } from './use-hovered-cell.ts';
import type { VisibleRows } from './use-visible-rows.ts';

interface GridPlaceOptions<Row> extends DataGridProps<Row> {
  readonly gridId: string;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly sight: VisibleRows;
  readonly widths: ColumnWidths;
  readonly gutterWidth: number;
  /** Opens the editor of a cell, empty where it is opened by typing; false: the cell is not edited. */
  readonly openEditor: (place: CellPlace, typed: boolean) => boolean;
}

/** The active cell with what its row is known by; null where the row was not here. */
interface Held {
  readonly place: CellPlace;
  readonly key: string | number | null;
  readonly columnId: string | null;
}

/** By how much Alt Shift and an arrow draw a column wider, px. */
const WIDEN = 16;

/** Where the active cell is now; null: there is none, or its row is gone. */
function placeNow<Row>(held: Held | null, { columns, rowCount, rowAt, keyOf }: DataGridProps<Row>): CellPlace | null {
  if (held === null) return null;
  const { place, key, columnId } = held;
  const row = keyOf === undefined ? place.row : findRow(place.row, key, rowCount, rowAt, keyOf);
  if (row >= rowCount) return null;
  const known = columns.findIndex(({ id }) => id === columnId);
  const column = known < 0 ? Math.min(place.column, columns.length - 1) : known;
  return row === place.row && column === place.column ? place : { row, column };
}

/** Whether an event came from a cell in edit: it is the editor's. */
const isInEditor = (event: MouseEvent): boolean => event.target instanceof HTMLInputElement;

/** The active cell, the chosen rows, and the keys and clicks that change them. */
export function useGridPlace<Row>(options: GridPlaceOptions<Row>) {
  const { columns, rowCount, rowAt, gridId, box, sight, widths, openEditor, gutterWidth, onActive, onOpen, keyOf } =
    options;
  const [held, setHeld] = useState<Held | null>(null);
  /** Where a choice of several rows began. */
  const [anchor, setAnchor] = useState<number | null>(null);
  const [isFocused, setFocused] = useState(false);
  /** Escape silences the active cell until the next one. */
  const [isSilent, setSilent] = useState(false);

  const setActive = (place: CellPlace): void => {
    const row = rowAt(place.row);
    setHeld({
      place,
      key: row === undefined ? null : (keyOf?.(row) ?? null),
      columnId: columns[place.column]?.id ?? null,
    });
  };
  const inRange = placeNow(held, options);
  const from = Math.min(anchor ?? Infinity, rowCount - 1);
  const chosen: readonly [number, number] | null =
    inRange === null
      ? null
      : anchor === null
        ? [inRange.row, inRange.row]
        : [Math.min(from, inRange.row), Math.max(from, inRange.row)];

  const scrollAcross = (column: number): void => {
    const element = box.current;
    if (element === null) return;
    const sizes = widths.headers.map((header) => header.getSize());
    const start = sizes.slice(0, column).reduce((sum, size) => sum + size, 0);
    const end = start + (sizes[column] ?? 0);
    const view = element.clientWidth - gutterWidth;
    if (start < element.scrollLeft) element.scrollTo({ left: start });
    else if (end > element.scrollLeft + view) element.scrollTo({ left: Math.min(start, end - view) });
  };

  const go = (place: CellPlace, extend: boolean): void => {
    setAnchor(extend ? (anchor ?? inRange?.row ?? place.row) : null);
    setActive(place);
    setSilent(false);
    sight.show(place.row);
    scrollAcross(place.column);
  };

  const tell = useEffectEvent((row: number, column: number) => onActive?.({ row, column }));
  const [activeRow, activeColumn] = [inRange?.row ?? null, inRange?.column ?? null];
  useEffect(() => {
    if (activeRow !== null && activeColumn !== null) tell(activeRow, activeColumn);
  }, [activeRow, activeColumn]);

  const nextProblem = (step: 1 | -1): void => {
    const search = async (): Promise<void> => {
      const found =
        options.findProblem === undefined
          ? findProblem(inRange, step, rowCount, rowAt, columns)
          : await options.findProblem(inRange, step);
      if (found !== null) go(found, false);
    };
    // What goes wrong in a search of the screen's own, the screen shows.
    search().catch(() => undefined);
  };

  const intoSay = (): boolean => {
    const link = document.getElementById(`${gridId}-say`)?.querySelector<HTMLElement>('a, [role="link"], button');
    link?.focus();
    return link != null;
  };

  const open = (place: CellPlace): void => {
    const row = rowAt(place.row);
    if (row !== undefined) onOpen?.(row, place);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    // Keys of a button in a head, or of a field in a cell, are theirs.
    if (event.target !== event.currentTarget) return;
    const jump = isMac() ? event.metaKey : event.ctrlKey;
    const at = inRange ?? { row: 0, column: 0 };
    const handled = (): boolean => {
      if (event.key === 'F8') {
        nextProblem(event.shiftKey ? -1 : 1);
        return true;
      }
      if (event.altKey && event.shiftKey && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
        widths.widen(at.column, event.key === 'ArrowRight' ? WIDEN : -WIDEN);
        return true;
      }
      if (event.altKey) return false;
      if (jump && event.key.toLowerCase() === 'a' && rowCount > 0) {
        setAnchor(0);
        setActive({ row: rowCount - 1, column: at.column });
        return true;
      }
      if (event.key === 'Enter') {
        if (!openEditor(at, false) && !intoSay()) open(at);
        return true;
      }
      if (event.key === 'F2') return openEditor(at, false);
      if (event.key === 'Delete' || event.key === 'Backspace') return openEditor(at, true);
      // The character itself goes into the editor, which has the focus by the time it is written.
      if (isTyping(event) && openEditor(at, true)) return false;
      if (event.key === 'Escape' && inRange !== null && !isSilent) {
        setSilent(true);
        // An Escape that closed nothing belongs to the screen.
        return document.getElementById(`${gridId}-say`) !== null;
      }
      const to = movePlace(at, event.key, jump, { rows: rowCount, columns: columns.length, page: sight.page });
      if (to !== null) go(to, event.shiftKey);
      return to !== null;
    };
    if (handled()) event.preventDefault();
  };

  const onMouseDown = (event: MouseEvent<HTMLTableElement>): void => {
    const place = placeOfEvent(event);
    if (place === null || event.button !== 0 || isInEditor(event)) return;
    go({ row: place.row, column: Math.max(0, place.column) }, event.shiftKey);
  };

  return {
    active: inRange,
    activeId: inRange === null ? undefined : `${gridId}-${inRange.row}-${inRange.column}`,
    chosen,
    isChosen: (row: number): boolean => chosen !== null && row >= chosen[0] && row <= chosen[1],
    isFocused,
    isSilent,
    goTo: (place: CellPlace) => go(place, false),
    /** So many cells on, as far as there are some. */
    step: (from: CellPlace, rows: number, across: number) =>
      go(
        {
          row: Math.max(0, Math.min(rowCount - 1, from.row + rows)),
          column: Math.max(0, Math.min(columns.length - 1, from.column + across)),
        },
        false,
      ),
    nextProblem,
    handlers: {
      onKeyDown,
      onMouseDown,
      onDoubleClick: (event: MouseEvent) => {
        const at = placeOfEvent(event);
        if (at === null || isInEditor(event)) return;
        const place = { row: at.row, column: Math.max(0, at.column) };
        if (!openEditor(place, false)) open(place);
      },
      onFocus: (event: FocusEvent) => {
        setFocused(true);
        // The first focus by key shows where one is.
        if (event.target === event.currentTarget && held === null && rowCount > 0) setActive({ row: 0, column: 0 });
      },
      onBlur: (event: FocusEvent) => {
        // What is said keeps speaking while the focus is in it.
        if (!(event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget) === true))
          setFocused(false);
      },
    },
  };
}
