import { createRouterClient } from '@orpc/server';
import { exitCodeOf, fault, isFault, type Fault } from '#shared/fault.ts';
import type { Expiry } from '#shared/schedule.ts';
import { showBytes } from '#shared/units.ts';
import { tell } from './backup-report.ts';
import { faultLines } from './load-report.ts';
import { openBackend } from './open-backend.ts';
import type { PruneCommandRequest } from './schedule-options.ts';

type Expired = Expiry['expired'][number];

/**
 * `sluice prune`: deletes the backups that the retention of their schedule does not keep, or says which they are.
 * @returns exit code: 0 done, 1 where one could not be deleted; what is wrong use is thrown
 */
export async function runPruneCommand(
  { schedule: wanted, dryRun, json }: PruneCommandRequest,
  dataFolder: string,
): Promise<number> {
  const backend = openBackend(dataFolder);
  try {
    const call = createRouterClient(backend.router);
    const { schedules } = await call.schedules.list();
    const chosen = schedules.filter(({ name }) => wanted === null || name === wanted);
    if (wanted !== null && chosen.length === 0)
      throw fault('usage.invalid', { what: `There is no schedule ${wanted}; sluice schedules lists them.` });
    const expired: Expired[] = [];
    let deleted = 0;
    let failure: Fault | null = null;
    for (const { id, name, retention } of chosen) {
      const { tables } = await call.schedules.expiry({ id, retention });
      for (const one of tables.flatMap((table) => table.expired)) {
        expired.push(one);
        tell(`${dryRun ? 'Would go' : 'Goes'}: ${one.path}, ${showBytes(one.bytes)}, of ${one.takenAt} (${name})`);
      }
      if (dryRun) continue;
      try {
        deleted += (await call.schedules.prune({ id })).deleted;
      } catch (error) {
        if (!isFault(error)) throw error;
        failure ??= error.fault;
      }
    }
    if (failure !== null) tell(faultLines(failure).join('\n'));
    else if (!dryRun) tell(`${deleted} deleted.`);
    if (json) {
      const files = expired.map(({ path, bytes, takenAt }) => ({ path, bytes, takenAt }));
      const of = failure === null ? {} : { fault: failure };
      process.stdout.write(`${JSON.stringify({ expired: files, deleted, ...of })}\n`);
    }
    return failure === null ? 0 : exitCodeOf(failure.code);
  } finally {
    await backend.close();
  }
}
