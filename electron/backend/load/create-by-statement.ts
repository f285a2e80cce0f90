import type { Table, TableName } from '#shared/column.ts';
import { fault, type FaultError } from '#shared/fault.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { type Session, sqlStateOf } from '#backend/copy/session.ts';

const READ_ONLY = '25006';

/**
 * Lets the server judge, in a transaction of its own, whether a statement that a person wrote is one CREATE TABLE and nothing
 * else; nothing is read out of its text here. The extended protocol takes a single statement; a transaction that only reads refuses
 * it before it does anything, and the refusal names the command. What the server does not refuse writes nothing, and is none.
 * Faults: target.statement.
 */
export async function judgeStatement(session: Session, target: TableName, statement: string): Promise<void> {
  await session.query('begin');
  await session.query('set transaction read only');
  await session.query(`set local statement_timeout = '4s'`);
  try {
    await runInSchema(session, target, statement);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // CREATE TABLE AS fills the table; CREATE TABLESPACE is something else.
    if (sqlStateOf(error) === READ_ONLY && /\bCREATE TABLE\b(?! AS)/.test(reason)) return;
    if (sqlStateOf(error) === null) throw error;
    throw refusal(target, sqlStateOf(error) === READ_ONLY ? 'it is not a plain CREATE TABLE' : reason, error);
  } finally {
    await session.rollback();
  }
  throw refusal(target, 'it is not a CREATE TABLE');
}

/**
 * Creates a table by a statement that was judged, in the transaction that is open: the table is not there before it, and there
 * after it, or the transaction is to be rolled back.
 * Faults: target.statement, target.noRight.
 */
export async function createByStatement(session: Session, target: TableName, statement: string): Promise<Table> {
  try {
    await runInSchema(session, target, statement);
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === '42501') {
      const values = { user: session.login.address.user, right: 'create tables in', table: target.schema };
      throw fault('target.noRight', values, { cause: error });
    }
    if (state === null || !/^(22|42|2B|0A)/.test(state)) throw error;
    throw refusal(target, error instanceof Error ? error.message : String(error), error);
  }
  const table = await readTable(session.client, target);
  if (table === null) throw refusal(target, 'it creates another table');
  return table;
}

/**
 * What a statement would create: it is run, and rolled back. Null: the table is there already.
 * Faults: target.statement, target.noRight.
 */
export async function tryStatement(session: Session, target: TableName, statement: string): Promise<Table | null> {
  await judgeStatement(session, target, statement);
  await session.query('begin');
  try {
    await session.query(`set local lock_timeout = '4s'`);
    if ((await readTable(session.client, target)) !== null) return null;
    return await createByStatement(session, target, statement);
  } finally {
    await session.rollback();
  }
}

/** A name without a schema is one of the target's; for this statement alone, so that triggers find what they always found. */
async function runInSchema(session: Session, { schema }: TableName, statement: string): Promise<void> {
  const { rows } = await session.query<{ path: string }>(`select current_setting('search_path') as path`);
  const path = rows[0]?.path ?? '';
  const setPath = `select set_config('search_path', $1, true)`;
  await session.query(setPath, [[quoteIdentifier(schema), ...(path === '' ? [] : [path])].join(', ')]);
  await session.single(statement);
  await session.query(setPath, [path]);
}

const refusal = ({ schema, table }: TableName, reason: string, cause?: unknown): FaultError =>
  fault('target.statement', { table: `${schema}.${table}`, reason }, { cause });
