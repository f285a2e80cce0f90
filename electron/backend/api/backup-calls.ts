import { implement } from '@orpc/server';
import { backups as contract } from '#shared/contract/backups.ts';
import { backupFolder, chooseBackupFolder } from './backup-folder.ts';
import { startBackup } from './backup-job.ts';
import { deleteBackup } from './delete-backup.ts';
import { listBackups, openKnown } from './list-backups.ts';
import type { Rooms } from './rooms.ts';
import { startVerify } from './verify-job.ts';

/** Handlers of the calls of the area `backups`. */
export function backupCalls(rooms: Rooms) {
  const os = implement(contract);
  return {
    list: os.list.handler(({ input }) => listBackups(rooms, input)),
    open: os.open.handler(({ input }) => openKnown(rooms, input.path)),
    start: os.start.handler(({ input, signal }) => startBackup(rooms, input, { signal })),
    verify: os.verify.handler(async ({ input }) => ({ jobId: await startVerify(rooms, input) })),
    remove: os.remove.handler(async ({ input }) => {
      await deleteBackup(rooms, input.path, rooms.door === 'cli' ? 'cli' : 'backup');
      return {};
    }),
    folder: os.folder.handler(() => backupFolder(rooms)),
    chooseFolder: os.chooseFolder.handler(({ input }) => chooseBackupFolder(rooms, input.folder)),
  };
}
