import { implement } from '@orpc/server';
import { compareWithTarget } from '#backend/backup/compare-with-target.ts';
import { openBackup } from '#backend/backup/open-backup.ts';
import { Session } from '#backend/copy/session.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import { restores as contract } from '#shared/contract/restores.ts';
import { fault } from '#shared/fault.ts';
import { startRestore, targetOf } from './restore-job.ts';
import type { Rooms } from './rooms.ts';

/** Handlers of the calls of the area `restores`. */
export function restoreCalls(rooms: Rooms) {
  const os = implement(contract);
  return {
    compare: os.compare.handler(async ({ input: { connectionId, item, others }, signal }) => {
      if (!rooms.allowPaths) throw fault('source.refused');
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
      if (!rooms.allowPaths) throw fault('source.refused');
      return { jobId: await startRestore(rooms, input) };
    }),
  };
}
