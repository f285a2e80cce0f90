/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Passes the signals that this process gets on to a child, until the returned function is called.
 * Ctrl+C in a terminal reaches the child by itself: it is not sent twice, since a second one means "at once" to many.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void}
 */
export function passOnSignals(child) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    };
    process.on(signal, listener);
    return /** @type {const} */ ([signal, listener]);
  });
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
