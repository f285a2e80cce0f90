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
  const values = columns.map(({ name, cast }) => quoteIdentifier(name) + (cast === null ? '' : `::${cast}`));
  return await copySelect(session, `select ${values.join(', ')} from ${rowsOf({ schema, table, partitionBy })}`, take);
}

/** How a statement names the rows of a table: those of partitions belong to it, those of tables that inherit from it do not. */
export const rowsOf = ({ schema, table, partitionBy }: CopiedTable): string =>
  `${partitionBy === null ? 'only ' : ''}${qualify(schema, table)}`;

async function copySelect(session: Session, select: string, take: TakeRows): Promise<number> {
  await setExactTexts(session);
  return await session.copyRows(`copy (${select}) to stdout (format binary)`, take);
}

/** Counts and digests the rows of a table as they are now, in these columns; within a transaction. */
export async function digestTable(
  session: Session,
  table: CopiedTable,
  columns: readonly Pick<BackupColumn, 'name' | 'cast'>[],
): Promise<{ readonly rows: number; readonly digest: string }> {
  const digest = new RowDigest();
  const rows = await copyTable(session, table, columns, addTo(digest));
  return { rows, digest: digest.hex() };
}

/** Counts and digests what a query finds; within a transaction. */
export async function digestSelect(
  session: Session,
  select: string,
): Promise<{ readonly rows: number; readonly digest: string }> {
  const digest = new RowDigest();
  const rows = await copySelect(session, select, addTo(digest));
  return { rows, digest: digest.hex() };
}

const addTo =
  (digest: RowDigest): TakeRows =>
  (bytes, bounds, count) => {
    digest.addAll(bytes, bounds, count);
    return null;
  };
