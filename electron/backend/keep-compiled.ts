import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps what this process imports from now on as V8 compiled it, for the next start. Where the folder cannot be written,
 * everything is compiled as ever. NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE have their usual meaning; see
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(): void {
  const folder = cacheFolder();
  if (folder !== null) enableCompileCache(join(folder, 'compiled'));
}

/**
 * The platform's place for what may be deleted at any time; null for a user who has no home. It is this user's own:
 * who can write there can make this process run what he likes.
 */
function cacheFolder(): string | null {
  const { env, platform } = process;
  try {
    if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Sluice');
    if (platform === 'win32')
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Sluice', 'Cache');
    return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sluice');
  } catch {
    return null;
  }
}
