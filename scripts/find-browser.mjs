import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Browsers that know `--app=URL`, in the order of preference. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS_PATHS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
];

/**
 * @typedef {Readonly<Record<string, string | undefined>>} Environment
 */

/**
 * Every place where a browser of the Chromium family may be, in the order of preference. SLUICE_BROWSER comes first.
 *
 * @param {Environment} env
 * @param {NodeJS.Platform} platform
 * @returns {string[]}
 */
export function browserCandidates(env, platform) {
  const asked = env['SLUICE_BROWSER'];
  const first = asked === undefined || asked === '' ? [] : [asked];
  if (platform === 'darwin') {
    const folders = ['/Applications', join(env['HOME'] ?? '/', 'Applications')];
    const inside = MAC_APPS.flatMap((name) => folders.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`));
    return [...first, ...inside];
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    const roots = folders.filter((folder) => folder !== undefined);
    return [...first, ...WINDOWS_PATHS.flatMap((parts) => roots.map((folder) => join(folder, ...parts)))];
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...first, ...COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))];
}

/**
 * @param {Environment} env
 * @param {NodeJS.Platform} [platform]
 * @returns {string | null} path of a browser that can show the app in a window of its own
 */
export function findBrowser(env, platform = process.platform) {
  return browserCandidates(env, platform).find(isExecutable) ?? null;
}

/**
 * Whether a window can be shown at all.
 *
 * @param {Environment} env
 * @param {NodeJS.Platform} [platform]
 * @returns {boolean}
 */
export function hasDisplay(env, platform = process.platform) {
  if (platform === 'darwin' || platform === 'win32') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
