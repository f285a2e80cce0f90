import type { RunState } from '#shared/run.ts';

/** How a run ended, as the list is narrowed down to it. */
export type EndChoice = 'any' | 'loaded' | 'loadedWithRejects' | 'failed' | 'checked' | 'other';

/** What the list of runs is narrowed down to. */
export interface RunChoice {
  readonly query: string;
  readonly end: EndChoice;
  /** Null: any table. */
  readonly table: string | null;
}

export const anyRun: RunChoice = { query: '', end: 'any', table: null };

const states: Readonly<Record<EndChoice, readonly RunState[]>> = {
  any: [],
  loaded: ['loaded'],
  loadedWithRejects: ['loadedWithRejects'],
  failed: ['failed'],
  checked: ['checked'],
  other: ['running', 'cancelled', 'unknown'],
};

/** The states behind a choice; empty: all. */
export const statesOf = (end: EndChoice): RunState[] => [...states[end]];

/** Whether the list shows all there is. */
export const isAny = ({ query, end, table }: RunChoice): boolean =>
  query.trim() === '' && end === 'any' && table === null;
