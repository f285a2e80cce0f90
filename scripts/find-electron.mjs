import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the Electron binary is, found by file: `require('electron')` would start to download it where it is absent,
 * with no limit of time. Follows index.js of electron 45, ELECTRON_OVERRIDE_DIST_PATH included.
 *
 * @param {string} root folder of the project
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {NodeJS.Platform} [platform]
 * @returns {string | null} absolute path; null when there is no binary
 */
export function findElectron(root, env, platform = process.platform) {
  const electron = join(root, 'node_modules', 'electron');
  const name = readIfThere(join(electron, 'path.txt'))?.trim();
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const path =
    folder !== undefined && folder !== ''
      ? join(folder, name ?? binaryName(platform))
      : name !== undefined && join(electron, 'dist', name);
  return path !== false && existsSync(path) ? path : null;
}

/** @param {NodeJS.Platform} platform */
function binaryName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
