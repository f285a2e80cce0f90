import { implement } from '@orpc/server';
import { compareWithTarget } from '#backend/backup/compare-with-target.ts';
import { openBackup } from '#backend/backup/open-backup.ts';
import { Session } from '#backend/copy/session.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import { restores as contract } from '#shared/contract/restores.ts';
import { backupFolder, demandBackupPath, folderFor } from './backup-folder.ts';
import { startRestore, targetOf } from './restore-job.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `restores`. */
export function restoreCalls(rooms: Rooms) {
  const os = implement(contract);
  return {
    compare: os.compare.handler(async ({ input: { connectionId, item, others }, signal }) => {
      demandBackupPath(rooms, item.path);
      const login = await rooms.logins.login(connectionId);
      const backup = await openBackup(item.path);
      try {
        const session = await Session.open(login, () => {}, { signal });
        try {
          const target = targetOf(item, backup.manifest.table, login.address.schema);
          return await compareWithTarget(backup, session, target, { others });
        } catch (error) {
          signal?.throwIfAborted();
          throw queryFault(error, login.address);
        } finally {
          await session.close();
        }
      } finally {
        await backup.close();
      }
    }),
    start: os.start.handler(async ({ input }) => {
      for (const { path } of input.items) demandBackupPath(rooms, path);
      const { safetyFolder } = input.options;
      const isUsual = safetyFolder === backupFolder(rooms).folder;
      if (safetyFolder !== null && (isUsual || !rooms.allowPaths)) await folderFor(rooms, safetyFolder);
      return { jobId: await startRestore(rooms, input) };
    }),
  };
}
