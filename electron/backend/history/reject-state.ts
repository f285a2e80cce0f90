import type { RejectState } from '#shared/reject.ts';

/** How the state of a row is kept. */
export const OPEN = 0;
export const FIXED = 1;
export const ASIDE = 2;
export const LOADED = 3;
/** A replay has it: fixed, and neither to be changed nor sent a second time until the end of that replay is known. */
export const SENT = 4;

const names: readonly RejectState[] = ['open', 'fixed', 'aside', 'loaded', 'fixed'];

/** The state as a person sees it. */
export const stateName = (state: number): RejectState => names[state] ?? 'open';

/** How rows in this state are kept. */
export const statesOf = (name: RejectState): number[] =>
  names.flatMap((other, state) => (other === name ? [state] : []));
