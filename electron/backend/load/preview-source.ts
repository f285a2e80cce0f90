import { createHash } from 'node:crypto';
import type { Column, Table, TableName } from '#shared/column.ts';
import type { Preview, PreviewCell, PreviewColumn, PreviewRequest, PreviewRow } from '#shared/contract/imports.ts';
import type { Login } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import { takesField, type FieldMatch } from '#shared/load.ts';
import { findDrift } from '#shared/dictionary-drift.ts';
import type { Dictionary } from '#shared/rule.ts';
import { makeCheckPlan, type CheckPlan, unfilledColumns } from '#backend/check/check-plan.ts';
import { previewRows } from '#backend/check/preview-rows.ts';
import { detectDialect } from '#backend/parse/detect-dialect.ts';
import type { Candidate } from '#backend/parse/guess-table.ts';
import { headerSignature } from '#backend/parse/header-signature.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { listColumns } from '#backend/postgres/list-columns.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import { openSource, type Source } from '#backend/source/open-source.ts';
import { chooseMatch } from './choose-match.ts';
import { judgePreview } from './judge-preview.ts';
import { creatableIn, findDictionary, type DictionarySources, savedFor } from './find-dictionary.ts';

/** A file of this machine under the name that a person knows. */
export interface PreviewedFile {
  readonly path: string;
  readonly name: string;
}

/** What the history knows of the connection. */
export interface Remembered {
  readonly saved: DictionarySources['saved'];
  /** What the last load of a file with this signature (see headerSignature) into this table took. */
  readonly matchOf: (target: TableName, signature: string) => readonly FieldMatch[] | null;
}

/**
 * Reads the beginning of a file and says how it would be read, which table it fits, and what its first rows become; what
 * the request names is taken as given. Judges by the same codecs and rules as the load.
 * Faults: source.*, csv.*, postgres.*, target.missing, target.notATable, mapping.invalid, dictionary.invalid.
 */
