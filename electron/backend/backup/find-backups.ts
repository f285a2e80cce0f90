import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '#shared/backup.ts';
import { openBackup } from './open-backup.ts';

/** A backup that lies in a folder. */
export interface FoundBackup {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * The backups of a folder, without those that are known and files that are none; those in folders within it are not looked for. A folder that is
 * not there, or cannot be read, has none.
 */
export async function* findBackups(
  folder: string,
  knownOf: (paths: readonly string[]) => ReadonlySet<string>,
): AsyncGenerator<FoundBackup> {
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith('.avro') && !name.startsWith('.'))
    .map((name) => join(folder, name));
  const known = knownOf(paths);
  for (const path of paths) {
    if (known.has(path)) continue;
    const manifest = await manifestOf(path);
    if (manifest !== null) yield { path, manifest };
  }
}

/** Null where the file is no backup, or its manifest no longer fits it. */
async function manifestOf(path: string): Promise<Manifest | null> {
  try {
    const backup = await openBackup(path);
    await backup.close();
    return backup.manifest;
  } catch {
    return null;
  }
}
