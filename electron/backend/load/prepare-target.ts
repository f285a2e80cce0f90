import type { Table, TableName } from '#shared/column.ts';
import { fault, type FaultError } from '#shared/fault.ts';
import type { LoadMode } from '#shared/load.ts';
import { dictionaryOf, type Dictionary } from '#shared/rule.ts';
import { qualify } from '#backend/postgres/identifiers.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import type { Session } from '#backend/copy/session.ts';
import { createByStatement } from './create-by-statement.ts';
import { createTable } from './create-table.ts';
import type { DictionaryFor } from './run-log.ts';

export interface TargetOptions {
  readonly dictionaryFor: DictionaryFor;
  readonly mode: LoadMode;
  /** The table was there when the file was planned. */
  readonly targetExists?: boolean | undefined;
  /** The statement, judged before, that creates the table where it is not there. */
  readonly createBy?: string | null | undefined;
}

export interface PreparedTarget {
  /** Null: a check, and the load would create it. */
  readonly table: Table | null;
  readonly dictionary: Dictionary;
}

/**
 * Makes sure, within the transaction that is open, that the target is there and stays as it is until the end: what is missing
 * and has a dictionary is created, parents first, and nobody can alter or drop it meanwhile.
 * Faults: target.missing, target.changed (it was there and is not any more), target.notATable, target.noRight, dictionary.invalid, postgres.locked.
 */
export async function prepareTarget(
  session: Session,
  target: TableName,
  { dictionaryFor, mode, targetExists = false, createBy = null }: TargetOptions,
): Promise<PreparedTarget & { readonly table: Table }> {
  if (targetExists) await existingTable(session, target);
  await createIfMissing(session, target, createBy);
  await createMissing(session, target, dictionaryFor, []);
  // Others read on. Where all rows are replaced, nobody may add one between.
  const lock = mode === 'replace' ? 'share row exclusive' : 'row exclusive';
  const found = await existingTable(session, target);
  demandRights(session, found, mode);
  await session.query(`lock table ${qualify(target.schema, target.table)} in ${lock} mode`);
  const table = await existingTable(session, target);
  return { table, dictionary: dictionaryFor(target, table) ?? dictionaryOf(table) };
}

/** The same for a check, which locks nothing, and creates only what a person's statement creates: its transaction is rolled back. */
export async function inspectTarget(
  session: Session,
  target: TableName,
  { dictionaryFor, mode, targetExists = false, createBy = null }: TargetOptions,
): Promise<PreparedTarget> {
  await createIfMissing(session, target, createBy);
  const table = await (targetExists ? existingTable(session, target) : readTable(session.client, target));
  const dictionary = dictionaryFor(target, table) ?? (table ? dictionaryOf(table) : null);
  if (dictionary === null) throw fault('target.missing', { table: nameOf(target) });
  if (table) demandRights(session, table, mode);
  for (const reference of dictionary.references) {
    if (reference.severity === 'warning') continue;
    const parent = { schema: reference.schema ?? target.schema, table: reference.table };
    const isKnown = dictionaryFor(parent, null) !== null || (await readTable(session.client, parent)) !== null;
    if (!isKnown) throw noParent(target, parent);
  }
  return { table, dictionary };
}

async function createIfMissing(session: Session, target: TableName, createBy: string | null): Promise<void> {
  if (createBy === null || (await readTable(session.client, target)) !== null) return;
  await createByStatement(session, target, createBy);
}

const nameOf = ({ schema, table }: TableName): string => `${schema}.${table}`;

const noParent = ({ table }: TableName, parent: TableName): FaultError =>
  fault('dictionary.invalid', {
    name: table,
    reason: `it refers to ${nameOf(parent)}, which does not exist and has no dictionary`,
  });

async function existingTable(session: Session, target: TableName): Promise<Table> {
  const table = await readTable(session.client, target);
  if (table === null) throw fault('target.changed', { table: nameOf(target), reason: 'it was dropped' });
  return table;
}

/**
 * Creates a table that is not there and those that it refers to. A table that is there gets the parents that only its
 * dictionary asks for.
 * @param children the tables whose creation asked for this one
 */
async function createMissing(
  session: Session,
  target: TableName,
  dictionaryFor: DictionaryFor,
  children: readonly TableName[],
): Promise<void> {
  const table = await readTable(session.client, target);
  const exists = table !== null;
  const dictionary = dictionaryFor(target, table);
  if (dictionary === null) {
    if (exists) return;
    const [child] = children.slice(-1);
    if (child === undefined) throw fault('target.missing', { table: nameOf(target) });
    throw noParent(child, target);
  }
  if (exists && children.length > 0) return;
  for (const reference of dictionary.references) {
    if (reference.severity === 'warning') continue;
    const parent = { schema: reference.schema ?? target.schema, table: reference.table };
    if (nameOf(parent) === nameOf(target)) continue;
    if (children.some((child) => nameOf(child) === nameOf(parent))) {
      throw fault('dictionary.invalid', { name: target.table, reason: 'its references lead in a circle' });
    }
    await createMissing(session, parent, dictionaryFor, [...children, target]);
  }
  if (!exists) await createTable(session, target, dictionary);
}

const rightsOf: Readonly<Record<LoadMode, readonly (keyof Table['rights'])[]>> = {
  insert: ['insert'],
  skip: ['select', 'insert'],
  upsert: ['select', 'insert', 'update'],
  replace: ['insert', 'delete'],
};
const verbs = { select: 'read', insert: 'insert into', update: 'update', delete: 'delete from', truncate: 'empty' };

function demandRights(session: Session, table: Table, mode: LoadMode): void {
  for (const right of rightsOf[mode]) {
    if (table.rights[right]) continue;
    throw fault('target.noRight', { user: session.login.address.user, right: verbs[right], table: nameOf(table) });
  }
}
