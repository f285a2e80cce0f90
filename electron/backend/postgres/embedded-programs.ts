import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fault } from '#shared/fault.ts';
import type { EmbeddedBinaries, Runner } from './embedded-binaries.ts';

/**
 * The programs where the user that Postgres runs as can reach them. Root may have installed the app in a folder that only
 * root may enter, such as its home; Postgres asks by access(2) whether it may run itself, and that looks at the real user
 * alone, whatever rights were handed over. Then a copy, which nobody but us can change, is made once in the system's
 * temporary folder.
 * Faults: embedded.startFailed where someone else has laid something in its place.
 */
export async function programsFor({ owner }: Runner, binaries: EmbeddedBinaries): Promise<EmbeddedBinaries> {
  if (owner === null || owner === process.getuid?.() || canAllRun(binaries.postgres)) return binaries;
  const copy = await copyOf(dirname(dirname(binaries.postgres)), statSync(binaries.postgres).mtimeMs);
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

/** Whether everyone may run a program, and enter all folders above it. */
function canAllRun(path: string): boolean {
  const above = dirname(path);
  return (statSync(path).mode & 0o001) !== 0 && (above === path || canAllRun(above));
}

/** @param native folder with bin, lib and share; its copy is known by its path and its time */
async function copyOf(native: string, mtimeMs: number): Promise<string> {
  const hash = createHash('sha256').update(`${native}\0${mtimeMs}`).digest('hex').slice(0, 16);
  const place = join(tmpdir(), `sluice-postgres-${hash}`);
  const isMissing = (): boolean => lstatSync(place, { throwIfNoEntry: false }) === undefined;
  if (isMissing()) {
    const fresh = `${place}.${randomUUID().slice(0, 8)}`;
    try {
      await mkdir(fresh, { mode: 0o700 });
      await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
      await openToAll(fresh);
      await rename(fresh, place);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      // Another process may have been faster; its copy is as good.
      if (isMissing()) throw error;
    }
  }
  const found = lstatSync(place);
  // Everyone may write to the temporary folder: programs that someone else has laid there are not to be run.
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw fault('embedded.startFailed', { reason: `${place} belongs to someone else` });
  }
  return place;
}

/** Lets everyone read and run what its owner may, whatever the umask was. */
async function openToAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isSymbolicLink())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of [...paths, folder]) {
    const own = (await stat(path)).mode & 0o500;
    await chmod(path, 0o200 | own | (own >> 3) | (own >> 6));
  }
}
