import { lstat } from 'node:fs/promises';
import { chooseExpired } from '#backend/backup/choose-expired.ts';
import { openBackup } from '#backend/backup/open-backup.ts';
import type { KnownBackup } from '#backend/history/backup-store.ts';
import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import type { Expiry, Retention } from '#shared/schedule.ts';
import { deleteBackup } from './delete-backup.ts';
import type { Rooms } from './rooms.ts';

/** A file that is there, with what a retention asks of it. */
interface Candidate extends KnownBackup {
  readonly isVerified: boolean;
}

/** What a retention would do to the backups that a schedule has made, a table each; those whose file is gone do not count. */
export async function expiryOf(
  { history }: Pick<Rooms, 'history'>,
  scheduleId: string,
  retention: Retention,
  now: Date,
): Promise<Expiry[]> {
  const byTable = new Map<string, Candidate[]>();
  for (const backup of history.backups.ofSchedule(scheduleId)) {
    const stats = await lstat(backup.path).catch(() => null);
    if (stats === null || !stats.isFile()) continue;
    const isVerified = backup.verified !== null && backup.fault === null && stats.size === backup.bytes;
    const key = JSON.stringify([backup.connectionId, backup.table.schema, backup.table.table]);
    byTable.set(key, [...(byTable.get(key) ?? []), { ...backup, isVerified }]);
  }
  return [...byTable.values()].flatMap((backups) => {
    const [first] = backups;
    if (first === undefined) return [];
    const expired = chooseExpired(backups, retention, now);
    return {
      table: first.table,
      kept: backups.length - expired.length,
      expired: expired.map(({ path, name, takenAt, bytes, isVerified: verified }) => ({
        path,
        name,
        takenAt,
        bytes,
        verified,
      })),
    };
  });
}

export interface Pruned {
  readonly deleted: number;
  /** The first that could not be deleted; the others are gone all the same. */
  readonly failure: FaultError | null;
}

/** Deletes what the retention of a schedule does not keep; a run in the history tells each. Faults: history.unwritable. */
export async function prune(
  rooms: Rooms,
  { id, retention }: { readonly id: string; readonly retention: Retention },
  { now, door }: { readonly now: Date; readonly door: Run['door'] },
): Promise<Pruned> {
  let deleted = 0;
  let failure: FaultError | null = null;
  for (const { expired } of await expiryOf(rooms, id, retention, now)) {
    for (const { path } of expired) {
      try {
        await demandUnchanged(rooms, path);
        await deleteBackup(rooms, path, door);
        deleted += 1;
      } catch (error) {
        if (!isFault(error) || error.fault.code.startsWith('history.')) throw error;
        failure ??= error;
      }
    }
  }
  return { deleted, failure };
}

/** Faults: backup.changed where another file than the backup stands there now. */
async function demandUnchanged({ history }: Rooms, path: string): Promise<void> {
  const known = history.backups.find(path);
  try {
    const stats = await lstat(path);
    const backup = await openBackup(path);
    await backup.close();
    if (stats.isFile() && backup.manifest.file.sha256 === known?.sha256) return;
  } catch (error) {
    if (!isFault(error)) throw error;
  }
  throw fault('backup.changed', { name: known?.name ?? path });
}
