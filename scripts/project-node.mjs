import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { passOnSignals } from './pass-on-signals.mjs';
import { whenOrphaned } from './when-orphaned.mjs';

// The app needs Node 22.12; the lock brings Node 24 along on Linux. A plain `node` may be older than both.

/**
 * Whether a Node can run the app: 22.12 or newer.
 *
 * @param {string} [version] as in process.versions.node
 * @returns {boolean}
 */
export function isRecentNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/**
 * The Node to run the app with: this one when it is recent, else the one that the lock installed.
 *
 * @param {string} root folder of the project
 * @returns {string | null} absolute path; null when there is none
 */
export function findProjectNode(root) {
  if (isRecentNode()) return process.execPath;
  const installed = join(root, 'node_modules', '.bin', 'node');
  return existsSync(installed) ? installed : null;
}

/** What to say where neither this Node nor the lock's will do. */
export const NO_NODE_SENTENCE =
  `Sluice needs Node 22.12 or newer on this system, and this is Node ${process.versions.node}: ` +
  'install a newer Node, then run the same command again.';

/**
 * Runs a command in the place of this process, and waits: same streams, signals passed on, ended when npm is gone.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code; 128 + signal number when a signal ended it, as a shell tells it
 */
export async function runInPlace(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const stopPassing = passOnSignals(child);
  const stopWatching = whenOrphaned(() => child.kill('SIGTERM'));
  try {
    return await exitCodeOf(child);
  } finally {
    stopWatching();
    stopPassing();
  }
}

const SIGNAL_NUMBERS = /** @type {Record<string, number>} */ ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 });

/**
 * Waits for a child's end.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} its exit code; 128 + signal number when a signal ended it; rejects when it cannot start
 */
export function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + ((signal === null ? undefined : SIGNAL_NUMBERS[signal]) ?? 0));
    });
  });
}
