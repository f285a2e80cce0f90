import { whenOrphaned } from './when-orphaned.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Does some work that stops when a signal asks this process to end, or when npm, which started it, is gone.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function untilStopped(work) {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const name of SIGNALS) process.on(name, stop);
  const stopWatching = whenOrphaned(stop);
  try {
    return await work(stopping.signal);
  } finally {
    stopWatching();
    for (const name of SIGNALS) process.off(name, stop);
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<null>} resolves when it is aborted
 */
export function whenAborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
