import { fault } from '#shared/fault.ts';
import type { Table } from '#shared/column.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';

/**
 * Deletes all rows of a table within the transaction, for the mode replace. DELETE and not TRUNCATE: others go on reading the
 * old rows until COMMIT, and nobody ever sees an empty table.
 * Faults: target.cascades where rows of other tables would change with it. Rejects with the server's refusal where rows of
 * others refer to it.
 */
export async function emptyTarget(session: Session, table: Table): Promise<void> {
  const name = qualify(table.schema, table.table);
  const { rows: children } = await session.query<{ schema: string; table: string; readable: string }>(childrenSql, [
    table.oid,
  ]);
  for (const child of children) {
    const childName = qualify(child.schema, child.table);
    const isEmpty =
      child.readable === 't' && (await session.query(`select 1 from ${childName} limit 1`)).rows.length === 0;
    if (isEmpty) continue;
    throw fault('target.cascades', {
      table: `${table.schema}.${table.table}`,
      child: `${child.schema}.${child.table}`,
    });
  }
  await session.query(`delete from ${name}`);
}

/** Other tables whose rows are deleted or changed with those that they refer to. */
const childrenSql = `
  select distinct n.nspname as schema, c.relname as table, has_table_privilege(c.oid, 'select') as readable
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.confrelid = $1 and k.conrelid <> k.confrelid and k.contype = 'f' and k.confdeltype in ('c', 'n', 'd')`;
