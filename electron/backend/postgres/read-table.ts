import { type Table, type TableName, tableSchema } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { PostgresClient } from './connect.ts';

const relations: Readonly<Record<string, string>> = {
  v: 'view',
  m: 'materialised view',
  f: 'foreign table',
  S: 'sequence',
  i: 'index',
  I: 'index',
  c: 'type',
};

/**
 * Reads what the catalog says of a table, partitioned or not; null where there is none. Works on Postgres 13 to 18.
 *
 * A column of a domain is described by the domain's base type: typeOid, type, typmod and what follows from them; typeName
 * is the domain's name. `checks` names all that only the server can judge: check and exclusion constraints, and those of
 * domains. Constraints that the server does not enforce are left out.
 *
 * Faults: target.notATable for a view and the like.
 */
export async function readTable(client: PostgresClient, { schema, table }: TableName): Promise<Table | null> {
  const { rows } = await client.query<{ oid: string; kind: string }>(
    `select c.oid, c.relkind as kind from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2`,
    [schema, table],
  );
  const [found] = rows;
  if (!found) return null;
  if (found.kind !== 'r' && found.kind !== 'p') {
    throw fault('target.notATable', { table: `${schema}.${table}`, relation: relations[found.kind] ?? 'relation' });
  }
  const answer = await client.query<{ description: string }>(describeTable, [found.oid]);
  const [description] = answer.rows;
  // Dropped between the two queries.
  return description ? tableSchema.parse(JSON.parse(description.description)) : null;
}

/** Names in the order of a key: `keys` are attribute numbers of table `relid`. */
const namesOf = (relid: string, keys: string): string => `(
  select coalesce(json_agg(a.attname order by part.position), '[]')
  from unnest(${keys}) with ordinality part (attnum, position)
  join pg_attribute a on a.attrelid = ${relid} and a.attnum = part.attnum)`;

/** Follows domains over domains down to the type they stand on; the innermost typmod counts. */
const columns = `
  with recursive step as (
    select a.attnum, t.oid, t.typname, t.typtype, t.typbasetype, a.atttypmod as typmod, t.typtypmod,
           false as not_null, false as has_default, 0 as depth
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
    union all
    select s.attnum, t.oid, t.typname, t.typtype, t.typbasetype, s.typtypmod, t.typtypmod,
           s.not_null or d.typnotnull, s.has_default or d.typdefault is not null, s.depth + 1
    from step s join pg_type d on d.oid = s.oid join pg_type t on t.oid = s.typbasetype
    where s.typtype = 'd'
  ), base as (
    select * from step where typtype <> 'd'
  )
  select json_agg(json_build_object(
    'name', a.attname,
    'position', a.attnum,
    'typeOid', b.oid::int8,
    'type', b.typname,
    'typeName', format_type(a.atttypid, a.atttypmod),
    'typmod', b.typmod,
    'domain', case when b.depth > 0 then t.typname end,
    'notNull', a.attnotnull or b.not_null,
    'hasDefault', (a.atthasdef and a.attgenerated = '') or b.has_default,
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'byDefault' end,
    'generated', a.attgenerated <> '',
    'maxLength', case when b.typname in ('varchar', 'bpchar') and b.typmod >= 4 then b.typmod - 4 end,
    'precision', case when b.typname = 'numeric' and b.typmod >= 4 then ((b.typmod - 4) >> 16) & 65535 end,
    'scale', case when b.typname = 'numeric' and b.typmod >= 4 then (((b.typmod - 4) & 2047) # 1024) - 1024 end,
    'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = b.oid)
  ) order by a.attnum)
  from pg_attribute a join base b using (attnum) join pg_type t on t.oid = a.atttypid
  where a.attrelid = $1`;

/**
 * Unique indexes that judge new rows, with or without a constraint. Columns of 14, 15 and 18 are asked for through jsonb, so
 * that 13 answers too. An index is plain where comparing the values themselves gives the server's answer.
 */
const uniqueKeys = `
  select coalesce(json_agg(json_build_object(
    'name', x.relname,
    'primary', i.indisprimary,
    'columns', ${namesOf('i.indrelid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')},
    'plain', i.indpred is null and i.indexprs is null and i.indimmediate and i.indisvalid and not i.indisexclusion
      and not exists (
        select 1 from unnest(i.indcollation::oid[]) used (oid) join pg_collation l on l.oid = used.oid
        where not l.collisdeterministic),
    'nullsDistinct', coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false'
  ) order by i.indisprimary desc, x.relname), '[]')
  from pg_index i join pg_class x on x.oid = i.indexrelid
  where i.indrelid = $1 and i.indisunique and i.indislive and i.indisready`;

const isEnforced = `coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'`;

/** Of a table that refers to a partitioned one, the catalog holds a row per partition as well: children of the first. */
const foreignKeys = `
  select coalesce(json_agg(json_build_object(
    'name', k.conname,
    'columns', ${namesOf('k.conrelid', 'k.conkey')},
    'parentSchema', pn.nspname,
    'parentTable', p.relname,
    'parentColumns', ${namesOf('k.confrelid', 'k.confkey')}
  ) order by k.conname), '[]')
  from pg_constraint k join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
  where k.conrelid = $1 and k.contype = 'f' and ${isEnforced}
    and not exists (select 1 from pg_constraint m where m.oid = k.conparentid and m.conrelid = k.conrelid)`;

const checks = `
  with recursive domain as (
    select t.oid, t.typbasetype from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped and t.typtype = 'd'
    union
    select t.oid, t.typbasetype from domain d join pg_type t on t.oid = d.typbasetype where t.typtype = 'd'
  )
  select coalesce(json_agg(k.conname order by k.conname), '[]') from pg_constraint k
  where ${isEnforced} and ((k.conrelid = $1 and k.contype in ('c', 'x'))
    or (k.contypid in (select oid from domain) and k.contype = 'c'))`;

const mayDo = (right: string): string => `has_schema_privilege(n.oid, 'usage') and (
  has_table_privilege(c.oid, '${right}') or (
    select coalesce(bool_and(has_column_privilege(c.oid, a.attnum, '${right}')), false) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))`;

const describeTable = `
  select json_build_object(
    'schema', n.nspname,
    'table', c.relname,
    'oid', c.oid::int8,
    'partitioned', c.relkind = 'p',
    'columns', coalesce((${columns}), '[]'),
    'uniqueKeys', (${uniqueKeys}),
    'foreignKeys', (${foreignKeys}),
    'checks', (${checks}),
    'hasTriggers', exists (
      select 1 from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled in ('O', 'A')),
    'hasRowSecurity', row_security_active(c.oid),
    'rights', json_build_object(
      'select', ${mayDo('select')},
      'insert', ${mayDo('insert')},
      'update', ${mayDo('update')},
      'delete', has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'delete'),
      'truncate', has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'truncate'))) as description
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid = $1 and c.relkind in ('r', 'p')`;
