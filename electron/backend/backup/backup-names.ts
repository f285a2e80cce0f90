import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const AVRO = '.avro';
const MANIFEST = '.manifest.json';
/** So that names with all that stands behind fit into the 255 bytes of most file systems. */
const TABLE_BYTES_MAX = 160;

/** What no file system wants in a name. */
const unwanted = /[\p{Cc}/\\:*?"<>|]/gu;

/** `hired_employees_backup_2026-11-26T03-25-41`, in UTC. */
function stem(table: string, at: Date): string {
  let name = table.replace(unwanted, '_').replace(/^\./, '_');
  while (Buffer.byteLength(name) > TABLE_BYTES_MAX) name = name.slice(0, -1);
  return `${name}_backup_${at.toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

/** A name for a new backup that no file of the folder has: another table, or another schema, may have been backed up in that second. */
export async function freeBackupName(folder: string, table: string, at: Date): Promise<string> {
  const first = stem(table, at);
  for (let number = 1; ; number += 1) {
    const name = `${first}${number === 1 ? '' : `_${number}`}${AVRO}`;
    const taken = await Promise.all([isThere(join(folder, name)), isThere(join(folder, manifestName(name)))]);
    if (!taken.includes(true)) return name;
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The name of the manifest beside a file. */
export const manifestName = (name: string): string =>
  (name.endsWith(AVRO) ? name.slice(0, -AVRO.length) : name) + MANIFEST;

/** The path of the manifest beside a file. */
export const manifestPath = (path: string): string => join(dirname(path), manifestName(basename(path)));
