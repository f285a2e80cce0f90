import type { Login } from '#shared/connection.ts';
import type { Table, TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';
import { Session } from '#backend/copy/session.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { createTable } from './create-table.ts';
import { beginTransaction } from './transaction.ts';

/**
 * Creates a table as its dictionary says, in a transaction of its own; returns it as the catalog has it then.
 * Faults: target.noRight, target.changed (it is there already), dictionary.invalid, postgres.*.
 */
export async function createFromDictionary(
  login: Login,
  target: TableName,
  dictionary: Dictionary,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Table> {
  const session = await Session.open(login, () => {}, { signal });
  try {
    await beginTransaction(session);
    await createTable(session, target, dictionary);
    const table = await readTable(session.client, target);
    if (table === null) throw fault('target.changed', { table: target.table, reason: 'it was dropped' });
    await session.commit();
    return table;
  } catch (error) {
    throw queryFault(error, login.address);
  } finally {
    await session.rollback();
    await session.close();
  }
}
