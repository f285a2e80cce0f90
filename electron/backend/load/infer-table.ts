import { setImmediate } from 'node:timers/promises';
import type { Dialect } from '#shared/dialect.ts';
import type { InferredColumn, InferredTable, KeyDoubt } from '#shared/inferred-table.ts';
import type { ColumnRule, Dictionary } from '#shared/rule.ts';
import { TypeInference } from '#backend/check/infer-types.ts';
import { columnNames, keyLikeFields } from '#shared/column-names.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import { isSeekable } from '#backend/parse/read-records.ts';
import { openSource } from '#backend/source/open-source.ts';

/** A file, how it is read, and what the table is to be called. */
export interface InferRequest {
  readonly path: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly width: number;
  readonly fieldNames: readonly string[];
  readonly table: string;
}

export interface InferProgress {
  readonly rows: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** Types that can be a key without a doubt about what is equal. */
const keyTypes: ReadonlySet<string> = new Set(['int4', 'int8', 'uuid', 'text']);

/**
 * Reads a whole file and says what table would hold it: the narrowest type of each column that takes all of its values, with
 * the row that decided on it. The rows are read as a load of the file would read them.
 * Faults: source.*, csv.*.
 */
export async function inferTable(
  { path, name, dialect, width, fieldNames, table }: InferRequest,
  {
    progress,
    signal,
  }: { readonly progress: (progress: InferProgress) => void; readonly signal?: AbortSignal | undefined },
): Promise<InferredTable> {
  const names = columnNames(fieldNames, width);
  const inference = new TypeInference(dialect, width, keyLikeFields(names, table));
  const source = await openSource({ path, name }, { encoding: dialect.encoding, signal });
  try {
    const seekable = isSeekable(source, dialect);
    for await (const batch of parseRows(source, dialect, { signal })) {
      inference.take(batch);
      const bytesRead = seekable ? (batch.offsets[batch.rowCount] ?? 0) : source.bytesRead;
      progress({ rows: inference.rows, bytesRead, bytesTotal: source.bytes });
      // Calls of others get their turn, and so does Cancel.
      await setImmediate();
      signal?.throwIfAborted();
    }
    await source.verifyUnchanged();
  } finally {
    await source.close();
  }
  const { columns, unique, doubts } = inference.conclude();
  const named = columns.map((column, field): InferredColumn => ({
    ...column,
    name: names[field] ?? '',
    field,
    fieldName: fieldNames[field] ?? null,
  }));
  const keyLike = keyLikeFields(names, table);
  const dictionary = dictionaryFor(named, table, keyLike, new Set(unique));
  const keyDoubt = dictionary.primaryKey.length > 0 ? null : doubtOf(names, keyLike, doubts, new Set(unique));
  return { columns: named, rows: inference.rows, unfit: inference.unfit, dictionary, keyDoubt };
}

/** Why the likeliest key is none; one that was only not compared to its end goes before one that is surely none. */
function doubtOf(
  names: readonly string[],
  keyLike: readonly number[],
  doubts: ReadonlyMap<number, Omit<KeyDoubt, 'name'>>,
  unique: ReadonlySet<number>,
): KeyDoubt | null {
  const all = keyLike.flatMap((field): KeyDoubt[] => {
    const name = names[field] ?? '';
    const doubt = doubts.get(field);
    if (doubt !== undefined) return [{ ...doubt, name }];
    return unique.has(field) ? [{ name, why: 'type', count: 0, first: null }] : [];
  });
  return all.find(({ why }) => why === 'many') ?? all[0] ?? null;
}

function dictionaryFor(
  columns: readonly InferredColumn[],
  table: string,
  keyLike: readonly number[],
  unique: ReadonlySet<number>,
): Dictionary {
  const key = keyLike.find((field) => unique.has(field) && keyTypes.has(columns[field]?.type.name ?? ''));
  return {
    table,
    columns: columns.map(({ name, type, values, empty }): ColumnRule => ({
      name,
      type: type.name,
      ...(type.modifiers === undefined ? {} : { modifiers: type.modifiers }),
      required: values > 0 && empty === 0,
      notEmpty: false,
      rules: [],
    })),
    primaryKey: key === undefined ? [] : [columns[key]?.name ?? ''],
    uniqueKeys: [],
    references: [],
    origin: 'person',
  };
}
