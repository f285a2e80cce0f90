import { fault } from '#shared/fault.ts';
import type { Table } from '#shared/column.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';

/** A table whose rows refer to those of another. */
interface Child {
  readonly oid: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: string;
  readonly changes: string;
  readonly readable: string;
}

/**
 * Sees that tables can be emptied together, for the mode replace: that no row of another table refers to theirs, to be
 * refused, deleted or changed with them. Where this role cannot look, the server is left to judge, unless rows would go
 * without a word.
 * Faults: target.cascades, target.referred.
 */
export async function demandEmptiable(session: Session, tables: readonly Table[]): Promise<void> {
  for (const { oid, schema, table } of tables) {
    const { rows: children } = await session.query<Child>(childrenSql, [oid]);
    for (const child of children) {
      if (tables.some((other) => other.oid === Number(child.oid))) continue;
      const names = { table: `${schema}.${table}`, child: `${child.schema}.${child.table}` };
      const cascades = child.changes === 't';
      if (child.readable === 't' ? await refers(session, child) : cascades) {
        throw fault(cascades ? 'target.cascades' : 'target.referred', names);
      }
    }
  }
}

async function refers(session: Session, { schema, table, columns }: Child): Promise<boolean> {
  const names = columns.split('\n').map(quoteIdentifier);
  const { rows } = await session.query(
    `select 1 from ${qualify(schema, table)} where ${names.map((name) => `${name} is not null`).join(' and ')} limit 1`,
  );
  return rows.length > 0;
}

/**
 * Deletes all rows of tables within the transaction, for the mode replace. DELETE and not TRUNCATE: others go on reading the
 * old rows until COMMIT, and nobody ever sees an empty table. In one statement, at the end of which the server looks for rows
 * that refer to what is gone: so tables that refer to each other can be emptied.
 * Faults: those of demandEmptiable. Rejects with the server's refusal.
 * @returns rows that went, one number a table
 */
export async function emptyTables(session: Session, tables: readonly Table[]): Promise<readonly number[]> {
  await demandEmptiable(session, tables);
  const [only] = tables;
  if (only === undefined) return [];
  if (tables.length === 1) return [(await session.query(`delete from ${qualify(only.schema, only.table)}`)).count];
  const parts = tables.map(
    ({ schema, table }, index) => `gone${index} as (delete from ${qualify(schema, table)} returning 1)`,
  );
  const counts = tables.map((_, index) => `(select count(*) from gone${index}) as n${index}`);
  const { rows } = await session.query<Record<string, string>>(`with ${parts.join(', ')} select ${counts.join(', ')}`);
  return tables.map((_, index) => Number(rows[0]?.[`n${index}`]));
}

/** Rows of a table now; null where this role may not count them. */
export async function countRows(session: Session, table: Table): Promise<number | null> {
  if (!table.rights.select || table.hasRowSecurity) return null;
  const { rows } = await session.query<{ rows: string }>(
    `select count(*) as rows from ${qualify(table.schema, table.table)}`,
  );
  return Number(rows[0]?.rows);
}

/** Other tables that refer to one; `changes`: their rows are deleted or changed with those that they refer to. */
const childrenSql = `
  select c.oid::text as oid, n.nspname as schema, c.relname as table, k.confdeltype in ('c', 'n', 'd') as changes,
    (select string_agg(a.attname, e'\\n' order by a.attnum) from pg_attribute a
     where a.attrelid = k.conrelid and a.attnum = any (k.conkey)) as columns,
    has_table_privilege(c.oid, 'select') and not row_security_active(c.oid) as readable
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.confrelid = $1 and k.conrelid <> k.confrelid and k.contype = 'f'
    and not exists (select 1 from pg_constraint m where m.oid = k.conparentid and m.conrelid <> k.conrelid)
    and coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
  order by changes desc, 2, 3`;