export async function previewSource(
  login: Login,
  file: PreviewedFile,
  request: PreviewRequest,
  remembered: Remembered,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Preview> {
  const waiting = signal === undefined ? {} : { signal };
  const sources = { given: request.dictionaries, saved: remembered.saved };
  const source = await openSource(file, { ...waiting, encoding: request.dialect.encoding });
  try {
    return await withClient(
      login,
      async (client) => {
        const target = request.target === null ? null : inSchema(request.target, login);
        const candidates = [
          ...candidatesOf(await listColumns(client, login.address.schema), login, sources),
          ...(await tableElsewhere(client, target, login)),
        ];
        const detected = await detectDialect(source, {
          choice: withoutUndefined(request.dialect),
          candidates,
          target,
          match: request.match,
          rowsMax: request.limit,
          ...waiting,
        });
        const chosen = target ?? detected.guess?.target ?? null;
        const table = chosen === null ? null : await readTable(client, chosen);
        const dictionary = chosen === null ? null : findDictionary(chosen, table, sources);
        if (chosen !== null && dictionary === null) throw fault('target.missing', { table: nameOf(chosen, login) });
        const drift = chosen === null || table === null ? [] : driftOf(chosen, table, sources);
        const { matchOf } = remembered;
        const findings = { source, request, candidates, detected, target, chosen, table, dictionary, drift, matchOf };
        return await describe(client, findings);
      },
      waiting,
    );
  } finally {
    await source.close();
  }
}

interface Findings {
  readonly source: Source;
  readonly request: PreviewRequest;
  readonly candidates: readonly Candidate[];
  readonly detected: Awaited<ReturnType<typeof detectDialect>>;
  /** What was asked for. */
  readonly target: TableName | null;
  /** What was asked for, or guessed. */
  readonly chosen: TableName | null;
  readonly table: Table | null;
  readonly dictionary: Dictionary | null;
  readonly drift: readonly string[];
  readonly matchOf: Remembered['matchOf'];
}

/** Where the dictionary that a person saved no longer fits the table; it holds for what is there. */
function driftOf(target: TableName, table: Table, sources: DictionarySources): readonly string[] {
  const isGiven = sources.given.some((dictionary) => dictionary.table === target.table);
  const saved = isGiven ? null : savedFor(target, sources);
  return saved === null ? [] : findDrift(saved, table).map(({ sentence }) => sentence);
}

async function describe(client: PostgresClient, findings: Findings): Promise<Preview> {
  const { source, request, candidates, detected, target, chosen, table, dictionary, drift, matchOf } = findings;
  const { dialect, sample, guess } = detected;
  const { width, fieldNames } = sample;
  const signature = headerSignature(fieldNames, width);
  const { match, by } =
    dictionary === null || chosen === null
      ? { match: [], by: null }
      : chooseMatch({
          dictionary,
          table,
          fieldNames,
          width,
          given: request.match,
          remembered: request.memory ? matchOf(chosen, signature) : null,
        });
  const plan =
    dictionary === null ? null : makeCheckPlan({ dictionary, table, match, width, dialect, unfinished: true });
  const columns = dictionary === null ? [] : columnsOf(dictionary, table, match, fieldNames);
  return {
    source: request.source,
    name: source.name,
    bytes: source.bytes,
    dialect,
    chosen: Object.keys(withoutUndefined(request.dialect)),
    target: chosen,
    targetExists: table !== null,
    targetFoundBy:
      target === null ? (guess?.foundBy ?? 'neither its header nor its name nor its width tells which') : 'chosen',
    candidates: candidates.map(({ schema, table: name }) => ({ schema, table: name })),
    width,
    fieldNames: [...fieldNames],
    match: [...match],
    matched: by === null ? null : { by, signature },
    unfilled: dictionary === null ? [] : unfilledColumns({ dictionary, table, match }),
    columns,
    rows: plan === null ? [] : await rowsOf(client, sample.batches, plan, columns),
    whole: sample.whole,
    sheets: [...detected.sheets],
    ambiguous: [...detected.ambiguous],
    judgedBy: dictionary === null ? '' : digestOf([dictionary, table]),
    drift: [...drift],
  };
}

const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** A column that no field fills: the server's default. */
const emptyCell: PreviewCell = { text: null, stored: null, error: null, warning: null };

/** The rows with a cell for every column, also for those that no field fills. */
async function rowsOf(
  client: PostgresClient,
  batches: readonly RowBatch[],
  plan: CheckPlan,
  columns: readonly PreviewColumn[],
): Promise<PreviewRow[]> {
  const places = columns.map(({ rule }) => plan.columns.findIndex((column) => column.name === rule.name));
  const rows = batches.flatMap((batch) => previewRows(batch, plan));
  const judged = await judgePreview(client, plan, rows);
  return judged.map((row) => ({ ...row, cells: places.map((place) => row.cells[place] ?? emptyCell) }));
}

function columnsOf(
  dictionary: Dictionary,
  table: Table | null,
  match: readonly FieldMatch[],
  fieldNames: readonly string[],
): PreviewColumn[] {
  const matched = new Map(match.map((one) => [one.column, one]));
  const known = new Map(table?.columns.map((column) => [column.name, column]));
  return dictionary.columns.map((rule) => {
    const one = matched.get(rule.name);
    const field = one !== undefined && takesField(one) ? one.field : null;
    const column = known.get(rule.name);
    return {
      rule,
      key: dictionary.primaryKey.includes(rule.name),
      reference: dictionary.references.find((reference) => reference.columns.includes(rule.name)) ?? null,
      field,
      fieldName: field === null ? null : (fieldNames[field] ?? null),
      constant: one !== undefined && !takesField(one) ? one.constant : null,
      changes: one !== undefined && takesField(one) ? [...(one.changes ?? [])] : [],
      hasDefault: column !== undefined && (column.hasDefault || column.identity !== null),
    };
  });
}

/** Every table that rows could go to: those of the schema, and those that a dictionary can create there. */
function candidatesOf(
  tables: readonly { readonly table: string; readonly columns: readonly Pick<Column, 'name' | 'type'>[] }[],
  login: Login,
  sources: DictionarySources,
): Candidate[] {
  const { schema } = login.address;
  const known = new Set(tables.map(({ table }) => table));
  const creatable = creatableIn(schema, sources).filter(({ table }) => !known.has(table) && known.add(table));
  return [...tables, ...creatable].map(({ table, columns }) => ({
    schema,
    table,
    columns: columns.map(({ name, type }) => ({ name, type })),
  }));
}

/** The table that was asked for, where it stands in another schema than the connection's own. */
async function tableElsewhere(client: PostgresClient, target: TableName | null, login: Login): Promise<Candidate[]> {
  if (target === null || target.schema === login.address.schema) return [];
  const tables = await listColumns(client, target.schema);
  return tables.filter(({ table }) => table === target.table).map((table) => ({ ...table, schema: target.schema }));
}

/** A table without a schema is one of the connection's own. */
const inSchema = ({ schema, table }: TableName, login: Login): TableName => ({
  schema: schema === '' ? login.address.schema : schema,
  table,
});

/** As a person would write it: with its schema where that is not the connection's own. */
const nameOf = ({ schema, table }: TableName, login: Login): string =>
  schema === login.address.schema ? table : `${schema}.${table}`;

type Defined<T> = { [name in keyof T]?: Exclude<T[name], undefined> };

/** Without the parts that are not there, so that they do not stand in the way of what was detected. */
const withoutUndefined = <T extends object>(some: T): Defined<T> =>
  Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as Defined<T>;
