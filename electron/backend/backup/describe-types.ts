const collation = (used: string, own: string): string => `(
  select format('%I.%I', ln.nspname, l.collname) from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace
  where l.oid = ${used} and ${used} <> ${own})`;

/** Multiranges came with 14: they are asked for through jsonb, so that older servers answer too. */
const multirange = (range: string): string => `(to_jsonb(${range}) ->> 'rngmultitypid')::oid`;

const isArray = `exists (select 1 from pg_type e where e.oid = t.typelem and e.typarray = t.oid)`;

/** Types of the columns of table `c`, and all that they are made of. */
const needed = `
  with recursive needed (oid) as (
    select a.atttypid from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    union
    select part.oid from needed join pg_type t on t.oid = needed.oid cross join lateral (
      select t.typelem where ${isArray}
      union all
      select t.typbasetype where t.typtype = 'd'
      union all
      select a.atttypid from pg_attribute a
      where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
      union all
      select r.rngsubtype from pg_range r where r.rngtypid = t.oid
      union all
      select r.rngtypid from pg_range r where ${multirange('r')} = t.oid) part (oid)
  )`;

const domain = `
  json_build_object(
    'base', t.typbasetype::int8,
    'typmod', t.typtypmod,
    'sql', format_type(t.typbasetype, t.typtypmod),
    'collation', (select ${collation('t.typcollation', 'b.typcollation')} from pg_type b where b.oid = t.typbasetype),
    'notNull', t.typnotnull,
    'default', pg_get_expr(t.typdefaultbin, 0),
    'checks', (
      select coalesce(json_agg(json_build_object('name', k.conname, 'definition', pg_get_constraintdef(k.oid)) order by k.conname), '[]')
      from pg_constraint k where k.contypid = t.oid and k.contype = 'c'))`;

const fields = `(
  select coalesce(json_agg(json_build_object(
    'name', a.attname, 'type', a.atttypid::int8, 'typmod', a.atttypmod, 'sql', format_type(a.atttypid, a.atttypmod),
    'collation', ${collation('a.attcollation', 'ft.typcollation')}) order by a.attnum), '[]')
  from pg_attribute a join pg_type ft on ft.oid = a.atttypid
  where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)`;

const range = `(
  select json_build_object(
    'subtype', r.rngsubtype::int8,
    'collation', (select ${collation('r.rngcollation', 'b.typcollation')} from pg_type b where b.oid = r.rngsubtype),
    'opclass', (select format('%I.%I', on_.nspname, o.opcname) from pg_opclass o join pg_namespace on_ on on_.oid = o.opcnamespace
      where o.oid = r.rngsubopc),
    'canonical', r.rngcanonical::regproc::text,
    'subtypeDiff', r.rngsubdiff::regproc::text,
    'multirange', (select m.typname from pg_type m where m.oid = ${multirange('r')}))
  from pg_range r where r.rngtypid = t.oid)`;

/** The types that the columns of a table `c` of pg_class are of, and those that they are made of, as an array of TypeDefinition. */
export const typesSql = `
  ${needed}
  select coalesce(json_agg(json_build_object(
    'oid', t.oid::int8,
    'schema', tn.nspname,
    'name', t.typname,
    'sql', format_type(t.oid, null),
    'kind', case
      when ${isArray} then 'array'
      when t.typtype = 'c' and exists (select 1 from pg_class r where r.oid = t.typrelid and r.relkind <> 'c') then 'table'
      else case t.typtype when 'b' then 'base' when 'd' then 'domain' when 'e' then 'enum' when 'c' then 'composite'
        when 'r' then 'range' when 'm' then 'multirange' else 'other' end end,
    'extension', (
      select x.extname from pg_depend d join pg_extension x on x.oid = d.refobjid
      where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass),
    'element', case when ${isArray} then t.typelem::int8
      when t.typtype = 'm' then (select r.rngtypid::int8 from pg_range r where ${multirange('r')} = t.oid) end,
    'labels', case when t.typtype = 'e' then (
      select coalesce(json_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid) end,
    'domain', case when t.typtype = 'd' then ${domain} end,
    'fields', case when t.typtype = 'c' then ${fields} end,
    'range', case when t.typtype = 'r' then ${range} end
  ) order by tn.nspname, t.typname), '[]')
  from needed join pg_type t on t.oid = needed.oid join pg_namespace tn on tn.oid = t.typnamespace`;
