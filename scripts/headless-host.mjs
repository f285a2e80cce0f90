import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exitCodeOf } from './project-node.mjs';

/**
 * @typedef {import('node:stream').Readable} Readable
 * @typedef {import('node:stream').Writable} Writable
 */

/** How long a host may take to end by itself before it is ended. */
const END_WITHIN_MS = 10_000;

/**
 * @typedef {object} HeadlessHost
 * @property {Promise<string>} ready the address of the app, with its token; rejects when the host ends before that
 * @property {Promise<number>} ended exit code, when it ends for whatever reason
 * @property {() => Promise<number>} end ends it in order, resolves to its exit code
 * @property {() => void} kill ends it at once, as a crash would
 *
 * @typedef {object} HeadlessHostOptions
 * @property {number} [port] a free one when absent
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [log] file descriptor that gets what the host says; stderr of this process when absent
 */

/**
 * Starts the built backend without Electron, serving the app on a loopback port. It ends by itself when this process
 * does, since its stdin closes then.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to run it with
 * @param {HeadlessHostOptions} [options]
 * @returns {HeadlessHost}
 */
export function startHeadlessHost(root, node, { port, env = process.env, log = 2 } = {}) {
  const args = [join(root, 'out', 'main', 'server.js'), ...(port === undefined ? [] : ['--port', String(port)])];
  // stdin stays open as long as this process lives; stdout carries the address; stderr is the host's own voice.
  const child = spawn(node, args, { cwd: root, env, stdio: ['pipe', 'pipe', log] });
  const { stdin, stdout } = /** @type {import('node:child_process').ChildProcessByStdio<Writable, Readable, null>} */ (
    child
  );
  const ended = exitCodeOf(child);
  const ready = /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      createInterface({ input: stdout }).on('line', (line) => {
        const url = addressIn(line);
        if (url !== null) resolve(url);
      });
      const giveUp = (/** @type {number | Error} */ why) => {
        reject(
          new Error(
            `The backend ended before it was ready (${why instanceof Error ? why.message : `exit code ${why}`}).`,
          ),
        );
      };
      ended.then(giveUp, giveUp);
    })
  );
  const end = async () => {
    stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    try {
      return await ended;
    } finally {
      clearTimeout(timer);
    }
  };
  return { ready, ended, end, kill: () => void child.kill('SIGKILL') };
}

/**
 * Reads the address from a line that the host prints when it is ready: `{"url": "http://127.0.0.1:PORT/?token=…"}`.
 *
 * @param {string} line
 * @returns {string | null} null for any other line
 */
function addressIn(line) {
  try {
    const parsed = /** @type {unknown} */ (JSON.parse(line));
    if (typeof parsed !== 'object' || parsed === null || !('url' in parsed)) return null;
    return typeof parsed.url === 'string' ? parsed.url : null;
  } catch {
    return null;
  }
}
