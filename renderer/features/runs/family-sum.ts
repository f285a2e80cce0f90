import type { Ledger } from '#shared/load.ts';
import type { RunSummary } from '#shared/run.ts';

const went = ({ state }: RunSummary): boolean => state === 'loaded' || state === 'loadedWithRejects';

/**
 * The books of a whole family: of what the first run read, what went in by it and by all its replays, and what is still
 * rejected. A replay that was rolled back put nothing in.
 * @param family the run that the file was loaded by, then its replays
 */
export function familySum(family: readonly RunSummary[]): Ledger {
  const [first, ...replays] = family;
  const loaded = [...(first === undefined ? [] : [first]), ...replays].filter(went).map(({ ledger }) => ledger);
  const sum = (key: 'inserted' | 'updated' | 'skipped'): number => loaded.reduce((all, ledger) => all + ledger[key], 0);
  const [inserted, updated, skipped] = [sum('inserted'), sum('updated'), sum('skipped')];
  const read = first?.ledger.read ?? 0;
  return { read, inserted, updated, skipped, rejected: Math.max(0, read - inserted - updated - skipped), marks: [] };
}
