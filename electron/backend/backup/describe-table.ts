import { type TableDefinition, tableDefinitionSchema } from '#shared/table-definition.ts';
import type { TableName } from '#shared/column.ts';
import type { Session } from '#backend/copy/session.ts';
import { columnsSql } from './describe-columns.ts';
import { readSequenceStates } from './read-sequence-states.ts';
import { typesSql } from './describe-types.ts';

/**
 * Describes a table so that it can be made anew, in the transaction and the snapshot of the session; null where there is no table of
 * that name. Works on Postgres 13 to 18.
 *
 * Every name of another object is printed with its schema, whatever the search path of the session is. What hangs on single
 * partitions alone (their own indexes, constraints and defaults) is left out.
 */
export async function describeTable(session: Session, { schema, table }: TableName): Promise<TableDefinition | null> {
  const { rows: before } = await session.query<Settings>(
    `select current_setting('search_path') as path, current_setting('jit') as jit`,
  );
  // The catalog's functions leave out schemas that stand in the search path. To compile the query would take seconds.
  await set(session, { path: '', jit: 'off' });
  try {
    const { rows } = await session.query<{ definition: string }>(tableSql, [schema, table]);
    const [found] = rows;
    if (found === undefined) return null;
    const definition = tableDefinitionSchema.parse(JSON.parse(found.definition));
    return await readSequenceStates(session, definition);
  } finally {
    // In a transaction that has failed, its end does the same.
    await set(session, before[0]).catch(() => {});
  }
}

interface Settings {
  readonly path: string;
  readonly jit: string;
}

async function set(session: Session, { path, jit }: Settings = { path: '', jit: 'off' }): Promise<void> {
  await session.query(`select set_config('search_path', $1, false), set_config('jit', $2, false)`, [path, jit]);
}

/** Names in the order of a key: `keys` are attribute numbers of table `relid`. */
const namesOf = (relid: string, keys: string): string => `(
  select coalesce(json_agg(a.attname order by part.position), '[]')
  from unnest(${keys}) with ordinality part (attnum, position)
  join pg_catalog.pg_attribute a on a.attrelid = ${relid} and a.attnum = part.attnum)`;

/** Of a table that refers to a partitioned one, the catalog holds a row per partition as well: children of the first. */
const constraintsSql = `
  select coalesce(json_agg(json_build_object(
    'name', k.conname,
    'kind', case k.contype when 'p' then 'primaryKey' when 'u' then 'unique' when 'c' then 'check' when 'x' then 'exclusion'
      when 'f' then 'foreignKey' else 'notNull' end,
    'columns', ${namesOf('k.conrelid', 'k.conkey')},
    'definition', pg_get_constraintdef(k.oid),
    'deferrable', k.condeferrable,
    'references', case when k.contype = 'f' then (
      select json_build_object('schema', pn.nspname, 'table', p.relname, 'sql', p.oid::regclass::text,
        'columns', ${namesOf('k.confrelid', 'k.confkey')})
      from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = k.confrelid) end,
    'comment', obj_description(k.oid, 'pg_constraint')
  ) order by array_position('{p,u,x,c,n,f}', k.contype::text), k.conname), '[]')
  from pg_constraint k
  where k.conrelid = c.oid and (k.contype in ('p', 'u', 'c', 'x', 'f') or (k.contype = 'n' and not k.convalidated))
    and not exists (select 1 from pg_constraint m where m.oid = k.conparentid and m.conrelid = k.conrelid)`;

const indexesSql = `
  select coalesce(json_agg(json_build_object(
    'name', x.relname,
    'unique', i.indisunique,
    'definition', substr(pg_get_indexdef(x.oid), 1 + length(format('CREATE %sINDEX %I ON %s%I.%I ',
      case when i.indisunique then 'UNIQUE ' end, x.relname, case when x.relkind = 'I' then 'ONLY ' end, n.nspname, c.relname))),
    'comment', obj_description(x.oid, 'pg_class')
  ) order by x.relname), '[]')
  from pg_index i join pg_class x on x.oid = i.indexrelid
  where i.indrelid = c.oid and i.indislive
    and not exists (
      select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = x.oid and d.deptype in ('i', 'P')
        and d.refclassid = 'pg_constraint'::regclass)`;

const partitionsSql = `
  select coalesce(json_agg(json_build_object(
    'schema', pn.nspname,
    'table', p.relname,
    'parent', json_build_object('schema', un.nspname, 'table', u.relname),
    'bound', pg_get_expr(p.relpartbound, p.oid),
    'partitionBy', pg_get_partkeydef(p.oid)
  ) order by tree.level, pn.nspname, p.relname), '[]')
  from pg_partition_tree(c.oid) tree
  join pg_class p on p.oid = tree.relid join pg_namespace pn on pn.oid = p.relnamespace
  join pg_class u on u.oid = tree.parentrelid join pg_namespace un on un.oid = u.relnamespace
  where tree.level > 0`;

const inheritsSql = `
  select coalesce(json_agg(json_build_object('schema', pn.nspname, 'table', p.relname) order by h.inhseqno), '[]')
  from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
  where h.inhrelid = c.oid`;

const triggersSql = `
  select coalesce(json_agg(json_build_object(
    'name', t.tgname,
    'enabled', case t.tgenabled when 'A' then 'always' when 'R' then 'replica' when 'D' then 'disabled' else 'origin' end,
    'definition', pg_get_triggerdef(t.oid)
  ) order by t.tgname), '[]')
  from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal`;

const tableSql = `
  select json_build_object(
    'schema', n.nspname,
    'table', c.relname,
    'persistence', case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' else 'permanent' end,
    'columns', (${columnsSql}),
    'types', (${typesSql}),
    'constraints', (${constraintsSql}),
    'indexes', (${indexesSql}),
    'options', coalesce(to_json(c.reloptions), '[]'),
    'comment', obj_description(c.oid, 'pg_class'),
    'partitionBy', pg_get_partkeydef(c.oid),
    'partitions', (${partitionsSql}),
    'inherits', (${inheritsSql}),
    'triggers', (${triggersSql}),
    'rowSecurity', json_build_object('enabled', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'policies', (
      select coalesce(json_agg(polname order by polname), '[]') from pg_policy where polrelid = c.oid)),
    'owner', pg_get_userbyid(c.relowner),
    'grants', coalesce(to_json(c.relacl::text[]), '[]'),
    'serverVersion', json_build_object(
      'number', current_setting('server_version_num')::int, 'text', current_setting('server_version'))
  ) as definition
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`;
