import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { type OpenBackup, openBackup } from '#backend/backup/open-backup.ts';
import { restoreTables } from '#backend/backup/restore-tables.ts';
import type { WrittenBackup } from '#backend/backup/write-backup.ts';
import type { NewRun } from '#backend/history/run-store.ts';
import type { TableName } from '#shared/column.ts';
import type { RestoreItem, RestoreStart } from '#shared/contract/restores.ts';
import { plainDialect } from '#shared/dialect.ts';
import { isFault } from '#shared/fault.ts';
import type { LoadOptions } from '#shared/load.ts';
import type { RestoreMode } from '#shared/restore.ts';
import { Part, waitingPart } from './import-job.ts';
import type { Rooms } from './rooms.ts';
import { noteRefusal, userName } from './run-notes.ts';
import { settleRuns } from './settle-runs.ts';

/** The mode of a load that does the same with rows that are there. */
const modes: Readonly<Record<RestoreMode, LoadOptions['mode']>> = { replace: 'replace', append: 'skip', new: 'insert' };

/**
 * Starts a restore of tables, all in one transaction, as a job, with a run in the history for each. Returns the job's id.
 * Faults: connection.unknown, postgres.passwordNeeded, embedded.*, history.unwritable, and those of openBackup.
 */
export async function startRestore(rooms: Rooms, { connectionId, items, options }: RestoreStart): Promise<string> {
  const login = await rooms.logins.login(connectionId);
  await settleRuns(rooms, connectionId);
  const loadOptions: LoadOptions = {
    mode: modes[options.mode],
    update: null,
    allOrNothing: true,
    maxRejects: null,
    ask: false,
    transaction: items.length > 1 ? 'batch' : 'each',
  };
  const backups: OpenBackup[] = [];
  const runs: NewRun[] = [];
  const close = async (): Promise<void> => {
    for (const backup of backups) await backup.close();
  };
  const batchId = randomUUID();
  try {
    for (const item of items) {
      const backup = await openNoted(rooms, connectionId, item, loadOptions);
      backups.push(backup);
      const { schema, table } = targetOf(item, backup.manifest.table, login.address.schema);
      runs.push({
        id: randomUUID(),
        batchId,
        kind: 'load',
        door: 'restore',
        connectionId,
        connectionName: rooms.logins.nameOf(connectionId),
        schema,
        table,
        sourceName: backup.name,
        sourcePath: backup.path,
        sourceBytes: backup.manifest.file.bytes,
        who: userName(),
        dialect: { ...plainDialect, format: 'avro' },
        options: loadOptions,
        fieldColumns: backup.columns.map(({ name }) => name),
        header: null,
        parentId: null,
        setup: null,
      });
    }
    for (const run of runs) rooms.history.runs.begin(run);
  } catch (error) {
    await close();
    throw error;
  }
  rooms.changes.emit('runs');

  return rooms.jobs.start('restore', connectionId, runs.map(waitingPart), async (report, signal) => {
    try {
      report.event('plan');
      const parts = runs.map((run, index) => new Part(rooms, run, index, report));
      const entries = backups.flatMap((backup, index) => {
        const [run, part] = [runs[index], parts[index]];
        if (run === undefined || part === undefined) return [];
        return [{ backup, target: { schema: run.schema, table: run.table }, ...part.watch() }];
      });
      const outcomes = await restoreTables({ login, entries, options }, { signal });
      for (const [index, { safety, ...outcome }] of outcomes.entries()) {
        const run = runs[index];
        if (run !== undefined && safety !== null) noteSafety(rooms, run, safety);
        entries[index]?.ended(outcome);
      }
      for (const topic of ['tables', 'backups'] as const) rooms.changes.emit(topic);
      signal.throwIfAborted();
      const failures = parts.flatMap(({ failure }) => failure ?? []);
      const failed = failures.find(({ fault }) => fault.code !== 'load.batchRolledBack') ?? failures[0];
      if (failed !== undefined) throw failed;
    } finally {
      await close();
    }
  });
}

/** What was made of the rows that went is a backup like any other, and was read back before they went. */
function noteSafety(
  { history }: Rooms,
  { connectionId, connectionName, id }: NewRun,
  { path, manifest }: WrittenBackup,
): void {
  const connection = { id: connectionId, name: connectionName };
  history.backups.note(path, manifest, { origin: 'restore', connection, runId: id, scheduleId: null });
  const { rows, digest } = manifest;
  const verified = { at: new Date().toISOString(), rows, digest, sha256: manifest.file.sha256 };
  history.backups.proved(path, { verified, fault: null });
}

/** Opens a backup; one that is refused is kept in the history as a run that failed. */
async function openNoted(
  rooms: Rooms,
  connectionId: string,
  { path, target }: RestoreItem,
  options: LoadOptions,
): Promise<OpenBackup> {
  try {
    return await openBackup(path);
  } catch (error) {
    if (isFault(error)) {
      const name = target ?? { schema: '', table: basename(path) };
      noteRefusal(rooms, { connectionId, path, target: name, options, fault: error.fault, door: 'restore' });
    }
    throw error;
  }
}

/** Where a backup goes: to the table that it was made of, if nobody says otherwise. */
export const targetOf = ({ target }: RestoreItem, made: TableName, schema: string): TableName =>
  target === null ? made : { schema: target.schema === '' ? schema : target.schema, table: target.table };
