import { showWindow } from './app-window.mjs';
import { startHeadlessHost } from './headless-host.mjs';
import { whenAborted } from './until-stopped.mjs';

/**
 * @typedef {object} HeadlessRun
 * @property {string} root folder of the project
 * @property {string} node path of the Node to run the backend with
 * @property {number | undefined} port a free one when undefined
 * @property {string | null} browser path of the browser to show a window with; null prints the address instead
 * @property {(sentence: string) => void} say
 */

/**
 * Runs the backend without Electron, and a browser window for it, until the window is closed, the signal is aborted or
 * the backend ends by itself. Nothing is left behind.
 *
 * @param {HeadlessRun} run
 * @param {{ readonly signal: AbortSignal }} options
 * @returns {Promise<number>} exit code: 0 but where the backend ended by itself; rejects when it never was ready
 */
export async function runHeadless({ root, node, port, browser, say }, { signal }) {
  const host = startHeadlessHost(root, node, port === undefined ? {} : { port });
  const stopped = whenAborted(signal);
  const url = await Promise.race([host.ready, stopped]);
  if (url === null) return await settle(host.end());
  const closing = new AbortController();
  const window =
    browser === null
      ? printAddress(url)
      : openWindow(browser, url, say, { signal: AbortSignal.any([signal, closing.signal]) });
  const exitCode = await Promise.race([host.ended, stopped, window]);
  closing.abort();
  if (browser !== null) await window;
  if (exitCode === null) return await settle(host.end());
  say(`The backend ended by itself, with exit code ${exitCode}.`);
  return exitCode === 0 ? 1 : exitCode;
}

/**
 * How the backend ends once it was asked to is its own affair.
 *
 * @param {Promise<number>} ended
 */
async function settle(ended) {
  await ended.catch(() => null);
  return 0;
}

/**
 * @param {string} url
 * @returns {Promise<null>} never resolves: there is no window to be closed
 */
function printAddress(url) {
  console.log(`Sluice runs at ${url} (Ctrl+C ends it).`);
  return new Promise(() => {});
}

/**
 * @param {string} browser
 * @param {string} url
 * @param {(sentence: string) => void} say
 * @param {{ readonly signal: AbortSignal }} options
 * @returns {Promise<null>} resolves when the window was closed; where the browser fails, the address is printed instead
 */
async function openWindow(browser, url, say, { signal }) {
  const exitCode = await showWindow(browser, url, { signal }).catch(() => null);
  if (exitCode === 0 || signal.aborted) return null;
  say(`${browser} could not show a window${exitCode === null ? '' : ` (exit code ${exitCode})`}.`);
  return Promise.race([printAddress(url), whenAborted(signal)]);
}
