import { z } from 'zod';
import type { PostgresClient } from './connect.ts';

const rowsSchema = z.array(
  z.object({ table: z.string(), columns: z.array(z.object({ name: z.string(), type: z.string() })) }),
);

/** A table with the columns that rows can be loaded into: not the generated ones, nor identities that are always the server's. */
export type LoadableTable = z.infer<typeof rowsSchema>[number];

/** All tables of a schema with their columns in order, in one query; types are pg_type.typname. */
export async function listColumns(client: PostgresClient, schema: string): Promise<readonly LoadableTable[]> {
  const { rows } = await client.query<{ tables: string }>(
    `select coalesce(json_agg(t order by t."table"), '[]') as tables
     from (
       select c.relname as "table",
         json_agg(json_build_object('name', a.attname, 'type', coalesce(b.typname, y.typname)) order by a.attnum) as columns
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         and a.attgenerated = '' and a.attidentity <> 'a'
       join pg_type y on y.oid = a.atttypid
       left join pg_type b on b.oid = nullif(y.typbasetype, 0)
       where c.relnamespace = (select oid from pg_namespace where nspname = $1)
         and c.relkind in ('r', 'p') and not c.relispartition
       group by c.relname
     ) t`,
    [schema],
  );
  return rowsSchema.parse(JSON.parse(rows[0]?.tables ?? '[]'));
}
