import { useLayoutEffect, useState, type RefObject } from 'react';

/** The width of an element in px, kept up to date; `initial` until it was measured. */
export function useWidth(ref: RefObject<HTMLElement | null>, initial: number): number {
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const now = element.clientWidth;
      if (now > 0) setWidth(now);
    };
    measure();
    // jsdom lays nothing out and has no ResizeObserver.
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
