import { rm } from 'node:fs/promises';
import type { Login } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import type { RestoreOptions } from '#shared/restore.ts';
import { Session } from '#backend/copy/session.ts';
import type { RunOutcome } from '#backend/load/run-log.ts';
import type { RunRecord } from '#backend/load/run-record.ts';
import { commitRuns } from '#backend/load/transaction.ts';
import { manifestPath } from './backup-names.ts';
import { proveFile } from './open-backup.ts';
import { putAllBack } from './put-all-back.ts';
import { type RestoreEntry, RestoreMember } from './restore-member.ts';
import type { WrittenBackup } from './write-backup.ts';

export interface RestoreRequest {
  readonly login: Login;
  readonly entries: readonly RestoreEntry[];
  readonly options: RestoreOptions;
}

/** How a restore ended. */
export interface RestoreOutcome extends RunOutcome {
  /** What was made of the rows that went; null: there were none, or it is not wanted, or nothing went. */
  readonly safety: WrittenBackup | null;
}

/**
 * Restores tables from their backups in one transaction: all of them as the backups have them, or none is touched.
 *
 * The whole of each file is proved by its SHA-256 before a table is locked; blocks, count and digest while it is read; and what then
 * stands in the table is held against that before COMMIT.
 *
 * Resolves with the outcomes in the order of the entries and never rejects: whatever goes wrong is their `fault`. Only where the
 * answer to COMMIT was lost, and the server cannot be asked, are they `unknown`. The caller closes the backups.
 */
export async function restoreTables(
  { login, entries, options }: RestoreRequest,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RestoreOutcome[]> {
  const members = entries.map((entry) => new RestoreMember(entry));
  // Who hears of a statement, and is to blame for what goes wrong: one of them, or all.
  let concerned: readonly RestoreMember[] = members;
  let session: Session | undefined;
  try {
    for (const member of members) {
      concerned = [member];
      await member.during('read', () => proveFile(member.backup, signal, (bytes) => member.reportProved(bytes)));
    }
    concerned = members;
    const note = (sql: string): void => concerned.forEach(({ record, entry }) => record.noteSql(entry.run, sql));
    session = await Session.open(login, note, { signal });
    await session.query('begin');
    await session.query(`set local lock_timeout = '4s'`);
    await putAllBack(session, members, options, { signal, concern: (some) => void (concerned = some) });
    concerned = members;
    const [first, ...more] = members.map(({ record, entry, ledger }) => ({ record, ledger: ledger(), run: entry.run }));
    if (first === undefined) return [];
    const ended = await commitRuns(session, [first, ...more], { signal });
    return ended.map((outcome, index) => ({ ...outcome, safety: members[index]?.safety ?? null }));
  } catch (error) {
    await session?.rollback();
    for (const member of members) await discard(member);
    return members.map(({ record }) => ({ ...failureOf(record, error, concerned, { login, signal }), safety: null }));
  } finally {
    await session?.rollback();
    await session?.close();
  }
}

/** The rows did not go: what was made of them is not needed. */
async function discard({ safety }: RestoreMember): Promise<void> {
  if (safety === null) return;
  // The manifest last: a file without one is no backup.
  for (const path of [safety.path, manifestPath(safety.path)]) await rm(path, { force: true }).catch(() => {});
}

/** How a restore ends when its transaction is rolled back: for its own reason, or for that of another. */
function failureOf(
  record: RunRecord,
  error: unknown,
  blamed: readonly RestoreMember[],
  { login, signal }: { readonly login: Login; readonly signal: AbortSignal | undefined },
): RunOutcome {
  const [first] = blamed;
  if (signal?.aborted || first === undefined || blamed.some((member) => member.record === record))
    return record.fail(error, login, signal);
  return record.fail(fault('load.batchRolledBack', { name: first.backup.name }), login, signal);
}
