import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf } from './project-node.mjs';

/**
 * The arguments that make a browser of the Chromium family show one page as an app: a window of its own, a profile of
 * its own, nothing asked and nothing fetched.
 *
 * @param {{ readonly url: string, readonly profile: string, readonly asRoot: boolean }} window profile: path of an
 *   empty folder
 * @returns {string[]}
 */
function windowArguments({ url, profile, asRoot }) {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--window-size=1280,800',
    // Chromium refuses to run as root with its sandbox on; --test-type hides the bar that warns of that.
    ...(asRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
}

/**
 * Shows a page in a window of its own, and waits until it is closed.
 *
 * @param {string} browser path of the browser
 * @param {string} url
 * @param {{ readonly signal: AbortSignal }} options aborting closes the window
 * @returns {Promise<number>} exit code of the browser, 0 when the window was closed; rejects when it cannot start
 */
export async function showWindow(browser, url, { signal }) {
  const profile = await mkdtemp(join(tmpdir(), 'sluice-window-'));
  const args = windowArguments({ url, profile, asRoot: process.getuid?.() === 0 });
  // What a browser writes (dbus, GPU, sandbox) is not meant for the person who started Sluice.
  const child = spawn(browser, args, { stdio: 'ignore' });
  const close = () => child.kill('SIGTERM');
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await exitCodeOf(child);
  } finally {
    signal.removeEventListener('abort', close);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
