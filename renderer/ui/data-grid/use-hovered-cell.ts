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

/** The cell under the pointer, once it rests there; also while the pointer is on what is said of it. */
export function useHoveredCell() {
  const [place, setPlace] = useState<CellPlace | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: CellPlace | null, ms: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPlace(next), ms);
  };
  const onMouseOver = (event: MouseEvent): void => {
    const next = placeOfEvent(event);
    if (next !== null && next.row === place?.row && next.column === place.column) clearTimeout(timer.current);
    else later(next, next === null ? CLOSE_MS : OPEN_MS);
  };
  return {
    place,
    handlers: { onMouseOver, onMouseLeave: () => later(null, CLOSE_MS) },
    sayHandlers: { onMouseEnter: () => clearTimeout(timer.current), onMouseLeave: () => later(null, CLOSE_MS) },
  };
}
