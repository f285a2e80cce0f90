import { resolve } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { tableNameOf } from '#shared/column-names.ts';
import type { TableName } from '#shared/column.ts';
import { FaultError, isFault } from '#shared/fault.ts';
import { decidedWords, type InferredTable, showType } from '#shared/inferred-table.ts';
import type { ImportItem } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import { followJob } from './follow-job.ts';
import type { PlanRequest } from './plan-files.ts';

/** Tables that are made of files, as they were inferred. */
export interface NewTables {
  readonly dictionaries: readonly Dictionary[];
  /** Where the file of a path goes. */
  readonly targets: ReadonlyMap<string, TableName>;
  readonly inferred: ReadonlyMap<string, InferredTable>;
}

/** A new table, as --json tells it. */
export interface CreatedTable {
  readonly schema: string;
  readonly table: string;
  readonly statement: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly key: boolean;
    /** The row that decided on the type. */
    readonly why: string;
  }[];
}

export const noTables: NewTables = { dictionaries: [], targets: new Map(), inferred: new Map() };

/**
 * Reads each file whose table is not there to its end, for the table that would hold it. Nothing is created: the load does that, in
 * its own transaction. Several files of one new table: the first says what it is.
 * Faults: those of the source and the dialect.
 */
export async function inferNewTables(
  plan: PlanRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<NewTables> {
  const { request, dictionaries: given } = plan;
  const dictionaries: Dictionary[] = [];
  const targets = new Map<string, TableName>();
  const inferred = new Map<string, InferredTable>();
  for (const path of request.files.map((file) => resolve(file))) {
    const target = request.table ?? { schema: '', table: tableNameOf(path) };
    targets.set(path, target);
    if (await isThere(plan, path, target, [...given, ...dictionaries])) continue;
    const found = await inferTable(plan, path, target.table, signal);
    inferred.set(path, found);
    dictionaries.push(found.dictionary);
  }
  return { dictionaries, targets, inferred };
}

/** Whether there is a table of that name, or a dictionary that says how it is created. */
async function isThere(
  { backend, connectionId, request: { dialect } }: PlanRequest,
  path: string,
  target: TableName,
  dictionaries: readonly Dictionary[],
): Promise<boolean> {
  const { preview } = createRouterClient(backend.router).imports;
  try {
    const source = { kind: 'path' as const, path };
    await preview({ connectionId, source, dialect, target, limit: 1, memory: false, dictionaries: [...dictionaries] });
    return true;
  } catch (error) {
    if (isFault(error) && error.fault.code === 'target.missing') return false;
    throw error;
  }
}

async function inferTable(
  { backend, connectionId, request }: PlanRequest,
  path: string,
  table: string,
  signal: AbortSignal,
): Promise<InferredTable> {
  const { imports } = createRouterClient(backend.router);
  const source = { kind: 'path' as const, path };
  const seen = await imports.preview(
    { connectionId, source, dialect: request.dialect, limit: 1, memory: false },
    { signal },
  );
  const { dialect, width, fieldNames } = seen;
  const { jobId } = await imports.infer({ connectionId, source, dialect, width, fieldNames, table });
  const job = await followJob(backend, jobId, signal);
  if (job?.fault != null) throw new FaultError(job.fault);
  return imports.inferred({ jobId });
}

/** Tells each new table with its statement and the rows that decided. */
export async function describeNewTables(
  { backend, connectionId, tell }: PlanRequest,
  { inferred }: NewTables,
  items: readonly ImportItem[],
): Promise<CreatedTable[]> {
  const { dictionaries } = createRouterClient(backend.router);
  const created: CreatedTable[] = [];
  for (const { source, target } of items) {
    const found = source.kind === 'path' ? inferred.get(source.path) : undefined;
    if (found === undefined) continue;
    const { sql } = await dictionaries.planTable({ connectionId, name: target, dictionary: found.dictionary });
    const { primaryKey } = found.dictionary;
    const columns = found.columns.map((column) => ({
      name: column.name,
      type: showType(column.type),
      notNull: found.dictionary.columns.find(({ name }) => name === column.name)?.required ?? false,
      key: primaryKey.includes(column.name),
      why: decidedWords(column),
    }));
    tell([sql, ...columns.map(({ name, type, why }) => `  ${name}: ${type}, ${why}`)].join('\n'));
    created.push({ ...target, statement: sql, columns });
  }
  return created;
}
