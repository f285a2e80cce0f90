import { useClient } from '../client/client-provider.tsx';
import type { ChosenFile } from '../client/chosen-file.ts';

/** Backups of one name that are looked at. */
const LOOKED_AT_MAX = 50;

/** Whether it may be a backup by its name: then it is worth asking. */
export const mayBeBackup = ([file, ...others]: readonly ChosenFile[]): boolean =>
  file !== undefined && others.length === 0 && file.name.toLowerCase().endsWith('.avro');

/**
 * Tells the path of a backup of ours from a file that was dropped or chosen: one with a manifest beside it, or, where a browser does not tell
 * paths, one that is known by its name and length. Null: it is none, or the backend does not answer.
 */
export function useBackupFinder(): (file: ChosenFile) => Promise<string | null> {
  const client = useClient();
  return async ({ name, bytes, path }) => {
    try {
      if (path !== null) return (await client.backups.open({ path })).path;
      const { backups } = await client.backups.list({ query: name, limit: LOOKED_AT_MAX });
      return backups.find((one) => one.name === name && one.bytes === bytes && !one.missing)?.path ?? null;
    } catch {
      // What cannot be opened as a backup is told where it is imported.
      return null;
    }
  };
}
