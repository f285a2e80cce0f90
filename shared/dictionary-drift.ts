import { z } from 'zod';
import { typeLabel, type Table } from './column.ts';
import { dictionaryOf, type Dictionary } from './rule.ts';

/** One thing in which a dictionary and its table are apart. */
export const driftSchema = z.object({
  /** gone: the table has no such column; retyped: it has another type; extra: only the table has it. */
  kind: z.enum(['gone', 'retyped', 'extra']),
  column: z.string(),
  sentence: z.string(),
});
export type Drift = z.infer<typeof driftSchema>;

/** Where a dictionary no longer fits a table: columns that are gone, that have another type, that are new. */
export const findDrift = (dictionary: Dictionary, table: Table): readonly Drift[] =>
  compareColumns(dictionary, table.columns, dictionaryOf(table));

/**
 * The same for who does not have the whole table.
 * @param columns all that the table has
 * @param catalog what the table itself asks for of those that a file can fill
 */
export function compareColumns(
  dictionary: Dictionary,
  columns: readonly { readonly name: string; readonly type: string }[],
  catalog: Dictionary,
): readonly Drift[] {
  const known = new Map(columns.map((column) => [column.name, column]));
  const ruled = new Set(dictionary.columns.map((rule) => rule.name));
  const ofRules = dictionary.columns.flatMap(({ name, type }): Drift[] => {
    const column = known.get(name);
    if (column === undefined) {
      const sentence = `The dictionary names a column ${name} that the table does not have.`;
      return [{ kind: 'gone', column: name, sentence }];
    }
    if (column.type === type) return [];
    const sentence = `The column ${name} is ${typeLabel(column.type)} in the table and ${typeLabel(type)} in the dictionary.`;
    return [{ kind: 'retyped', column: name, sentence }];
  });
  const extra = catalog.columns.flatMap(({ name }): Drift[] => {
    const sentence = `The table has a column ${name} that the dictionary does not know.`;
    return ruled.has(name) ? [] : [{ kind: 'extra', column: name, sentence }];
  });
  return [
    ...ofRules.filter(({ kind }) => kind === 'gone'),
    ...ofRules.filter(({ kind }) => kind === 'retyped'),
    ...extra,
  ];
}

/**
 * A dictionary as it holds for a table that has changed since: what it says of columns that are there still holds, with
 * the type that it names; what it says of columns that are gone is left out, keys and references over them too; a column that
 * it does not know must be what the table itself asks for.
 */
export function fitToTable(dictionary: Dictionary, table: Table): Dictionary {
  const implied = dictionaryOf(table);
  const fillable = new Set(implied.columns.map(({ name }) => name));
  const ruled = new Set(dictionary.columns.map(({ name }) => name));
  const known = new Set(table.columns.map(({ name }) => name));
  // A key may stand over a column that the server itself fills.
  const isThere = (columns: readonly string[]): boolean => columns.every((name) => known.has(name));
  return {
    ...dictionary,
    columns: [
      ...dictionary.columns.filter(({ name }) => fillable.has(name)),
      ...implied.columns.filter(({ name }) => !ruled.has(name)),
    ],
    primaryKey: isThere(dictionary.primaryKey) ? dictionary.primaryKey : [],
    uniqueKeys: dictionary.uniqueKeys.filter(isThere),
    ...(dictionary.warningKeys === undefined ? {} : { warningKeys: dictionary.warningKeys.filter(isThere) }),
    references: dictionary.references.filter(({ columns }) => isThere(columns)),
  };
}
