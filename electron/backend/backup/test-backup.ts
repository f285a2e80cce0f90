import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AvroCodec } from '#shared/backup.ts';
import { isFault } from '#shared/fault.ts';
import type { RestoreOptions } from '#shared/restore.ts';
import { Session } from '#backend/copy/session.ts';
import { withSchema, type TestSchema } from '#backend/postgres/test-postgres.ts';
import { backupTables } from './backup-tables.ts';
import { openBackup, type OpenBackup } from './open-backup.ts';
import type { RestoreEntry } from './restore-member.ts';
import { type RestoreOutcome, restoreTables } from './restore-tables.ts';
import type { WrittenBackup } from './write-backup.ts';

/** A schema, a folder for backups, and a session as a backup has it. */
export interface BackupScene extends TestSchema {
  readonly session: Session;
  readonly folder: string;
  readonly backUpAll: (tables: readonly string[], codec?: AvroCodec) => Promise<WrittenBackup[]>;
}

export async function withBackups<T>(run: (scene: BackupScene) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-backup-'));
  try {
    return await withSchema(async (scene) => {
      const session = await Session.open(scene.login, () => {});
      const backUpAll: BackupScene['backUpAll'] = async (names, codec = 'deflate') => {
        const tables = names.map((table) => ({ schema: scene.schema, table }));
        const written: WrittenBackup[] = [];
        for await (const one of backupTables(session, { tables, folder, codec })) written.push(one);
        return written;
      };
      try {
        return await run({ ...scene, session, folder, backUpAll });
      } finally {
        await session.close();
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function withOpenBackup<T>(path: string, run: (backup: OpenBackup) => Promise<T>): Promise<T> {
  const backup = await openBackup(path);
  try {
    return await run(backup);
  } finally {
    await backup.close();
  }
}

/** A backup that is to be restored, and the table that it goes to; without one, that which it was made of. */
export interface TestRestore {
  readonly path: string;
  readonly table?: string;
  readonly schema?: string;
}

/** Restores backups in one transaction, without backups of what goes unless the options name a folder. */
export async function restore(
  { login }: Pick<BackupScene, 'login'>,
  items: readonly TestRestore[],
  options: Partial<RestoreOptions> = {},
  { signal, noteSql = () => {} }: { readonly signal?: AbortSignal; readonly noteSql?: (sql: string) => void } = {},
): Promise<RestoreOutcome[]> {
  const backups: OpenBackup[] = [];
  try {
    const entries: RestoreEntry[] = [];
    for (const { path, table, schema } of items) {
      const backup = await openBackup(path);
      backups.push(backup);
      const { table: made } = backup.manifest;
      const target = { schema: schema ?? made.schema, table: table ?? made.table };
      entries.push({ backup, target, run: { noteCommit: () => {}, noteSql }, progress: () => {} });
    }
    return await restoreTables(
      { login, entries, options: { mode: 'replace', triggers: 'off', safetyFolder: null, ...options } },
      { signal },
    );
  } finally {
    for (const backup of backups) await backup.close();
  }
}

/** Code and sentence of the fault that ends some work; '' where it ends well. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '';
  } catch (error) {
    return isFault(error) ? `${error.fault.code}: ${error.fault.sentence}` : String(error);
  }
}

/** Restores a backup, and rejects with the fault where it fails. */
export async function restoreOne(
  scene: Pick<BackupScene, 'login'>,
  item: TestRestore,
  options: Partial<RestoreOptions> = {},
): Promise<RestoreOutcome> {
  const [outcome] = await restore(scene, [item], options);
  if (outcome === undefined) throw new Error('A restore has no outcome.');
  if (outcome.fault !== null) throw outcome.fault;
  return outcome;
}
