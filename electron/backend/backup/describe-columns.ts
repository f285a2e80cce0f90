/** A collation as a statement names it; null where it is that of the type, or there is none. */
const collation = (used: string, own: string): string => `(
  select format('%I.%I', ln.nspname, l.collname) from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace
  where l.oid = ${used} and ${used} <> ${own})`;

/**
 * The sequence of an identity, or one that a column owns: a serial's. Where a column owns several, that of its default, else the
 * oldest. Its state is left out: it is asked of the sequence itself.
 */
const sequence = `(
  select json_build_object(
    'schema', sn.nspname, 'name', s.relname, 'sql', s.oid::regclass::text, 'type', format_type(q.seqtypid, null), 'start', q.seqstart::text,
    'increment', q.seqincrement::text, 'min', q.seqmin::text, 'max', q.seqmax::text, 'cache', q.seqcache::text,
    'cycle', q.seqcycle, 'state', null)
  from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
  join pg_namespace sn on sn.oid = s.relnamespace join pg_sequence q on q.seqrelid = s.oid
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
  order by coalesce(pg_get_expr(f.adbin, f.adrelid) = format('nextval(%L::regclass)', s.oid::regclass), false) desc, s.oid
  limit 1)`;

/** Follows domains over domains down to the type they stand on; the innermost typmod counts. */
const base = `(
  with recursive step as (
    select t.oid, t.typtype, t.typbasetype, a.atttypmod as typmod, t.typtypmod
    union all
    select b.oid, b.typtype, b.typbasetype, s.typtypmod, b.typtypmod
    from step s join pg_type b on b.oid = s.typbasetype where s.typtype = 'd'
  )
  select json_build_object('type', oid::int8, 'typmod', typmod) from step where typtype <> 'd')`;

/** Columns of 14 and 18 are asked for through jsonb, so that older servers answer too. */
const compression = `nullif(to_jsonb(a) ->> 'attcompression', '')`;

/** The columns of a table `c` of pg_class as an array of ColumnDefinition, without the states of their sequences. */
export const columnsSql = `
  select coalesce(json_agg(json_build_object(
    'name', a.attname,
    'sql', format_type(a.atttypid, a.atttypmod),
    'type', a.atttypid::int8,
    'typmod', a.atttypmod,
    'base', ${base},
    'collation', ${collation('a.attcollation', 't.typcollation')},
    'notNull', a.attnotnull and not exists (
      select 1 from pg_constraint k
      where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum] and not k.convalidated),
    'notNullName', (
      select k.conname from pg_constraint k
      where k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum] and k.convalidated),
    'default', case when a.attgenerated = '' then pg_get_expr(f.adbin, f.adrelid) end,
    'generated', case when a.attgenerated <> '' then json_build_object(
      'expression', pg_get_expr(f.adbin, f.adrelid),
      'kind', case a.attgenerated when 'v' then 'virtual' else 'stored' end) end,
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'byDefault' end,
    'sequence', ${sequence},
    'storage', case when a.attstorage <> t.typstorage then
      case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end end,
    'compression', case ${compression} when 'p' then 'pglz' when 'l' then 'lz4' end,
    'comment', col_description(a.attrelid, a.attnum)
  ) order by a.attnum), '[]')
  from pg_attribute a
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`;
