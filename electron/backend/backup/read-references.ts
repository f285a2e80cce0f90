import { z } from 'zod';
import type { TableName } from '#shared/column.ts';
import { type OwnReference, type ReferringKey, referringKeySchema } from '#shared/restore.ts';
import type { ConstraintDefinition } from '#shared/table-definition.ts';
import type { Session } from '#backend/copy/session.ts';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';

const foundSchema = z.array(referringKeySchema.omit({ hasRows: true }).extend({ mayRead: z.boolean() }));

/**
 * The foreign keys by which tables refer to one or to its partitions, each with whether rows refer by it now.
 * @param oid pg_class.oid
 * @param together those of tables whose keys are left out
 */
export async function referringKeys(
  session: Session,
  oid: number,
  together: readonly number[],
): Promise<ReferringKey[]> {
  const { rows } = await session.query<{ keys: string }>(referringSql, [oid, together]);
  const keys: ReferringKey[] = [];
  for (const { mayRead, ...key } of foundSchema.parse(JSON.parse(rows[0]?.keys ?? '[]')))
    keys.push({ ...key, hasRows: mayRead ? await refers(session, key) : null });
  return keys;
}

async function refers(session: Session, { schema, table, columns }: Omit<ReferringKey, 'hasRows'>): Promise<boolean> {
  const wheres = columns.map((name) => `${quoteIdentifier(name)} is not null`);
  const { rows } = await session.query(`select 1 from ${qualify(schema, table)} where ${wheres.join(' and ')} limit 1`);
  return rows.length > 0;
}

const withParts = (oids: string): string =>
  `select part.oid from unnest(${oids}) root (oid) cross join lateral (
    select root.oid union select relid from pg_partition_tree(root.oid)) part (oid)`;

/** What the server does not enforce is left out, and what it holds a row of for each partition is told once. */
const referringSql = `
  select coalesce(json_agg(json_build_object(
    'schema', n.nspname, 'table', c.relname, 'name', k.conname,
    'columns', (
      select json_agg(a.attname order by part.position) from unnest(k.conkey) with ordinality part (attnum, position)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.attnum),
    'onDelete', case k.confdeltype when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'setNull'
      when 'd' then 'setDefault' else 'noAction' end,
    'canWait', k.confdeltype = 'a' and (k.condeferrable or pg_has_role(c.relowner, 'usage')),
    'mayRead', has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') and not row_security_active(c.oid)
  ) order by n.nspname, c.relname, k.conname), '[]') as keys
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype = 'f' and k.confrelid in (${withParts('array[$1::oid]')})
    and k.conrelid not in (${withParts('$2::oid[] || $1::oid')})
    and not exists (select 1 from pg_constraint m where m.oid = k.conparentid)
    and coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'`;

/** The foreign keys among constraints, each with whether its parent is there. */
export async function ownReferences(
  session: Session,
  constraints: readonly ConstraintDefinition[],
): Promise<OwnReference[]> {
  const keys = constraints.flatMap(({ name, columns, references }) =>
    references === null ? [] : [{ name, columns, parent: { schema: references.schema, table: references.table } }],
  );
  const { rows } = await session.query<{ exists: string }>(
    `select exists (
       select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = parent.schema and c.relname = parent.name and c.relkind in ('r', 'p')) as exists
     from unnest($1::text[], $2::text[]) with ordinality parent (schema, name, position) order by position`,
    [keys.map(({ parent }) => parent.schema), keys.map(({ parent }) => parent.table)],
  );
  return keys.map((key, index) => ({ ...key, exists: rows[index]?.exists === 't' }));
}

/** Whether two names are of one table. */
export const isSameTable = (one: TableName, other: TableName): boolean =>
  one.schema === other.schema && one.table === other.table;
