import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

const REDUCED = '(prefers-reduced-motion: reduce)';

function watchMotion(onChange: () => void): () => void {
  const query = window.matchMedia?.(REDUCED);
  query?.addEventListener('change', onChange);
  return () => query?.removeEventListener('change', onChange);
}

const motionIsReduced = (): boolean => window.matchMedia?.(REDUCED)?.matches ?? false;

/** Whether the person asked the system for less motion. */
export const useReducedMotion = (): boolean => useSyncExternalStore(watchMotion, motionIsReduced);

/**
 * A value that changes at most once in `stepMs`, and always ends at the latest.
 * @param live false: the value passes at once, as at the end of a run
 */
export function useStepped<T>(value: T, stepMs: number, live: boolean): T {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(0);
  useEffect(() => {
    if (!live) return undefined;
    const wait = Math.max(0, shownAt.current + stepMs - Date.now());
    const timer = setTimeout(() => {
      shownAt.current = Date.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, stepMs, live]);
  return live ? shown : value;
}
