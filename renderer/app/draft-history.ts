interface Step<Draft> {
  /** As it was before. */
  readonly before: Draft;
  /** Whether it was typed in a field: letters of one word are one step. */
  readonly typed: boolean;
}

/** Something that is being changed, a dictionary or a table to be, with the way to where it was. */
export interface DraftHistory<Draft> {
  readonly now: Draft;
  /** Oldest first. */
  readonly past: readonly Step<Draft>[];
  /** What was taken back, the next to come again last. */
  readonly future: readonly Draft[];
}

export const beginHistory = <Draft>(draft: Draft): DraftHistory<Draft> => ({ now: draft, past: [], future: [] });

/**
 * The same after a change: a step of its own, or, where a field is typed in, part of the step before.
 * @param countChanges how many things differ between two drafts
 */
export function addStep<Draft>(
  { now, past }: DraftHistory<Draft>,
  next: Draft,
  { typed, countChanges }: { readonly typed: boolean; readonly countChanges: (before: Draft, next: Draft) => number },
): DraftHistory<Draft> {
  const last = past.at(-1);
  const goesOn = typed && last?.typed === true && countChanges(last.before, next) <= 1;
  return { now: next, past: goesOn ? past : [...past, { before: now, typed }], future: [] };
}

/** One step back; null: there is none. */
export function undoStep<Draft>({ now, past, future }: DraftHistory<Draft>): DraftHistory<Draft> | null {
  const last = past.at(-1);
  return last === undefined ? null : { now: last.before, past: past.slice(0, -1), future: [...future, now] };
}

/** What was taken back last, again; null: nothing was. */
export function redoStep<Draft>({ now, past, future }: DraftHistory<Draft>): DraftHistory<Draft> | null {
  const next = future.at(-1);
  return next === undefined
    ? null
    : { now: next, past: [...past, { before: now, typed: false }], future: future.slice(0, -1) };
}

/** Whether a text field has the focus, so that a change comes of a letter. */
export const isTyping = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement ||
  (document.activeElement instanceof HTMLInputElement && document.activeElement.type === 'text');
