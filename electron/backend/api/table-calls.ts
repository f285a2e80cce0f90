import { implement } from '@orpc/server';
import { findDictionary, savedFor, type DictionarySources } from '#backend/load/find-dictionary.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { listTables } from '#backend/postgres/list-tables.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import { tables as contract, type TableSummary } from '#shared/contract/tables.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { TableName } from '#shared/column.ts';
import { findDrift } from '#shared/dictionary-drift.ts';
import { fault } from '#shared/fault.ts';
import { dictionaryOf } from '#shared/rule.ts';
import type { Rooms } from './rooms.ts';

/**
 * Sentences where the dictionary of a table no longer fits it: the one that a person saved, or the built-in one of its name.
 * @param wasLoaded a table that nothing was loaded into may have a built-in dictionary's name by chance
 */
async function driftOf(
  client: PostgresClient,
  name: TableName,
  wasLoaded: boolean,
  sources: DictionarySources,
): Promise<string[]> {
  const builtIn = wasLoaded ? challengeDictionaries.find((known) => known.table === name.table) : undefined;
  const dictionary = savedFor(name, sources) ?? builtIn;
  const table = dictionary === undefined ? null : await readTable(client, name);
  return dictionary === undefined || table === null ? [] : findDrift(dictionary, table).map(({ sentence }) => sentence);
}

/** Handlers of the calls of the area `tables`. */
export function tableCalls({ logins, history }: Rooms) {
  const os = implement(contract);
  const sourcesOf = (connectionId: string): DictionarySources => ({
    given: [],
    saved: history.dictionaries.list(logins.dictionaryOwner(connectionId).id),
  });

  const list = async (connectionId: string, signal: AbortSignal | undefined) => {
    const login = await logins.login(connectionId);
    const { schema } = login.address;
    const sources = sourcesOf(connectionId);
    const lastRuns = history.runs.lastByTable(connectionId, schema);
    const lastBackups = history.backups.lastByTable(connectionId, schema);
    const tables = await withClient(
      login,
      async (client) => {
        const summaries: TableSummary[] = [];
        for (const size of await listTables(client, schema)) {
          const lastRun = lastRuns.get(size.table) ?? null;
          const drift = await driftOf(client, { schema, table: size.table }, lastRun !== null, sources);
          summaries.push({ ...size, lastRun, lastBackup: lastBackups.get(size.table) ?? null, drift });
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
      const dictionary = findDictionary(input.name, table, sourcesOf(input.connectionId)) ?? dictionaryOf(table);
      return { summary, table, dictionary };
    }),
  };
}
