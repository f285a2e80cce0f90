import { setTimeout as delay } from 'node:timers/promises';

/** Whether a promise settles, either way, within this time. */
export async function settles(promise: Promise<unknown>, waitMs: number): Promise<boolean> {
  const stop = new AbortController();
  const late = delay(waitMs, false, { signal: stop.signal }).catch(() => false);
  const answer = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
  }
}
