const LOOK_EVERY_MS = 500;

/**
 * Calls back once when npm, having started this process, is gone: npm ended by a signal leaves its children behind.
 * A process that npm did not start is never an orphan, whatever becomes of the shell behind it.
 *
 * @param {() => void} orphaned
 * @returns {() => void} ends the watch
 */
export function whenOrphaned(orphaned) {
  const parent = process.ppid;
  if (process.platform === 'win32' || process.env['npm_lifecycle_event'] === undefined) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
