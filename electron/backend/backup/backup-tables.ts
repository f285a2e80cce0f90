import type { AvroCodec } from '#shared/backup.ts';
import type { TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import { describeTable } from './describe-table.ts';
import { demandFolder } from './durable-file.ts';
import { type BackupProgress, writeBackup, type WrittenBackup } from './write-backup.ts';

export interface TablesBackup {
  readonly tables: readonly TableName[];
  readonly folder: string;
  readonly codec: AvroCodec;
}

/** What hears how far the backup is. */
export interface BackupWatch {
  /** This table is worked on now: whatever goes wrong is about it. */
  readonly onTable?: (index: number) => void;
  /** Of that table: rows taken from the server, bytes in the file. */
  readonly onProgress?: BackupProgress;
}

/**
 * Backs up tables as one snapshot sees them, one after the other, and yields each when it and its manifest are on the disk. A table that fails
 * ends the backup; those that were yielded stay.
 * Faults: backup.folder, backup.noTable, backup.unwritable; the server's refusals come as they are.
 */
export async function* backupTables(
  session: Session,
  { tables, folder, codec }: TablesBackup,
  { onTable = () => {}, onProgress = () => {} }: BackupWatch = {},
): AsyncGenerator<WrittenBackup> {
  await demandFolder(folder);
  await session.query('begin isolation level repeatable read, read only');
  try {
    // The snapshot is taken behind the locks: no table can change its columns between the two.
    for (const [index, { schema, table }] of tables.entries()) {
      onTable(index);
      await session.query(`lock table ${qualify(schema, table)} in access share mode`);
    }
    const { rows } = await session.query<{ now: string; encoding: string }>(
      `select (extract(epoch from clock_timestamp()) * 1000)::int8 as now, current_setting('server_encoding') as encoding`,
    );
    const takenAt = new Date(Number(rows[0]?.now));
    const definitions: TableDefinition[] = [];
    for (const [index, name] of tables.entries()) {
      onTable(index);
      definitions.push(await describe(session, name));
    }
    const plan = { folder, codec, takenAt, encoding: rows[0]?.encoding ?? '' };
    for (const [index, definition] of definitions.entries()) {
      onTable(index);
      yield await writeBackup(session, definition, plan, onProgress);
    }
  } finally {
    await session.rollback();
  }
}

async function describe(session: Session, name: TableName): Promise<TableDefinition> {
  const definition = await describeTable(session, name);
  if (definition === null)
    throw fault('backup.noTable', { table: `${name.schema}.${name.table}`, reason: 'it is a view or the like' });
  return definition;
}
