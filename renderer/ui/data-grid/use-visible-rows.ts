import { useVirtualizer, type Range, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type Ref, type RefObject } from 'react';
import { drawnAt, fitRows, observeOffset } from './row-scroll.ts';
import { usePassing } from './use-passing.ts';
import { useRowHeight } from './use-row-height.ts';

const GAP_HEIGHT = 20;
/** Above and below what is in sight: as far as a wheel turns before the next frame is drawn. */
const OVERSCAN = 5;

export interface VisibleRow {
  readonly index: number;
  /** px from the top of all rows. */
  readonly top: number;
}

export interface VisibleRows {
  /** First and last row that are drawn one below the other, both included; the last is before the first where there are none. */
  readonly first: number;
  readonly last: number;
  /** px from the top of all rows to the first of them. */
  readonly top: number;
  /** As many as there are rows drawn, wherever it is scrolled to: no two of them are the same, counted round. */
  readonly slots: number;
  /** A row that is drawn although it is not one of them. */
  readonly apart: VisibleRow | null;
  /** px of all rows together. */
  readonly height: number;
  /** Whether rows rush by, faster than one reads. */
  readonly isPassing: boolean;
  readonly headHeight: number;
  /** px of the box. */
  readonly width: number;
  readonly headRef: Ref<HTMLTableSectionElement>;
  /** Rows that fit into the box at once. */
  readonly page: number;
  /** Scrolls just so far that a row is in sight. */
  readonly show: (row: number) => void;
}

interface VisibleRowsOptions<Row> {
  readonly rowCount: number;
  readonly rowAt: (index: number) => Row | undefined;
  readonly gapOf?: (row: Row) => string | null;
  readonly onSight?: (first: number, last: number) => void;
  readonly box: RefObject<HTMLDivElement | null>;
  /** A row that is drawn also where it is out of sight: what is typed there keeps its focus. */
  readonly pinned: number | null;
}

/** Which rows are in sight of the box, and where they are drawn. */
export function useVisibleRows<Row>(options: VisibleRowsOptions<Row>): VisibleRows {
  const { rowCount, rowAt, gapOf, onSight, box, pinned } = options;
  const rowHeight = useRowHeight();
  const [headHeight, headRef] = useHeight<HTMLTableSectionElement>();
  const scale = useRef(1);
  const passing = usePassing(box, OVERSCAN * rowHeight);
  // Of rows that rush by, none above or below is in sight in the next frame.
  const overscan = passing.isPassing ? 0 : OVERSCAN;
  const [, setTurn] = useState(0);

  // Only a grid with gap lines looks at its rows to know their heights, and measures anew when they change.
  const shape = gapOf === undefined ? null : rowAt;
  const getItemKey = useCallback(
    (index: number) => index,
    // oxlint-disable-next-line react/exhaustive-deps -- another function makes the virtualizer ask for all heights anew
    [shape, gapOf, rowHeight],
  );
  const estimateSize = (index: number): number => {
    const row = gapOf === undefined ? undefined : rowAt(index);
    return row !== undefined && gapOf?.(row) != null ? GAP_HEIGHT : rowHeight;
  };
  // As many rows at any place, or some would be made and removed with every px scrolled.
  const slotsIn = (px: number): number =>
    Math.ceil(Math.max(0, px - headHeight) / (gapOf === undefined ? rowHeight : GAP_HEIGHT)) + 1 + 2 * overscan;
  const virtualizer: Virtualizer<HTMLDivElement, HTMLTableRowElement> = useVirtualizer({
    count: rowCount,
    getScrollElement: () => box.current,
    estimateSize,
    getItemKey,
    overscan,
    rangeExtractor: (range: Range): number[] => windowOf(range, slotsIn(virtualizer.scrollRect?.height ?? 0)),
    // React refuses to flush inside an effect, where the first measure is taken.
    useFlushSync: false,
    scrollPaddingStart: headHeight,
    scrollMargin: headHeight,
    // Until it was laid out, and in jsdom for good.
    initialRect: { width: 800, height: 600 },
    observeElementOffset: (instance, report) =>
      observeOffset(
        instance,
        (offset, isScrolling) => {
          passing.onScroll(isScrolling);
          report(offset, isScrolling);
          // Rows that are taller than the browser can lay out are drawn anew with each px scrolled.
          if (scale.current !== 1) setTurn((turn) => turn + 1);
        },
        () => scale.current,
      ),
    scrollToFn: (offset, { behavior }) =>
      box.current?.scrollTo({ top: offset / scale.current, ...(behavior === undefined ? {} : { behavior }) }),
  });
  const view = virtualizer.scrollRect?.height ?? 0;
  const fit = fitRows(virtualizer.getTotalSize(), Math.max(1, view - headHeight));
  scale.current = fit.scale;
  const offset = virtualizer.scrollOffset ?? 0;
  const items = virtualizer.getVirtualItems();
  const first = items.at(0)?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const topOf = ({ start, size }: VirtualItem): number =>
    Math.max(0, Math.min(fit.height - size, drawnAt(start - headHeight, offset, fit)));
  useEffect(() => {
    if (last >= first) onSight?.(first, last);
  }, [first, last, onSight]);
  // Not scrollToIndex: that knows no rows taller than the browser can lay out.
  const show = (row: number): void => {
    const place = virtualizer.measurementsCache[row];
    const element = box.current;
    if (place === undefined || element === null) return;
    const now = element.scrollTop * fit.scale;
    const top = place.start - headHeight;
    const bottom = place.end - element.clientHeight;
    if (top < now) element.scrollTo({ top: top / fit.scale });
    else if (bottom > now) element.scrollTo({ top: bottom / fit.scale });
  };
  const apart = pinned === null ? undefined : virtualizer.measurementsCache[pinned];
  return {
    first,
    last,
    top: items[0] === undefined ? 0 : topOf(items[0]),
    slots: items.length,
    apart:
      pinned === null || apart === undefined || (pinned >= first && pinned <= last)
        ? null
        : { index: pinned, top: topOf(apart) },
    height: fit.height,
    isPassing: passing.isPassing,
    headHeight,
    width: virtualizer.scrollRect?.width ?? 0,
    headRef,
    page: Math.max(1, Math.floor((view - headHeight) / rowHeight) - 1),
    show,
  };
}

/** So many rows in a row, from a little above those in sight on; fewer where there are not as many. */
function windowOf({ startIndex, overscan, count }: Range, rows: number): number[] {
  const first = Math.max(0, Math.min(startIndex - overscan, count - rows));
  return Array.from({ length: Math.min(rows, count - first) }, (_, place) => first + place);
}

function useHeight<T extends HTMLElement>(): readonly [number, Ref<T>] {
  const element = useRef<T>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const it = element.current;
    if (it === null) return undefined;
    const measure = (): void => setHeight(it.offsetHeight);
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(it);
    return () => observer.disconnect();
  }, []);
  return [height, element];
}
