import type { Dictionary } from '#shared/rule.ts';
import { countChanges } from './count-changes.ts';

interface Step {
  /** As it was before. */
  readonly before: Dictionary;
  /** Whether it was typed in a field: letters of one word are one step. */
  readonly typed: boolean;
}

/** A dictionary that is being changed, with the way to where it was. */
export interface DraftHistory {
  readonly now: Dictionary;
  /** Oldest first. */
  readonly past: readonly Step[];
  /** What was taken back, the next to come again last. */
  readonly future: readonly Dictionary[];
}

export const beginHistory = (dictionary: Dictionary): DraftHistory => ({ now: dictionary, past: [], future: [] });

/** The same after a change: a step of its own, or, where a field is typed in, part of the step before. */
export function addStep({ now, past }: DraftHistory, next: Dictionary, typed: boolean): DraftHistory {
  const last = past.at(-1);
  const goesOn = typed && last?.typed === true && countChanges(last.before, next) <= 1;
  return { now: next, past: goesOn ? past : [...past, { before: now, typed }], future: [] };
}

/** One step back; null: there is none. */
export function undoStep({ now, past, future }: DraftHistory): DraftHistory | null {
  const last = past.at(-1);
  return last === undefined ? null : { now: last.before, past: past.slice(0, -1), future: [...future, now] };
}

/** What was taken back last, again; null: nothing was. */
export function redoStep({ now, past, future }: DraftHistory): DraftHistory | null {
  const next = future.at(-1);
  return next === undefined
    ? null
    : { now: next, past: [...past, { before: now, typed: false }], future: future.slice(0, -1) };
}
