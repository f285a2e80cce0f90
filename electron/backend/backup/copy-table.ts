import type { BackupColumn } from '#shared/backup.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import type { TakeRows } from '#backend/copy/copy-out.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { RowDigest } from './row-digest.ts';

/** Of a table, what it takes to read all of its rows. */
export type CopiedTable = Pick<TableDefinition, 'schema' | 'table' | 'partitionBy'>;

/**
 * Settings under which texts that values are cast to, and cast back from, mean the same everywhere; until the end of the transaction.
 * Row security is off: where it would hide rows from us, the server refuses.
 */
async function setExactTexts(session: Session): Promise<void> {
  await session.query(`
    select set_config('search_path', '', true), set_config('xmloption', 'content', true), set_config('row_security', 'off', true)`);
}

/**
 * Hands on all rows of a table, those of partitions too, each column as its backup has it; within a transaction. Returns how many rows the server
 * counted.
 */
export async function copyTable(
  session: Session,
  { schema, table, partitionBy }: CopiedTable,
  columns: readonly Pick<BackupColumn, 'name' | 'cast'>[],
  take: TakeRows,
): Promise<number> {
  await setExactTexts(session);
  const values = columns.map(({ name, cast }) => quoteIdentifier(name) + (cast === null ? '' : `::${cast}`));
  const from = `${partitionBy === null ? 'only ' : ''}${qualify(schema, table)}`;
  return await session.copyRows(`copy (select ${values.join(', ')} from ${from}) to stdout (format binary)`, take);
}

/** Counts and digests the rows of a table as they are now, in these columns; within a transaction. */
export async function digestTable(
  session: Session,
  table: CopiedTable,
  columns: readonly Pick<BackupColumn, 'name' | 'cast'>[],
): Promise<{ readonly rows: number; readonly digest: string }> {
  const digest = new RowDigest();
  const rows = await copyTable(session, table, columns, (bytes, bounds, count) => {
    digest.addAll(bytes, bounds, count);
    return null;
  });
  return { rows, digest: digest.hex() };
}
