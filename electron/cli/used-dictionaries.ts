import { createRouterClient } from '@orpc/server';
import { isFault } from '#shared/fault.ts';
import type { ImportItem } from '#shared/load.ts';
import type { PlanRequest } from './plan-files.ts';

/** Which dictionary the rows of a table are held to. */
export interface UsedDictionary {
  readonly schema: string;
  readonly table: string;
  /**
   * given: by --dictionary; saved: by a person for the table of a connection; builtIn: the one of that name; table: what the table
   * itself asks for.
   */
  readonly origin: 'given' | 'saved' | 'builtIn' | 'table';
  /** given: what --dictionary names; saved: the connection. */
  readonly from?: string;
}

/** One a table that rows go to, in the order of the files; none of a table that is made of its file. */
export async function usedDictionaries(
  { backend, connectionId, dictionaries: given, request }: PlanRequest,
  items: readonly ImportItem[],
): Promise<UsedDictionary[]> {
  const { dictionaries } = createRouterClient(backend.router);
  const targets = new Map(items.map(({ target }) => [JSON.stringify([target.schema, target.table]), target]));
  const used: UsedDictionary[] = [];
  for (const target of targets.values()) {
    const name = { schema: target.schema, table: target.table };
    if (request.dictionary !== null && given.some(({ table }) => table === target.table)) {
      used.push({ ...name, origin: 'given', from: request.dictionary });
      continue;
    }
    try {
      const { dictionary } = await dictionaries.get({ connectionId, name });
      if (dictionary.origin === 'person')
        used.push({ ...name, origin: 'saved', from: backend.dictionaryOwner(connectionId) });
      else used.push({ ...name, origin: dictionary.origin === 'builtIn' ? 'builtIn' : 'table' });
    } catch (error) {
      // It is made of its file.
      if (!isFault(error)) throw error;
    }
  }
  return used;
}

/** One of them as a line. */
export function usedWords({ schema, table, origin, from = '' }: UsedDictionary): string {
  const words = {
    given: `the dictionary ${from}`,
    saved: `the dictionary saved for it with the connection ${from}`,
    builtIn: 'the built-in dictionary of that name',
    table: 'what the table itself asks for',
  };
  return `${schema}.${table}: rows are held to ${words[origin]}.`;
}
