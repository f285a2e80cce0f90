import { useSyncExternalStore } from 'react';

function watchDensity(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-density'] });
  return () => observer.disconnect();
}

const isComfortable = (): boolean => document.documentElement.dataset['density'] === 'comfortable';

/** Height of a grid row in px, as `--row` has it: it must be known before a row is drawn. */
export const useRowHeight = (): number => (useSyncExternalStore(watchDensity, isComfortable) ? 34 : 28);
