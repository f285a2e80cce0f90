import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { findBackups } from '#backend/backup/find-backups.ts';
import { openBackup } from '#backend/backup/open-backup.ts';
import { found, type KnownBackup } from '#backend/history/backup-store.ts';
import type { BackupEntry } from '#shared/backup.ts';
import type { BackupFilter } from '#shared/contract/backups.ts';
import { fault } from '#shared/fault.ts';
import { backupFolder, demandBackupPath } from './backup-folder.ts';
import type { Rooms } from './rooms.ts';

/** Backups that fit the filter, after a look at what has come to the folder since. A look that takes long goes on, and tells when it found more. */
export async function listBackups(
  rooms: Rooms,
  filter: BackupFilter,
): Promise<{ readonly folder: string; readonly total: number; readonly backups: BackupEntry[] }> {
  const { folder } = backupFolder(rooms);
  await Promise.race([lookThrough(rooms, folder), delay(rooms.answerMs, null, { ref: false })]);
  const { total, backups } = rooms.history.backups.list(filter);
  return { folder, total, backups: await Promise.all(backups.map(asItIs)) };
}

/** One look at a time. */
const looks = new WeakMap<Rooms, Promise<void>>();

function lookThrough(rooms: Rooms, folder: string): Promise<void> {
  const known = looks.get(rooms);
  if (known !== undefined) return known;
  const look = noteFound(rooms, folder)
    .catch((error: unknown) => rooms.log.error('The folder for backups could not be looked through.', error))
    .finally(() => looks.delete(rooms));
  looks.set(rooms, look);
  return look;
}

async function noteFound({ history, changes, answerMs }: Rooms, folder: string): Promise<void> {
  const startMs = performance.now();
  let isLate = false;
  for await (const { path, manifest } of findBackups(folder, (paths) => history.backups.knownOf(paths))) {
    history.backups.note(path, manifest, found);
    isLate = performance.now() - startMs > answerMs;
  }
  if (isLate) changes.emit('backups');
}

/**
 * What the backup of a path is, which is known from then on.
 * Faults: source.refused, and those of openBackup.
 */
export async function openKnown(rooms: Rooms, path: string): Promise<BackupEntry> {
  demandBackupPath(rooms, path);
  const backup = await openBackup(path);
  await backup.close();
  const known = rooms.history.backups.note(path, backup.manifest, found);
  rooms.changes.emit('backups');
  return await asItIs(known);
}

/** A backup with what a look at its file tells. */
async function asItIs(known: KnownBackup): Promise<BackupEntry> {
  const stats = await stat(known.path).catch(() => null);
  if (stats === null || stats.size === known.bytes) return { ...known, missing: stats === null };
  const reason = `it has ${stats.size} bytes, and its manifest says ${known.bytes}`;
  const damaged = fault('backup.damaged', { name: known.name, reason }).fault;
  return { ...known, missing: false, verified: null, fault: damaged };
}
