import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** How a command ended: its exit code, its standard output, and what it said on standard error. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly words: string;
}

/** Runs the command as a person would, unbuilt, over the data folder `home`. An abort of the signal is Ctrl+C. */
export function runCommand(home: string, args: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'sluice.ts'), ...args],
      { env: { ...process.env, SLUICE_HOME: home } },
      (error, out, words) => done({ code: error === null ? 0 : Number(error.code), out, words }),
    );
    signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  });
}
