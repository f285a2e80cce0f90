import type { Virtualizer } from '@tanstack/react-virtual';
import { flushSync } from 'react-dom';

// Chromium lays nothing out below 33,554,428 px (2^25 - 4): a little over a million rows of 28 px.
const TALLEST = 30_000_000;

/** Rows in a scrolling box that may be taller than the browser can lay out: then a px scrolled counts for more than one. */
export interface RowScroll {
  /** Height of the box's content, px. */
  readonly height: number;
  /** Rows' px for each px scrolled; 1 unless the rows are too tall. */
  readonly scale: number;
}

/**
 * How rows of a total height fit into the box.
 * @param rows height of all rows, px
 * @param view height of the box itself, px
 */
export function fitRows(rows: number, view: number): RowScroll {
  if (rows <= TALLEST || view >= TALLEST) return { height: rows, scale: 1 };
  return { height: TALLEST, scale: (rows - view) / (TALLEST - view) };
}

/**
 * Where to draw a row, px from the top of the content.
 * @param start of the row among all rows
 * @param offset how far the rows are scrolled
 */
export const drawnAt = (start: number, offset: number, { scale }: RowScroll): number =>
  scale === 1 ? start : Math.round(start - offset + offset / scale);

type Instance = Virtualizer<HTMLDivElement, HTMLTableRowElement>;

/** Tells the virtualizer how far the rows are scrolled, whatever the scale is at that moment. */
export function observeOffset(
  instance: Instance,
  report: (offset: number, isScrolling: boolean) => void,
  scale: () => number,
) {
  const element = instance.scrollElement;
  if (element === null) return undefined;
  let settled: ReturnType<typeof setTimeout> | undefined;
  const onScroll = (): void => {
    clearTimeout(settled);
    // At once: the event comes right before the frame is drawn, and what is done later comes a frame too late.
    flushSync(() => report(element.scrollTop * scale(), true));
    settled = setTimeout(() => report(element.scrollTop * scale(), false), instance.options.isScrollingResetDelay);
  };
  report(element.scrollTop * scale(), false);
  element.addEventListener('scroll', onScroll, { passive: true });
  return () => {
    clearTimeout(settled);
    element.removeEventListener('scroll', onScroll);
  };
}
