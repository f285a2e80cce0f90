import type { Session } from '#backend/copy/session.ts';
import { demandFolder } from './durable-file.ts';
import type { RestorePlan } from './restore-plan.ts';
import { writeBackup, type WrittenBackup } from './write-backup.ts';

/**
 * Backs up the rows of a table that are about to go, within the transaction that has it locked: what is in the file is what goes.
 * Faults: backup.folder, backup.unwritable; the server's refusals come as they are.
 */
export async function safetyBackup(
  session: Session,
  { known: { definition } }: RestorePlan,
  folder: string,
  onProgress: () => void,
): Promise<WrittenBackup> {
  await demandFolder(folder);
  const { rows } = await session.query<{ now: string; encoding: string }>(
    `select (extract(epoch from clock_timestamp()) * 1000)::int8 as now, current_setting('server_encoding') as encoding`,
  );
  const takenAt = new Date(Number(rows[0]?.now));
  const plan = { folder, codec: 'deflate' as const, takenAt, encoding: rows[0]?.encoding ?? '' };
  return await writeBackup(session, definition, plan, onProgress);
}
