import type { Table, TableName } from '#shared/column.ts';
import type { RestoreDifference } from '#shared/restore.ts';
import type { TableDefinition } from '#shared/table-definition.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { describeTable } from './describe-table.ts';
import { matchColumns } from './match-columns.ts';
import type { OpenBackup } from './open-backup.ts';
import { ownReferences, referringKeys } from './read-references.ts';
import { obstaclesOf } from './restore-obstacles.ts';

/** A table that is there. */
export interface KnownTarget {
  readonly table: Table;
  readonly definition: TableDefinition;
}

/** Counting gives way to the server's estimate after so long. */
const COUNT_TIME = '400ms';

/**
 * What a backup holds against what is in a table now, and what stands in the way of each mode. Writes nothing, in a transaction of its own.
 * @param others tables that would be restored together with it
 * Faults: target.notATable for a view and the like; the server's refusals come as they are.
 */
export async function compareWithTarget(
  backup: OpenBackup,
  session: Session,
  target: TableName,
  { others = [] }: { readonly others?: readonly TableName[] } = {},
): Promise<RestoreDifference> {
  await session.query('begin isolation level repeatable read, read only');
  try {
    const { manifest } = backup;
    const known = await findTarget(session, target);
    const definition = known?.definition ?? manifest.definition;
    const columns =
      known === null
        ? manifest.columns.map(({ name, type }) => ({ name, backup: type, table: null, fate: 'same' as const }))
        : matchColumns(manifest.definition, definition, known.table.columns);
    const found = {
      target,
      exists: known !== null,
      backup: {
        table: manifest.table,
        rows: manifest.rows,
        takenAt: manifest.takenAt,
        serverVersion: manifest.server.version,
      },
      columns,
      key: known && appendKey(known.table, columns),
      references: await ownReferences(session, definition.constraints),
      referredBy: known === null ? [] : await referringKeys(session, known.table.oid, await oidsOf(session, others)),
      triggers: (known?.definition.triggers ?? [])
        .filter(({ enabled }) => enabled === 'origin' || enabled === 'always')
        .map(({ name }) => name),
      unmade: {
        triggers: manifest.definition.triggers.map(({ name }) => name),
        policies: manifest.definition.rowSecurity.policies,
        grants: manifest.definition.grants,
      },
    };
    const modes = await obstaclesOf(session, backup, { ...found, rights: known?.table.rights ?? null, others });
    return { ...found, ...(await countNow(session, known?.table ?? null)), modes };
  } finally {
    await session.rollback();
  }
}

/** Null where there is no table of that name. Faults: target.notATable. */
export async function findTarget(session: Session, target: TableName): Promise<KnownTarget | null> {
  const table = await readTable(session.client, target);
  const definition = table && (await describeTable(session, target));
  return table && definition && { table, definition };
}

/** The key by which rows of a backup are found in a table: one without NULLs, of columns that come as they are. Null: none. */
export function appendKey({ uniqueKeys, columns }: Table, fates: RestoreDifference['columns']): string[] | null {
  const isWritten = new Set(
    fates.filter(({ fate }) => fate === 'same' || fate === 'converted').map(({ name }) => name),
  );
  const isNotNull = new Set(columns.filter(({ notNull }) => notNull).map(({ name }) => name));
  const key = uniqueKeys.find(
    ({ plain, columns: names }) =>
      plain && names.length > 0 && names.every((name) => isWritten.has(name) && isNotNull.has(name)),
  );
  return key?.columns ?? null;
}

export async function oidsOf(session: Session, names: readonly TableName[]): Promise<number[]> {
  const { rows } = await session.query<{ oid: string }>(
    `select c.oid from unnest($1::text[], $2::text[]) named (schema, name)
     join pg_namespace n on n.nspname = named.schema join pg_class c on c.relnamespace = n.oid and c.relname = named.name`,
    [names.map(({ schema }) => schema), names.map(({ table }) => table)],
  );
  return rows.map(({ oid }) => Number(oid));
}

async function countNow(
  session: Session,
  table: Table | null,
): Promise<Pick<RestoreDifference, 'rowsNow' | 'rowsNowExact'>> {
  if (table === null) return { rowsNow: null, rowsNowExact: true };
  const only = table.partitioned ? '' : 'only ';
  const isReadable = table.rights.select && !table.hasRowSecurity;
  if (!isReadable) return { rowsNow: null, rowsNowExact: false };
  await session.query('savepoint sluice_count');
  try {
    await session.query(`set local statement_timeout = '${COUNT_TIME}'; set local lock_timeout = '${COUNT_TIME}'`);
    const { rows } = await session.query<{ rows: string }>(
      `select count(*) as rows from ${only}${qualify(table.schema, table.table)}`,
    );
    return { rowsNow: Number(rows[0]?.rows), rowsNowExact: true };
  } catch (error) {
    const state = sqlStateOf(error);
    if (state !== '57014' && state !== '55P03') throw error;
    await session.query('rollback to savepoint sluice_count');
    const { rows } = await session.query<{ rows: string }>(
      `select greatest(0, coalesce(sum(c.reltuples), 0))::int8 as rows from pg_class c
       where c.oid = $1 or c.oid in (select relid from pg_partition_tree($1::oid) where isleaf)`,
      [table.oid],
    );
    return { rowsNow: Number(rows[0]?.rows), rowsNowExact: false };
  }
}
