import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type Ref, type RefObject } from 'react';
import { drawnAt, fitRows, observeOffset } from './row-scroll.ts';
import { useRowHeight } from './use-row-height.ts';

const GAP_HEIGHT = 20;
/** Above and below what is in sight: as far as a wheel turns before the next frame is drawn. */
const OVERSCAN = 6;

export interface VisibleRow {
  readonly index: number;
  /** px from the top of all rows. */
  readonly top: number;
  readonly height: number;
}

export interface VisibleRows {
  readonly rows: readonly VisibleRow[];
  /** At least as many as there are rows in sight, and seldom another number: no two of them are the same, counted round. */
  readonly slots: number;
  /** px of all rows together. */
  readonly height: number;
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
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count: rowCount,
    getScrollElement: () => box.current,
    estimateSize,
    getItemKey,
    overscan: OVERSCAN,
    rangeExtractor: (range: Range) => withPinned(defaultRangeExtractor(range), pinned, rowCount),
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
  const inSight = items.filter(({ index }) => index !== pinned);
  const first = inSight.at(0)?.index ?? 0;
  const last = inSight.at(-1)?.index ?? -1;
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
  return {
    rows: items.map((item) => ({
      index: item.index,
      top: Math.max(0, Math.min(fit.height - item.size, drawnAt(item.start - headHeight, offset, fit))),
      height: item.size,
    })),
    slots: 2 ** Math.ceil(Math.log2(Math.max(64, items.length + 2))),
    height: fit.height,
    headHeight,
    width: virtualizer.scrollRect?.width ?? 0,
    headRef,
    page: Math.max(1, Math.floor((view - headHeight) / rowHeight) - 1),
    show,
  };
}

/** Rows in sight with the one that is always drawn, in their order. */
function withPinned(inSight: number[], pinned: number | null, rowCount: number): number[] {
  if (pinned === null || pinned >= rowCount || inSight.includes(pinned)) return inSight;
  return [...inSight, pinned].toSorted((one, other) => one - other);
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
