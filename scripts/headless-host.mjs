import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exitCodeOf } from './project-node.mjs';

/** How long a host may take to end by itself before it is ended. */
const END_WITHIN_MS = 10_000;

/**
 * @typedef {object} HeadlessHost
 * @property {Promise<string>} ready the address of the app, with its token; rejects when the host ends before that
 * @property {Promise<number>} ended exit code, when it ends for whatever reason
 * @property {() => Promise<number>} end ends it in order, resolves to its exit code
 */

/**
 * Starts the built backend without Electron, serving the app on a loopback port. It ends by itself when this process
 * does, since its stdin closes then.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to run it with
 * @param {{ readonly port?: number | undefined }} [options] port: a free one when absent
 * @returns {HeadlessHost}
 */
export function startHeadlessHost(root, node, { port } = {}) {
  const args = [join(root, 'out', 'main', 'server.js'), ...(port === undefined ? [] : ['--port', String(port)])];
  // stdin stays open as long as this process lives; stdout carries the address; stderr is the host's own voice.
  const child = spawn(node, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = exitCodeOf(child);
  const ready = /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
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
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    try {
      return await ended;
    } finally {
      clearTimeout(timer);
    }
  };
  return { ready, ended, end };
}

/**
 * Reads the address from a line that the host prints when it is ready: `{"url": "http://127.0.0.1:PORT/?token=…"}`.
 *
 * @param {string} line
 * @returns {string | null} null for any other line
 */
export function addressIn(line) {
  try {
    const parsed = /** @type {unknown} */ (JSON.parse(line));
    if (typeof parsed !== 'object' || parsed === null || !('url' in parsed)) return null;
    return typeof parsed.url === 'string' ? parsed.url : null;
  } catch {
    return null;
  }
}
