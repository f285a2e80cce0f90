import { z } from 'zod';
import { fault } from '#shared/fault.ts';
import type { PostgresClient } from './connect.ts';
import { qualify } from './identifiers.ts';
import { isServerError } from './sqlstate-fault.ts';

const rowSchema = z.object({
  name: z.string(),
  partitioned: z.boolean(),
  columnCount: z.number(),
  bytes: z.number(),
  /** Pages of the rows themselves, without indexes and large values. */
  pages: z.number(),
  /** Null where the server has never looked. */
  estimate: z.number().nullable(),
  countable: z.boolean(),
});
type Row = z.infer<typeof rowSchema>;

export interface TableSize {
  readonly schema: string;
  readonly table: string;
  readonly partitioned: boolean;
  readonly columnCount: number;
  readonly rowCount: number;
  /** False: the count is an estimate. */
  readonly rowCountExact: boolean;
  /** With indexes and large values. */
  readonly bytes: number;
}

/** Tables up to this size are counted, the smallest first, as long as all of them together stay under the second limit. */
const countedPagesMax = 512;
const countedPagesMaxInAll = 8192;
/** Pages read of a large table that the server has never looked at. */
const sampledPages = 256;

/**
 * Lists the tables of a schema by name, with size and number of rows: counted where that is quick, else what the server
 * estimates, else a sample. Partitions are part of their table. Never waits for a lock: what another session has locked is
 * estimated. Runs a transaction of its own; the client must not be in one.
 *
 * Faults: postgres.unknownSchema.
 */
export async function listTables(client: PostgresClient, schema: string): Promise<readonly TableSize[]> {
  const { rows: schemas } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (schemas.length === 0) throw fault('postgres.unknownSchema', { schema });
  const measured = await withoutWaiting(client, () => readSizes(client, schema, true));
  const rows = measured ?? (await readSizes(client, schema, false));
  const counts = measured ? await withoutWaiting(client, () => countRows(client, schema, rows)) : null;
  return rows.map((row) => ({
    schema,
    table: row.name,
    partitioned: row.partitioned,
    columnCount: row.columnCount,
    rowCount: counts?.get(row.name)?.count ?? row.estimate ?? 0,
    rowCountExact: counts?.get(row.name)?.exact ?? false,
    bytes: row.bytes,
  }));
}

/** Null where a lock is in the way, or a table went away in the middle of it. */
async function withoutWaiting<T>(client: PostgresClient, read: () => Promise<T>): Promise<T | null> {
  await client.query(`begin transaction read only; set local lock_timeout = '200ms'`);
  try {
    return await read();
  } catch (error) {
    if (isServerError(error) && ['55P03', '42P01', '3F000', '42501'].includes(error.code)) return null;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

/** `measure`: ask the file system for sizes, for which the tables must not be locked; else take the last known ones. */
async function readSizes(client: PostgresClient, schema: string, measure: boolean): Promise<readonly Row[]> {
  const { rows } = await client.query<{ tables: string }>(
    `select coalesce(json_agg(json_build_object(
       'name', c.relname,
       'partitioned', c.relkind = 'p',
       'columnCount', (
         select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
       'bytes', parts.bytes,
       'pages', parts.pages,
       'estimate', parts.estimate,
       'countable', has_schema_privilege(c.relnamespace, 'usage') and has_table_privilege(c.oid, 'select')
         and not row_security_active(c.oid)) order by c.relname), '[]') as tables
     from pg_class c
     cross join lateral (
       select coalesce(sum(bytes), 0)::int8 as bytes, coalesce(sum(pages), 0)::int8 as pages,
              case when bool_or(pages > 0 and (relpages = 0 or reltuples < 0)) then null
                   else coalesce(round(sum(reltuples * pages / nullif(relpages, 0))), 0)::int8 end as estimate
       from (
         select p.relpages, p.reltuples,
                case when $2 then coalesce(pg_total_relation_size(p.oid), 0) else p.relpages * block.size end as bytes,
                case when $2 then coalesce(pg_relation_size(p.oid), 0) / block.size else p.relpages end as pages
         from pg_class p
         cross join (select current_setting('block_size')::int8 as size) block
         where p.oid = c.oid and c.relkind = 'r'
           or c.relkind = 'p' and p.oid in (select relid from pg_partition_tree(c.oid) where isleaf)) part) parts
     where c.relnamespace = (select oid from pg_namespace where nspname = $1)
       and c.relkind in ('r', 'p') and not c.relispartition`,
    [schema, measure],
  );
  return z.array(rowSchema).parse(JSON.parse(rows[0]?.tables ?? '[]'));
}

interface Count {
  readonly count: number;
  readonly exact: boolean;
}

/** Counts the small tables and samples the large ones that the server knows nothing of, in one statement. */
async function countRows(
  client: PostgresClient,
  schema: string,
  tables: readonly Row[],
): Promise<ReadonlyMap<string, Count>> {
  const exact = new Map<string, boolean>();
  const selects: string[] = [];
  let pagesInAll = 0;
  for (const { name, pages, estimate } of tables
    .filter(({ countable }) => countable)
    .sort((a, b) => a.pages - b.pages)) {
    const small = pages <= countedPagesMax && pagesInAll + pages <= countedPagesMaxInAll;
    if (!small && estimate !== null) continue;
    if (small) pagesInAll += pages;
    const share = Math.min(1, sampledPages / pages);
    const sample = `tablesample system (${(share * 100).toFixed(6)}) repeatable (1)`;
    const from = `${qualify(schema, name)} ${small ? '' : sample}`;
    selects.push(
      `select ${selects.length} as position, ${small ? 'count(*)' : `round(count(*) / ${share})`}::int8 as count from ${from}`,
    );
    exact.set(name, small);
  }
  if (selects.length === 0) return new Map();
  const { rows } = await client.query<{ count: string }>(`${selects.join(' union all ')} order by position`);
  return new Map([...exact].map(([name, isExact], at) => [name, { count: Number(rows[at]?.count), exact: isExact }]));
}
