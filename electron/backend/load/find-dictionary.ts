import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { Table, TableName } from '#shared/column.ts';
import { findDrift, fitToTable } from '#shared/dictionary-drift.ts';
import { dictionaryOf, type Dictionary } from '#shared/rule.ts';

/** Where dictionaries come from, beside those that are built in and those that the tables themselves imply. */
export interface DictionarySources {
  /** Given for this batch alone, for instance by --dictionary; they stand for a table of any schema. */
  readonly given: readonly Dictionary[];
  /** Saved by a person for tables of this connection. */
  readonly saved: readonly { readonly name: TableName; readonly dictionary: Dictionary }[];
}

/** The dictionary that a person saved for a table, as it was saved. */
export const savedFor = (
  { schema, table }: TableName,
  { saved }: Pick<DictionarySources, 'saved'>,
): Dictionary | null => saved.find(({ name }) => name.schema === schema && name.table === table)?.dictionary ?? null;

/**
 * The dictionary that a table's rows are held to: the one given for this batch, else the one that a person saved, as far as the
 * table still has what it speaks of, else the built-in one of that name where it fits the table, else what the table's own
 * definition implies. Null when there is neither table nor dictionary.
 * @param table the table as the catalog has it, or null when it does not exist
 */
export function findDictionary(target: TableName, table: Table | null, sources: DictionarySources): Dictionary | null {
  const given = sources.given.find((dictionary) => dictionary.table === target.table);
  if (given !== undefined) return given;
  const saved = savedFor(target, sources);
  if (saved !== null) return table === null ? saved : fitToTable(saved, table);
  return findUnsaved(target.table, table);
}

/** The dictionary that holds where no person made one. */
export function findUnsaved(name: string, table: Table | null): Dictionary | null {
  const builtIn = challengeDictionaries.find((dictionary) => dictionary.table === name);
  if (builtIn !== undefined && (table === null || findDrift(builtIn, table).length === 0)) return builtIn;
  return table === null ? null : dictionaryOf(table);
}

/** Every dictionary that can create a table of a schema, those that go before the others first. */
export const creatableIn = (schema: string, { given, saved }: DictionarySources): readonly Dictionary[] => [
  ...given,
  ...saved.filter(({ name }) => name.schema === schema).map(({ dictionary }) => dictionary),
  ...challengeDictionaries,
];
