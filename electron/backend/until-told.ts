import { fstatSync } from 'node:fs';

/** After this long a process that was told to end ends, whatever is still open. */
const DEADLINE_MS = 10_000;

/** Whether standard input is held open by who started us; a terminal, a file or /dev/null says nothing about them. */
function isHeld(): boolean {
  try {
    const input = fstatSync(process.stdin.fd);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

/** A terminal signals the whole group, and a launcher passes the signal on: one key may arrive twice. */
const SAME_KEY_MS = 1_000;

/**
 * A signal that aborts when this process is to end: by SIGINT, SIGTERM or SIGHUP; with `stdin`, also when who started it,
 * holding its standard input open, is gone. A second signal, or 10 s, ends it at once.
 * @param stdin false for what a person or a timer starts: their pipes may be at their end from the beginning
 */
export function untilTold({ stdin = process.env['SLUICE_EXIT_WITH_STDIN'] === '1' } = {}): AbortSignal {
  const told = new AbortController();
  let toldAt = 0;
  const tell = (): void => {
    if (told.signal.aborted) {
      if (Date.now() - toldAt > SAME_KEY_MS) process.exit(1);
      return;
    }
    toldAt = Date.now();
    told.abort();
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, tell);
  if (stdin && isHeld()) {
    process.stdin.on('end', tell).on('error', tell).resume();
  }
  return told.signal;
}
