import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AvroCodec } from '#shared/backup.ts';
import { Session } from '#backend/copy/session.ts';
import { copyInSql } from '#backend/copy/copy-in.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { withSchema, type TestSchema } from '#backend/postgres/test-postgres.ts';
import { backupTables } from './backup-tables.ts';
import { openBackup, type OpenBackup } from './open-backup.ts';
import { readBackup } from './read-backup.ts';
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

/** Puts a backup into a table that has the same columns and no rows, by way of a temporary one with the types of its tuples. */
export async function putBack({ session, schema }: BackupScene, path: string, table: string): Promise<void> {
  await withOpenBackup(path, async (backup) => {
    const target = { schema, table };
    const columns = backup.columns.filter(({ generated }) => !generated);
    const names = columns.map(({ name }) => quoteIdentifier(name));
    const stage = columns.map(({ cast, type }, index) => `${names[index]} ${cast ?? type}`);
    await session.query(`create temp table stage (${stage.join(', ')})`);
    await session.query('begin');
    // What is put into a temporary table is named without its schema.
    const sql = copyInSql(
      { ...target, schema: 'pg_temp', table: 'stage' },
      columns.map(({ name }) => name),
    );
    const copy = session.copyIn(columns.length === 0 ? 'copy pg_temp.stage from stdin (format binary)' : sql);
    for await (const tuples of readBackup(backup, { columns: columns.map(({ name }) => name) }))
      await copy.write(tuples);
    await copy.finish();
    const values = columns.map(({ cast, type }, index) => `${names[index]}${cast === null ? '' : `::${type}`}`);
    await session.query(
      `insert into ${quoteIdentifier(schema)}.${quoteIdentifier(table)} ${names.length === 0 ? '' : `(${names.join(', ')})`}
       overriding system value select ${values.join(', ')} from pg_temp.stage`,
    );
    await session.commit();
    await session.query('drop table pg_temp.stage');
  });
}
