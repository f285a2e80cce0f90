import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { demandFolder } from '#backend/backup/durable-file.ts';
import type { BackupFolder } from '#shared/contract/backups.ts';
import { fault } from '#shared/fault.ts';
import type { Rooms } from './rooms.ts';

/** The folder for backups: the one that a person chose, else one in the data folder. */
export function backupFolder({ history, info, allowPaths }: Rooms): BackupFolder {
  const chosen = history.settings.get().backupFolder;
  return { folder: chosen ?? join(info.dataFolder, 'backups'), chosen: chosen !== null, canChoose: allowPaths };
}

/**
 * Chooses the folder for backups; null: the one in the data folder.
 * Faults: source.refused where the host takes no paths, backup.folder.
 */
export async function chooseBackupFolder(rooms: Rooms, folder: string | null): Promise<BackupFolder> {
  if (!rooms.allowPaths) throw fault('source.refused');
  if (folder !== null) {
    if (!isAbsolute(folder))
      throw fault('backup.folder', { name: folder, reason: 'its path does not begin at the root' });
    await demandFolder(folder);
  }
  rooms.history.settings.change({ backupFolder: folder });
  for (const topic of ['settings', 'backups'] as const) rooms.changes.emit(topic);
  return backupFolder(rooms);
}

/**
 * The folder that a backup goes to: the one asked for, else that for backups, which is made where it is the one in the data folder.
 * Faults: source.refused where the host takes no paths and another is asked for, backup.folder.
 */
export async function folderFor(rooms: Rooms, asked: string | null): Promise<string> {
  const { folder, chosen } = backupFolder(rooms);
  if (asked !== null && resolve(asked) !== folder) {
    if (!rooms.allowPaths) throw fault('source.refused');
    await demandFolder(asked);
    return resolve(asked);
  }
  if (!chosen) await mkdir(folder, { recursive: true, mode: 0o700 });
  await demandFolder(folder);
  return folder;
}

/**
 * Refuses the path of a backup where the host takes no paths, unless it lies in the folder for backups or was made here.
 * Faults: source.refused.
 */
export function demandBackupPath(rooms: Rooms, path: string): void {
  if (rooms.allowPaths || rooms.history.backups.find(path) !== null) return;
  const isInside = resolve(path) === path && dirname(path) === backupFolder(rooms).folder;
  if (!isInside) throw fault('source.refused');
}
