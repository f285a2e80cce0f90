import { useLayoutEffect, useState, type CSSProperties, type RefObject } from 'react';
import type { CellPlace } from './grid-column.ts';

interface PlaceBelowOptions {
  /** The cell that something is said of. */
  readonly cell: CellPlace;
  /** The box that scrolls: what is said stays inside it. */
  readonly box: RefObject<HTMLDivElement | null>;
  /** What is placed. */
  readonly own: RefObject<HTMLDivElement | null>;
  /** px at the top of the box that the heads cover. */
  readonly headHeight: number;
  /** Another one means that its size may be another. */
  readonly content: unknown;
}

interface Place {
  readonly left: number;
  readonly top: number;
}

const DISTANCE = 6;
const MARGIN = 8;

/** Below the cell and never over it; above where there is no room below. In px of what the box scrolls. */
function placeOf(cell: DOMRect, box: HTMLElement, own: DOMRect, headHeight: number): Place {
  const frame = box.getBoundingClientRect();
  const bottom = frame.top + box.clientHeight;
  const right = frame.left + box.clientWidth;
  const fitsBelow = cell.bottom + DISTANCE + own.height <= bottom;
  const fitsAbove = cell.top - DISTANCE - own.height >= frame.top + headHeight;
  const top = fitsBelow || !fitsAbove ? cell.bottom + DISTANCE : cell.top - DISTANCE - own.height;
  const left = Math.max(frame.left + MARGIN, Math.min(cell.left, right - own.width - MARGIN));
  return { left: left - frame.left + box.scrollLeft, top: top - frame.top + box.scrollTop };
}

/** Where to draw what is said of a cell; hidden until that is known. */
export function usePlaceBelow({ cell, box, own, headHeight, content }: PlaceBelowOptions): CSSProperties {
  const { row, column } = cell;
  const [place, setPlace] = useState<Place | null>(null);
  useLayoutEffect(() => {
    const [frame, it] = [box.current, own.current];
    if (frame === null || it === null) return undefined;
    const measure = (): void => {
      const element = frame.querySelector(`[data-row="${row}"] [data-column="${column}"]`);
      if (element === null) return;
      const next = placeOf(element.getBoundingClientRect(), frame, it.getBoundingClientRect(), headHeight);
      setPlace((now) => (now?.left === next.left && now.top === next.top ? now : next));
    };
    measure();
    // What is said may grow: a verdict comes after the text.
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(it);
    return () => observer.disconnect();
  }, [row, column, content, box, own, headHeight]);
  return place === null ? { visibility: 'hidden' } : { left: place.left, top: place.top };
}
