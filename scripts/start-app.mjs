import { chooseHost } from './choose-host.mjs';
import { findBrowser, hasDisplay } from './find-browser.mjs';
import { findElectron } from './find-electron.mjs';
import { installElectron } from './install-electron.mjs';
import { runInPlace } from './project-node.mjs';
import { runHeadless } from './run-headless.mjs';
import { untilStopped } from './until-stopped.mjs';

/**
 * Shows the built app where this machine can show it, and waits for its end.
 *
 * @param {string} root folder of the project
 * @param {string} node path of the Node to run the backend with
 * @param {import('./start-arguments.mjs').StartArguments} options
 * @param {(sentence: string) => void} say
 * @returns {Promise<number>} exit code: 0 when the window was closed or a signal asked for the end
 */
export async function startApp(root, node, options, say) {
  const choice = chooseHost({
    browserAsked: options.browser,
    electron: options.browser ? null : await findOrInstallElectron(root, node, say),
    browser: findBrowser(process.env),
    display: hasDisplay(process.env),
  });
  if (choice.host === 'electron') return runElectron(choice.electron, root);
  const browser = choice.host === 'window' ? choice.browser : null;
  return untilStopped((signal) => runHeadless({ root, node, port: options.port, browser, say }, { signal }));
}

/**
 * @param {string} root
 * @param {string} node
 * @param {(sentence: string) => void} say
 * @returns {Promise<string | null>}
 */
async function findOrInstallElectron(root, node, say) {
  const electron = findElectron(root, process.env);
  if (electron !== null) return electron;
  const installation = await untilStopped((signal) => installElectron(root, node, { signal }));
  if (installation.outcome === 'failed') {
    say(`The Electron binary could not be fetched (${installation.reason}), so Sluice runs in a browser instead.`);
  }
  return installation.outcome === 'installed' ? findElectron(root, process.env) : null;
}

/**
 * @param {string} electron
 * @param {string} root
 */
function runElectron(electron, root) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  // Electron refuses to run as root with Chromium's sandbox on.
  const args = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox', root] : [root];
  return runInPlace(electron, args, env);
}
