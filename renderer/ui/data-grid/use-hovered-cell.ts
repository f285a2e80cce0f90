import { useEffect, useRef, useState, type MouseEvent } from 'react';
import type { CellPlace } from './grid-column.ts';

/** The pointer must rest this long before a cell speaks, and may be gone this long before it falls silent. */
const OPEN_MS = 150;
const CLOSE_MS = 200;

/** The place of the cell that an event came from; null: from none. */
export function placeOfEvent(event: { readonly target: EventTarget }): CellPlace | null {
  if (!(event.target instanceof Element)) return null;
  const column = event.target.closest<HTMLElement>('[data-column]');
  const row = event.target.closest<HTMLElement>('[data-row]');
  if (column === null || row === null) return null;
  return { row: Number(row.dataset['row']), column: Number(column.dataset['column']) };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The cell under the pointer, once it rests there; also while the pointer is on what is said of it.
 * @param active the cell that keys have moved to: from then on the pointer is not asked until it moves
 */
export function useHoveredCell(active: CellPlace | null) {
  const key = active === null ? '' : `${active.row} ${active.column}`;
  const [hovered, setHovered] = useState<{ readonly place: CellPlace; readonly key: string } | null>(null);
  // What was pointed at before the last key does not count.
  const place = hovered?.key === key ? hovered.place : null;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pointer = useRef<Point | null>(null);
  /** Where the pointer was when a key moved on; cells that scroll by under it there are not pointed at. */
  const passed = useRef<Point | null>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    clearTimeout(timer.current);
    passed.current = pointer.current;
  }, [key]);
  const later = (next: CellPlace | null, ms: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHovered(next === null ? null : { place: next, key }), ms);
  };
  const onMouseMove = (event: MouseEvent): void => {
    pointer.current = { x: event.clientX, y: event.clientY };
  };
  const onMouseOver = (event: MouseEvent): void => {
    const isPassed = passed.current?.x === event.clientX && passed.current.y === event.clientY;
    if (isPassed) return;
    passed.current = null;
    const next = placeOfEvent(event);
    if (next !== null && next.row === place?.row && next.column === place.column) clearTimeout(timer.current);
    else later(next, next === null ? CLOSE_MS : OPEN_MS);
  };
  return {
    place,
    handlers: { onMouseOver, onMouseMove, onMouseLeave: () => later(null, CLOSE_MS) },
    sayHandlers: { onMouseEnter: () => clearTimeout(timer.current), onMouseLeave: () => later(null, CLOSE_MS) },
  };
}
