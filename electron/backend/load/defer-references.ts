import type { Table } from '#shared/column.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';

/** A foreign key between tables whose rows are tried part by part. */
interface InnerReference {
  readonly name: string;
  /** Quoted, as SQL names them. */
  readonly table: string;
  readonly schema: string;
}

/** How long another session may keep the definition of a table from being changed. */
const LOCK_WAIT = '2s';

/**
 * Has the foreign keys between these tables, and of each to itself, wait for the end of the transaction, so that a part of their rows
 * can be tried without the rest. To be rolled back to a savepoint by the caller: until then nobody else writes to the tables.
 * @returns the names of those that could not be made to wait: the tables are another's, or in use
 */
export async function deferReferences(session: Session, tables: readonly Table[]): Promise<ReadonlySet<string>> {
  const oids = tables.map(({ oid }) => oid);
  const { rows } = await session.query<{ [Name in keyof InnerReference]: string }>(innerSql, [oids]);
  if (rows.length === 0) return new Set();
  await session.query('savepoint sluice_deferred');
  try {
    await session.query(`set local lock_timeout = '${LOCK_WAIT}'`);
    for (const { name, table, schema } of rows) {
      const constraint = quoteIdentifier(name);
      await session.query(`alter table ${table} alter constraint ${constraint} deferrable initially deferred`);
      await session.query(`set constraints ${schema}.${constraint} deferred`);
    }
    await session.query('set local lock_timeout to default');
    return new Set();
  } catch (error) {
    if (sqlStateOf(error) === null) throw error;
    await session.query('rollback to savepoint sluice_deferred');
    return new Set(rows.map(({ name }) => name));
  }
}

const innerSql = `
  select k.conname as name, format('%I.%I', n.nspname, c.relname) as table, quote_ident(kn.nspname) as schema
  from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace join pg_namespace kn on kn.oid = k.connamespace
  where k.contype = 'f' and k.conparentid = 0 and k.conrelid = any ($1::oid[]) and k.confrelid = any ($1::oid[])
  order by k.oid`;
