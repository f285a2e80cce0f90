import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The data folder: `home`, else SLUICE_HOME, else the platform's place for it (XDG Base Directory Specification on Linux).
 * The same for every host, so that window and command line show the same history.
 */
export function dataFolder(
  home: string | null,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = home ?? env['SLUICE_HOME'] ?? '';
  if (named !== '') return resolve(named);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sluice');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Sluice');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'sluice');
}
