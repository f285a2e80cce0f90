import { setImmediate } from 'node:timers/promises';
import type { GrowingSurvey, Survey } from './reject-survey.ts';

/** How long an answer may go on counting before it tells what it has. */
export interface Patience {
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
}

export const patient: Patience = { ms: Number.POSITIVE_INFINITY };

/** How long rows are searched in one go. */
const SLICE_MS = 6;

/** Grows a survey until it has what is wanted, or patience ends; by one block at least. */
export async function until(
  survey: GrowingSurvey,
  isEnough: (now: Survey) => boolean,
  { ms, signal }: Patience,
): Promise<void> {
  const endMs = performance.now() + ms;
  while (!isEnough(survey.now())) {
    signal?.throwIfAborted();
    survey.more(Math.min(SLICE_MS, ms));
    await setImmediate();
    if (performance.now() >= endMs) return;
  }
}
