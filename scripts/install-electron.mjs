import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// The `electron` package brings its binary by a download of its own. That is tried once, with patience only as long as
// something moves: on a network that takes connections and never answers, the download itself would wait for ever.

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 500;
const TRY_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * @typedef {{ readonly outcome: 'installed' }
 *   | { readonly outcome: 'failed', readonly reason: string }
 *   | { readonly outcome: 'failed before' }} Installation
 */

/**
 * Tries to fetch the Electron binary, unless that failed less than a day ago.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to run the download with
 * @param {{ readonly patienceMs?: number, readonly now?: number, readonly signal: AbortSignal }} options ms without
 *   any progress until it is given up; the time now, in ms since 1970
 * @returns {Promise<Installation>} rejects only when aborted
 */
export async function installElectron(root, node, { patienceMs = PATIENCE_MS, now = Date.now(), signal }) {
  const memory = join(root, 'node_modules', '.cache', 'sluice', 'electron-absent');
  if (now - (await readTime(memory)) < TRY_AGAIN_AFTER_MS) return { outcome: 'failed before' };
  const reason = await download(root, node, patienceMs, signal);
  if (reason === null) {
    await rm(memory, { force: true });
    return { outcome: 'installed' };
  }
  await mkdir(dirname(memory), { recursive: true });
  await writeFile(memory, String(now));
  return { outcome: 'failed', reason };
}

/**
 * @param {string} path
 * @returns {Promise<number>} ms since 1970; -Infinity when there is no such time
 */
async function readTime(path) {
  const text = await readFile(path, 'utf8').catch(() => '');
  const time = Number.parseInt(text, 10);
  return Number.isNaN(time) ? -Infinity : time;
}

/**
 * @param {string} root
 * @param {string} node
 * @param {number} patienceMs
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>} why it failed; null when it went well
 */
async function download(root, node, patienceMs, signal) {
  signal.throwIfAborted();
  const electron = join(root, 'node_modules', 'electron');
  // The download goes to a folder of its own, so that its growth can be watched and nothing of it stays behind.
  const folder = await mkdtemp(join(tmpdir(), 'sluice-electron-'));
  const child = spawn(node, [join(electron, 'install.js')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
  });
  let output = '';
  const take = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(null)).once('close', resolve);
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const measure = async () => output.length + (await sizeOf(folder)) + (await sizeOf(join(electron, 'dist')));
  const stalled = await watch(measure, ended, patienceMs);
  if (stalled) stop();
  const exitCode = await ended;
  signal.removeEventListener('abort', stop);
  await rm(folder, { recursive: true, force: true });
  signal.throwIfAborted();
  if (stalled) return `no progress for ${Math.round(patienceMs / 1000)} s`;
  return exitCode === 0 ? null : reasonIn(output);
}

/**
 * Watches a measure grow, until the work ends or the measure has stood still for too long.
 *
 * @param {() => Promise<number>} measure
 * @param {Promise<unknown>} ended
 * @param {number} patienceMs
 * @returns {Promise<boolean>} true when it stood still
 */
async function watch(measure, ended, patienceMs) {
  let last = -1;
  let movedAt = performance.now();
  let over = false;
  void ended.then(() => (over = true));
  for (;;) {
    await Promise.race([ended, sleep(Math.min(LOOK_EVERY_MS, patienceMs))]);
    if (over) return false;
    const size = await measure();
    if (size !== last) movedAt = performance.now();
    last = size;
    if (performance.now() - movedAt >= patienceMs) return true;
  }
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes of all files in it and below; 0 when it does not exist
 */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const stats = await stat(join(entry.parentPath, entry.name)).catch(() => null);
      return stats?.size ?? 0;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * @param {string} output of the download
 * @returns {string} its message, without the stack
 */
function reasonIn(output) {
  const line = output.split('\n').find((each) => /error/i.test(each)) ?? output.trim().split('\n').at(-1) ?? '';
  return line.replace(/^\w*Error:\s*/, '').trim() || 'the download said nothing';
}
