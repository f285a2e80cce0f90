import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { manifestPath } from '#backend/backup/backup-names.ts';
import { reasonOf, syncFolder } from '#backend/backup/durable-file.ts';
import { fault } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import type { Rooms } from './rooms.ts';
import { backupRun } from './run-notes.ts';

/**
 * Deletes the file of a backup that is known, and its manifest; a run says so. Where the file is gone already, the backup is known no longer.
 * Faults: backup.unknown, backup.undeletable, history.unwritable.
 */
export async function deleteBackup(rooms: Rooms, path: string, door: Run['door']): Promise<void> {
  const { history, changes } = rooms;
  const known = history.backups.find(path);
  if (known === null) throw fault('backup.unknown', { name: path });
  const connectionId = known.connectionId ?? '';
  const id = randomUUID();
  history.runs.begin({
    ...backupRun({ connectionId, connectionName: known.connectionName ?? '', door }, known.table),
    id,
    batchId: id,
    kind: 'deletion',
    sourceName: known.name,
    sourcePath: path,
    sourceBytes: known.bytes,
  });
  const end = { finishedAt: new Date().toISOString(), sha256: known.sha256 };
  try {
    // The manifest last: a file without one is no backup.
    for (const one of [path, manifestPath(path)]) await rm(one, { force: true });
    await syncFolder(dirname(path)).catch(() => {});
  } catch (error) {
    const refused = fault('backup.undeletable', { name: known.name, reason: reasonOf(error) }, { cause: error });
    history.runs.change(id, { ...end, state: 'failed', fault: refused.fault });
    changes.emit('runs');
    throw refused;
  }
  history.backups.deleted(path);
  history.runs.change(id, { ...end, state: 'loaded' });
  for (const topic of ['backups', 'runs'] as const) changes.emit(topic);
}
