import { z } from 'zod';
import { type LeftOut, leftOutSchema } from '#shared/backup.ts';
import type { TableName } from '#shared/column.ts';
import type { BackupChoice } from '#shared/contract/backups.ts';
import { fault } from '#shared/fault.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';

/** A table that is to be backed up. */
export interface ChosenTable extends TableName {
  /** As many rows as the server thinks it has; null where it has never looked. */
  readonly rowsExpected: number | null;
}

export interface ChosenTables {
  readonly tables: readonly ChosenTable[];
  /** Where all was asked for: what has no rows of its own to back up. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Finds the tables that a backup is to be made of. Of all, partitions are left to their table, and what is no table is told; where a person named it,
 * it is refused.
 * Faults: backup.noTable, backup.nothing; the server's refusals come as they are.
 */
export async function chooseTables(client: PostgresClient, choice: BackupChoice): Promise<ChosenTables> {
  return Array.isArray(choice) ? await findNamed(client, choice) : await findAll(client, choice.schema);
}

const columnsSql = `n.nspname as schema, c.relname as table, c.relkind as kind, (
  select case when min(p.reltuples) < 0 then null else sum(p.reltuples)::int8 end
  from pg_class p where p.oid in (select c.oid where c.relkind <> 'p' union select relid from pg_partition_tree(c.oid) where isleaf)
) as expected`;

const rowSchema = z.object({
  schema: z.string(),
  table: z.string(),
  kind: z.string(),
  expected: z.string().nullable(),
});
type Row = z.infer<typeof rowSchema>;

async function findNamed(client: PostgresClient, names: readonly TableName[]): Promise<ChosenTables> {
  const { rows } = await client.query(
    `select ${columnsSql} from unnest($1::text[], $2::text[]) asked (schema, "table")
     join pg_namespace n on n.nspname = asked.schema join pg_class c on c.relnamespace = n.oid and c.relname = asked."table"`,
    [names.map(({ schema }) => schema), names.map(({ table }) => table)],
  );
  const found = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [keyOf(row), row]),
  );
  const tables = new Map<string, ChosenTable>();
  for (const name of names) {
    const row = found.get(keyOf(name));
    const reason = row === undefined ? 'there is none of that name' : isTable(row) ? null : notTable(row.kind);
    if (row === undefined || reason !== null)
      throw fault('backup.noTable', { table: `${name.schema}.${name.table}`, reason: reason ?? '' });
    tables.set(keyOf(name), chosen(row));
  }
  return { tables: [...tables.values()], leftOut: [] };
}

async function findAll(client: PostgresClient, schema: string | null): Promise<ChosenTables> {
  const { rows } = await client.query(
    `select ${columnsSql} from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relpersistence <> 't'
       and case when $1::text is null then n.nspname !~ '^pg_' and n.nspname <> 'information_schema' else n.nspname = $1 end
     order by n.nspname, c.relname`,
    [schema],
  );
  const all = z.array(rowSchema).parse(rows);
  const tables = all.filter(isTable).map(chosen);
  if (tables.length === 0) throw fault('backup.nothing', { schema: schema ?? 'The database' });
  const leftOut = all
    .filter((row) => !isTable(row))
    .map(({ schema: of, table, kind }) => leftOutSchema.parse({ schema: of, table, kind: leftKinds[kind] }));
  return { tables, leftOut };
}

const keyOf = ({ schema, table }: TableName): string => JSON.stringify([schema, table]);
const isTable = ({ kind }: Row): boolean => kind === 'r' || kind === 'p';
const chosen = ({ schema, table, expected }: Row): ChosenTable => ({
  schema,
  table,
  rowsExpected: expected === null ? null : Number(expected),
});

const leftKinds: Readonly<Record<string, LeftOut['kind']>> = { v: 'view', m: 'materializedView', f: 'foreignTable' };

const kindWords: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  S: 'a sequence',
  i: 'an index',
  I: 'an index',
  c: 'a composite type',
};
const notTable = (kind: string): string => `it is ${kindWords[kind] ?? 'something else'}`;
