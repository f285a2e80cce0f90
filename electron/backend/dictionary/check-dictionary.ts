import type { Table, TableName } from '#shared/column.ts';
import type { DictionaryProblem } from '#shared/contract/dictionaries.ts';
import { nameProblem } from '#shared/column-names.ts';
import type { ColumnRule, Dictionary } from '#shared/rule.ts';
import { ruleProblems } from '#backend/check/rule-problems.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { readTable } from '#backend/postgres/read-table.ts';

interface CheckedDictionary {
  readonly name: TableName;
  readonly dictionary: Dictionary;
  /** As the catalog has it; null: it does not exist. */
  readonly table: Table | null;
  /** The dictionary by which a load would create a table that does not exist; null: what is referred to must exist. */
  readonly dictionaryFor: ((name: TableName) => Dictionary | null) | null;
}

/**
 * Why a dictionary cannot be used, each under the column that it is about: rules that are none, types that the server does not
 * know, keys and references over columns that are not there. Empty: it can be.
 */
export async function checkDictionary(
  client: PostgresClient,
  checked: CheckedDictionary,
): Promise<DictionaryProblem[]> {
  const { dictionary, table } = checked;
  const ofColumns = dictionary.columns.flatMap((rule) => {
    const column = table?.columns.find(({ name }) => name === rule.name) ?? null;
    return ruleProblems(rule, column).map((reason) => ({ column: rule.name, sentence: asSentence(reason) }));
  });
  return [
    ...(table === null ? nameProblems(checked) : []),
    ...repeated(dictionary.columns.map(({ name }) => name)).map((name) => ({
      column: name,
      sentence: `The column ${name} stands there more than once.`,
    })),
    ...(await unknownTypes(client, dictionary.columns, table)),
    ...ofColumns,
    ...keyProblems(dictionary, table),
    ...(await referenceProblems(client, checked)),
  ];
}

/** Names that the server would not give a table, or cut. */
function nameProblems({ name, dictionary }: CheckedDictionary): DictionaryProblem[] {
  const ofTable = nameProblem(name.table, 'table');
  const ofColumns = dictionary.columns.map((rule) => ({
    column: rule.name,
    sentence: nameProblem(rule.name, 'column'),
  }));
  return [{ column: null, sentence: ofTable }, ...ofColumns].flatMap(({ column, sentence }) =>
    sentence === null ? [] : [{ column, sentence }],
  );
}

const asSentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) < index)),
];

async function unknownTypes(
  client: PostgresClient,
  columns: readonly ColumnRule[],
  table: Table | null,
): Promise<DictionaryProblem[]> {
  const ofTable = new Set(table?.columns.map(({ name, type }) => JSON.stringify([name, type])));
  const asked = columns.filter(({ name, type }) => !ofTable.has(JSON.stringify([name, type])));
  if (asked.length === 0) return [];
  const { rows } = await client.query<{ type: string }>('select typname as type from pg_type where typname = any($1)', [
    asked.map(({ type }) => type),
  ]);
  const known = new Set(rows.map(({ type }) => type));
  return asked
    .filter(({ type }) => !known.has(type))
    .map(({ name, type }) => ({ column: name, sentence: `The server knows no type ${type}.` }));
}

/** Those of the dictionary, and those of the table that no file fills: an identity may be a key. */
const columnNames = ({ columns }: Dictionary, table: Table | null): ReadonlySet<string> =>
  new Set([...columns, ...(table?.columns ?? [])].map(({ name }) => name));

function keyProblems(dictionary: Dictionary, table: Table | null): DictionaryProblem[] {
  const { primaryKey, uniqueKeys, warningKeys = [] } = dictionary;
  const known = columnNames(dictionary, table);
  return [
    ...columnProblems('The primary key', primaryKey, known),
    ...[...uniqueKeys, ...warningKeys].flatMap((key) =>
      columnProblems(`The unique key (${key.join(', ')})`, key, known),
    ),
  ];
}

/** Under the column where it is one of the dictionary, under the whole where it is not. */
function columnProblems(what: string, names: readonly string[], known: ReadonlySet<string>): DictionaryProblem[] {
  return [
    ...names
      .filter((name) => !known.has(name))
      .map((name) => ({ column: null, sentence: `${what} names a column ${name} that the dictionary does not have.` })),
    ...repeated(names).map((name) => ({
      column: known.has(name) ? name : null,
      sentence: `${what} names ${name} twice.`,
    })),
  ];
}

async function referenceProblems(
  client: PostgresClient,
  { name, dictionary, table, dictionaryFor }: CheckedDictionary,
): Promise<DictionaryProblem[]> {
  const known = columnNames(dictionary, table);
  const problems: DictionaryProblem[] = [];
  for (const reference of dictionary.references) {
    const [first = ''] = reference.columns;
    const under = known.has(first) ? first : null;
    const what = `The reference (${reference.columns.join(', ')})`;
    problems.push(...columnProblems(what, reference.columns, known));
    if (reference.columns.length !== reference.parentColumns.length) {
      const count = `${reference.columns.length} and ${reference.parentColumns.length}`;
      problems.push({
        column: under,
        sentence: `${what} does not pair its columns with those of ${reference.table}: ${count}.`,
      });
    }
    const parent = { schema: reference.schema ?? name.schema, table: reference.table };
    const parentColumns = await columnsOf(client, parent, { name, dictionary, dictionaryFor });
    if (parentColumns === null) {
      const sentence = `There is no table ${parent.schema}.${parent.table} to refer to. Create it first.`;
      problems.push({ column: under, sentence });
      continue;
    }
    for (const wanted of reference.parentColumns) {
      if (parentColumns.has(wanted)) continue;
      problems.push({ column: under, sentence: `The table ${parent.schema}.${parent.table} has no column ${wanted}.` });
    }
  }
  return problems;
}

async function columnsOf(
  client: PostgresClient,
  parent: TableName,
  { name, dictionary, dictionaryFor }: Pick<CheckedDictionary, 'name' | 'dictionary' | 'dictionaryFor'>,
): Promise<ReadonlySet<string> | null> {
  const isSelf = parent.schema === name.schema && parent.table === name.table;
  const found = await readTable(client, parent);
  const columns = found?.columns ?? (isSelf ? dictionary : dictionaryFor?.(parent))?.columns ?? null;
  return columns === null ? null : new Set(columns.map((column) => column.name));
}
