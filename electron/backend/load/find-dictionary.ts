import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { Table } from '#shared/column.ts';
import { dictionaryDrift, dictionaryOf, type Dictionary } from '#shared/rule.ts';

/**
 * The dictionary that a table's rows are held to: the one given by a person, else the built-in one of that name where it
 * fits the table, else what the table's own definition implies. Null when there is neither table nor dictionary.
 * @param table the table as the catalog has it, or null when it does not exist
 * @param given dictionaries given by a person, for instance by --dictionary
 */
export function findDictionary(
  name: string,
  table: Table | null,
  given: readonly Dictionary[] = [],
): Dictionary | null {
  const own = given.find((dictionary) => dictionary.table === name);
  if (own !== undefined) return own;
  const builtIn = challengeDictionaries.find((dictionary) => dictionary.table === name);
  if (builtIn !== undefined && (table === null || dictionaryDrift(builtIn, table).length === 0)) return builtIn;
  return table === null ? null : dictionaryOf(table);
}
