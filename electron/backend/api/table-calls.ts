import { implement } from '@orpc/server';
import { findDictionary } from '#backend/load/find-dictionary.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { listTables } from '#backend/postgres/list-tables.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import { tables as contract, type TableSummary } from '#shared/contract/tables.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { TableName } from '#shared/column.ts';
import { fault } from '#shared/fault.ts';
import { dictionaryDrift, dictionaryOf } from '#shared/rule.ts';
import type { Rooms } from './rooms.ts';

/** Sentences where a built-in dictionary no longer fits the table of its name. */
async function driftOf(client: PostgresClient, name: TableName): Promise<readonly string[]> {
  const dictionary = challengeDictionaries.find((known) => known.table === name.table);
  const table = dictionary === undefined ? null : await readTable(client, name);
  return dictionary === undefined || table === null ? [] : dictionaryDrift(dictionary, table);
}

/** Handlers of the calls of the area `tables`. */
export function tableCalls({ logins, history }: Rooms) {
  const os = implement(contract);

  const list = async (connectionId: string, signal: AbortSignal | undefined) => {
    const login = await logins.login(connectionId);
    const { schema } = login.address;
    const lastRuns = history.runs.lastByTable(connectionId, schema);
    const tables = await withClient(
      login,
      async (client) => {
        const summaries: TableSummary[] = [];
        for (const size of await listTables(client, schema)) {
          const lastRun = lastRuns.get(size.table) ?? null;
          // A table that nothing was loaded into may have a built-in dictionary's name by chance.
          const drift = lastRun === null ? [] : await driftOf(client, { schema, table: size.table });
          summaries.push({ ...size, lastRun, drift: [...drift] });
        }
        return summaries;
      },
      { signal },
    );
    return { schema, tables };
  };

  return {
    list: os.list.handler(({ input, signal }) => list(input.connectionId, signal)),
    get: os.get.handler(async ({ input, signal }) => {
      const login = await logins.login(input.connectionId);
      const { tables } = await list(input.connectionId, signal);
      const summary = tables.find((table) => table.schema === input.name.schema && table.table === input.name.table);
      const table = await withClient(login, (client) => readTable(client, input.name), { signal });
      if (summary === undefined || table === null) throw fault('target.missing', { table: input.name.table });
      return { summary, table, dictionary: findDictionary(table.table, table) ?? dictionaryOf(table) };
    }),
  };
}
