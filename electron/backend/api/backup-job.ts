import { randomUUID } from 'node:crypto';
import { backupTables, type TablesBackup } from '#backend/backup/backup-tables.ts';
import { chooseTables } from '#backend/backup/choose-tables.ts';
import { Session } from '#backend/copy/session.ts';
import type { JobReport } from '#backend/job/jobs.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import type { LeftOut } from '#shared/backup.ts';
import type { Login } from '#shared/connection.ts';
import type { BackupChoice, BackupStart } from '#shared/contract/backups.ts';
import { fault, type FaultError, isFault } from '#shared/fault.ts';
import type { Run } from '#shared/run.ts';
import { folderFor } from './backup-folder.ts';
import { BackupPart } from './backup-part.ts';
import { readBack } from './read-back.ts';
import type { Rooms } from './rooms.ts';
import { backupRun } from './run-notes.ts';

/** Who starts a backup. */
export interface BackupStarter {
  readonly door: Run['door'];
  readonly scheduleId: string | null;
}

/**
 * Starts the backup of tables as a job, with a run in the history for each: all as one snapshot sees them, each file read back at once where that is wanted.
 * A table that fails ends it; the files of those before stay, and are read back.
 * Faults: connection.unknown, postgres.*, embedded.*, source.refused, backup.folder, backup.noTable, backup.nothing, history.unwritable.
 */
export async function startBackup(
  rooms: Rooms,
  { connectionId, tables: choice, folder: asked, codec, readBack: isReadBack }: BackupStart,
  { signal, starter }: { readonly signal?: AbortSignal | undefined; readonly starter?: BackupStarter } = {},
): Promise<{ readonly jobId: string; readonly leftOut: LeftOut[] }> {
  const door = starter?.door ?? (rooms.door === 'cli' ? 'cli' : 'backup');
  const login = await rooms.logins.login(connectionId);
  // Whoever saved a schedule was asked then whether its folder may be used.
  const isKept = asked !== null && starter?.scheduleId != null;
  const folder = await folderFor(isKept ? { ...rooms, allowPaths: true } : rooms, asked);
  const wanted = withSchema(choice, login.address.schema);
  const { tables, leftOut } = await withClient(login, (client) => chooseTables(client, wanted), { signal });
  const where = { connectionId, connectionName: rooms.logins.nameOf(connectionId), door };
  const batchId = randomUUID();
  const parts = tables.map((table) => {
    const run = { ...backupRun(where, table), id: randomUUID(), batchId, kind: 'backup' as const };
    const scheduleId = starter?.scheduleId ?? null;
    return new BackupPart(
      rooms,
      { ...run, sourceName: table.table, sourcePath: null, sourceBytes: 0 },
      table,
      scheduleId,
    );
  });
  for (const { run } of parts) rooms.history.runs.begin(run);
  rooms.changes.emit('runs');

  const shown = parts.map((part) => part.shown);
  const jobId = rooms.jobs.start('backup', connectionId, shown, async (report, stop) => {
    report.event('plan');
    for (const [index, part] of parts.entries()) part.show = (it) => report.part(index, it);
    const failure = await copyAll(rooms, { login, backup: { tables, folder, codec }, parts }, report, stop);
    for (const part of parts) {
      if (part.path === null) continue;
      if (isReadBack) await proveOne(rooms, part, stop);
      else part.endUnread('As was asked, it was not read back: the file is there, and not verified.');
    }
    for (const topic of ['backups', 'tables'] as const) rooms.changes.emit(topic);
    stop.throwIfAborted();
    const failed = failure ?? parts.find((part) => part.failure !== null)?.failure ?? null;
    if (failed !== null) throw failed;
  });
  return { jobId, leftOut: [...leftOut] };
}

/** A choice in which the connection's own schema has its name. */
function withSchema(choice: BackupChoice, own: string): BackupChoice {
  const named = <T extends { readonly schema: string | null }>(one: T): T =>
    one.schema === '' ? { ...one, schema: own } : one;
  return Array.isArray(choice) ? choice.map(named) : named(choice);
}

interface Work {
  readonly login: Login;
  readonly backup: TablesBackup;
  readonly parts: readonly BackupPart[];
}

/** Copies the tables out, and ends the runs of those that were not; resolves with what ended it early. */
async function copyAll(
  { log }: Rooms,
  { login, backup, parts }: Work,
  report: JobReport,
  signal: AbortSignal,
): Promise<FaultError | null> {
  // Before the first is known, what goes wrong is about them all.
  let current: BackupPart | undefined;
  let session: Session | undefined;
  try {
    session = await Session.open(login, (sql) => current?.noteSql(sql), { signal });
    const onTable = (index: number): void => void (current = parts[index]);
    const onProgress = (rows: number, bytes: number): void => {
      report.event('run');
      current?.copied(rows, bytes);
    };
    for await (const written of backupTables(session, backup, { onTable, onProgress })) current?.written(written);
    return null;
  } catch (error) {
    const open = parts.filter(({ path }) => path === null);
    if (signal.aborted) {
      for (const part of open) part.end('cancelled', fault('backup.cancelled'));
      return null;
    }
    const known = queryFault(error, login.address);
    const failure = isFault(known) ? known : fault('internal', {}, { cause: error });
    if (failure !== error) log.error('A backup failed.', error, { code: failure.fault.code });
    for (const part of open) {
      const isIt = current === undefined || part === current;
      part.end(
        'failed',
        isIt ? failure : fault('backup.notReached', { table: part.title, other: current?.title ?? '' }),
      );
    }
    return failure;
  } finally {
    await session?.close();
  }
}

/** Reads back what was written, unless the job was cancelled before: the file is whole all the same, and stays. */
async function proveOne(rooms: Rooms, part: BackupPart, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    await readBack(rooms, part.path ?? '', { signal, onBytes: (bytes) => part.readingBack(bytes) });
    part.end('loaded');
  } catch (error) {
    if (signal.aborted) part.endUnread('Cancelled before it was read back: the file is there, and not verified.');
    else part.end('failed', isFault(error) ? error : fault('internal', {}, { cause: error }));
  }
}
