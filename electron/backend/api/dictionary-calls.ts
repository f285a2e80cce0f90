import { implement } from '@orpc/server';
import { checkDictionary } from '#backend/dictionary/check-dictionary.ts';
import { parseSchemaJson, readSchemaText, schemasIn } from '#backend/dictionary/parse-schema-file.ts';
import { readTableSchema } from '#backend/dictionary/read-table-schema.ts';
import { writeTableSchema } from '#backend/dictionary/write-table-schema.ts';
import { writeFileOf } from '#backend/history/write-file.ts';
import { createFromDictionary } from '#backend/load/create-from-dictionary.ts';
import { createTableSql } from '#backend/load/create-table.ts';
import { findDictionary, findUnsaved, savedFor, type DictionarySources } from '#backend/load/find-dictionary.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import type { Table, TableName } from '#shared/column.ts';
import {
  dictionaries as contract,
  type DictionaryProblem,
  type DictionaryView,
} from '#shared/contract/dictionaries.ts';
import { findDrift } from '#shared/dictionary-drift.ts';
import { fault } from '#shared/fault.ts';
import { type Dictionary, dictionaryOf } from '#shared/rule.ts';
import type { Downloads } from './downloads.ts';
import type { Rooms } from './rooms.ts';
import { fileOf } from './source-file.ts';

interface Draft {
  readonly connectionId: string;
  readonly name: TableName;
  readonly dictionary: Dictionary;
}

/** Handlers of the calls of the area `dictionaries`. */
export function dictionaryCalls(rooms: Rooms, downloads: Downloads) {
  const { logins, history, changes, allowPaths } = rooms;
  const os = implement(contract);
  const sourcesOf = (connectionId: string): DictionarySources => ({
    given: [],
    saved: history.dictionaries.list(logins.dictionaryOwner(connectionId).id),
  });

  const withTable = async <T>(
    { connectionId, name }: Pick<Draft, 'connectionId' | 'name'>,
    signal: AbortSignal | undefined,
    work: (table: Table | null, client: PostgresClient) => T | Promise<T>,
  ): Promise<T> =>
    withClient(await logins.login(connectionId), async (client) => work(await readTable(client, name), client), {
      signal,
    });

  const problemsOf = (client: PostgresClient, draft: Draft, table: Table | null): Promise<DictionaryProblem[]> => {
    const sources = sourcesOf(draft.connectionId);
    const dictionaryFor = (name: TableName): Dictionary | null => findDictionary(name, null, sources);
    return checkDictionary(client, { ...draft, table, dictionaryFor });
  };

  /** A table is created alone: what it refers to must be there. */
  const creationProblems = async (client: PostgresClient, draft: Draft, table: Table | null) => [
    ...(table === null ? [] : [{ column: null, sentence: `There is a table ${nameOf(draft.name)} already.` }]),
    ...(await checkDictionary(client, { ...draft, table, dictionaryFor: null })),
  ];

  const view = (connectionId: string, name: TableName, table: Table | null): DictionaryView | null => {
    const unsaved = findUnsaved(name.table, table);
    const dictionary = savedFor(name, sourcesOf(connectionId)) ?? unsaved;
    if (dictionary === null) return null;
    return {
      name,
      dictionary,
      drift: table === null ? [] : [...findDrift(dictionary, table)],
      columns: (table?.columns ?? []).map((column) => ({ name: column.name, type: column.type })),
      catalog: table === null ? null : dictionaryOf(table),
      unsaved,
    };
  };

  const keep = ({ connectionId, name, dictionary }: Draft): void => {
    history.dictionaries.put(connectionId, name, dictionary);
    changes.emit('dictionaries');
  };

  return {
    get: os.get.handler(({ input, signal }) =>
      withTable(input, signal, (table) => {
        const found = view(input.connectionId, input.name, table);
        if (found === null) throw fault('target.missing', { table: input.name.table });
        return found;
      }),
    ),
    save: os.save.handler(({ input, signal }) =>
      withTable(input, signal, async (table, client) => {
        const problems = await problemsOf(client, input, table);
        if (problems.length > 0) return { problems, view: null };
        keep(input);
        return { problems, view: view(input.connectionId, input.name, table) };
      }),
    ),
    reset: os.reset.handler(({ input, signal }) =>
      withTable(input, signal, (table) => {
        history.dictionaries.remove(input.connectionId, input.name);
        changes.emit('dictionaries');
        return { view: view(input.connectionId, input.name, table) };
      }),
    ),
    readSchema: os.readSchema.handler(async ({ input, signal }) => {
      const file = fileOf(input.source, rooms);
      const json = parseSchemaJson(await readSchemaText(file.path, file.name), file.name);
      const schemas = schemasIn(json, file.name);
      const wanted = schemas.length > 1 ? schemas.find((one) => one.name === input.name?.table) : schemas[0];
      if (wanted === undefined)
        throw noSchema(
          file.name,
          schemas.map((one) => one.name),
        );
      const { address } = await logins.login(input.connectionId);
      const read = (name: TableName | null, table: Table | null) =>
        readTableSchema(wanted.schema, { name: name?.table ?? null, fallbackName: wanted.name, table });
      const name = input.name ?? { schema: address.schema, table: read(null, null).dictionary.table };
      return withTable({ connectionId: input.connectionId, name }, signal, (table) => {
        const { dictionary, notes } = read(input.name, table);
        return { name, dictionary, notes: [...notes], exists: table !== null };
      });
    }),
    writeSchema: os.writeSchema.handler(async ({ input }) => {
      const schema = writeTableSchema({ ...input.dictionary, table: input.name.table });
      const bytes = Buffer.from(`${JSON.stringify(schema, null, 2)}\n`);
      const name = `${input.name.table}.schema.json`;
      if (input.path === null) {
        const offer = { name, type: 'application/json', parts: () => [bytes] };
        return { name, href: `/downloads/${downloads.offer(offer)}`, path: null };
      }
      if (!allowPaths) throw fault('source.refused');
      await writeFileOf(input.path, [bytes]);
      return { name, href: null, path: input.path };
    }),
    planTable: os.planTable.handler(({ input, signal }) =>
      withTable(input, signal, async (table, client) => ({
        sql: createTableSql(input.name.schema, { ...input.dictionary, table: input.name.table }),
        notes: notHeld(input.dictionary),
        problems: await creationProblems(client, input, table),
      })),
    ),
    createTable: os.createTable.handler(async ({ input, signal }) => {
      const problems = await withTable(input, signal, (table, client) => creationProblems(client, input, table));
      if (problems.length > 0) return { problems, view: null };
      const login = await logins.login(input.connectionId);
      const table = await createFromDictionary(login, input.name, input.dictionary, { signal });
      keep(input);
      return { problems, view: view(input.connectionId, input.name, table) };
    }),
  };
}

const nameOf = ({ schema, table }: TableName): string => `${schema}.${table}`;

const noSchema = (name: string, found: readonly string[]): Error =>
  fault('dictionary.invalid', {
    name,
    reason: found.length === 0 ? 'it holds no Table Schema' : `it holds several schemas: ${found.join(', ')}`,
  });

/** What Sluice judges of a dictionary and the table it creates does not. */
function notHeld({ columns }: Dictionary): string[] {
  const ruled = columns.filter(({ rules, notEmpty }) => rules.length > 0 || notEmpty).map(({ name }) => name);
  return ruled.length === 0
    ? []
    : [
        `The table holds types, required columns, keys and references. Length, pattern, range, list and not empty of ${ruled.join(', ')} are judged on the way in.`,
      ];
}
