import { rm } from 'node:fs/promises';
import type { Session } from '#backend/copy/session.ts';
import { manifestPath } from './backup-names.ts';
import { demandFolder } from './durable-file.ts';
import { openBackup } from './open-backup.ts';
import type { RestorePlan } from './restore-plan.ts';
import { verifyBackup } from './verify-backup.ts';
import { writeBackup, type WrittenBackup } from './write-backup.ts';

/**
 * Backs up the rows of a table that are about to go, within the transaction that has it locked, and reads the file back: what is in it is what
 * goes.
 * Faults: backup.folder, backup.unwritable, backup.damaged; the server's refusals come as they are. Nothing is left of the file then.
 */
export async function safetyBackup(
  session: Session,
  { known: { definition } }: RestorePlan,
  folder: string,
  { signal, onProgress }: { readonly signal: AbortSignal | undefined; readonly onProgress: () => void },
): Promise<WrittenBackup> {
  await demandFolder(folder);
  const { rows } = await session.query<{ now: string; encoding: string }>(
    `select (extract(epoch from clock_timestamp()) * 1000)::int8 as now, current_setting('server_encoding') as encoding`,
  );
  const takenAt = new Date(Number(rows[0]?.now));
  const plan = { folder, codec: 'deflate' as const, takenAt, encoding: rows[0]?.encoding ?? '' };
  const written = await writeBackup(session, definition, plan, onProgress);
  try {
    const backup = await openBackup(written.path);
    try {
      await verifyBackup(backup, { ...(signal === undefined ? {} : { signal }), onBytes: onProgress });
    } finally {
      await backup.close();
    }
    return written;
  } catch (error) {
    for (const path of [written.path, manifestPath(written.path)]) await rm(path, { force: true }).catch(() => {});
    throw error;
  }
}
