import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Login } from '#shared/connection.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { Dialect } from '#shared/dialect.ts';
import { plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema, type FieldMatch, type LoadOptions } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { type LoadRequest, runLoad } from './run-load.ts';
import type { DictionaryFor, LoadProgress, RunLog, RunOutcome } from './run-log.ts';

/** A run's log that keeps all in memory. */
export class KeptRun implements RunLog {
  readonly sql: string[] = [];
  readonly progress: LoadProgress[] = [];
  commit: RunOutcome | null = null;
  readonly #rows = new Map<number, RejectedRow>();

  readonly rejects = {
    add: (rows: readonly RejectedRow[]): void => {
      for (const row of rows) {
        if (this.#rows.has(row.record)) throw new Error(`Record ${row.record} was rejected twice.`);
        this.#rows.set(row.record, row);
      }
    },
    amend: (more: readonly Pick<RejectedRow, 'record' | 'errors'>[]): void => {
      for (const { record, errors } of more) {
        const row = this.#rows.get(record);
        if (!row) throw new Error(`Record ${record} was amended and is no reject.`);
        this.#rows.set(record, { ...row, errors: [...row.errors, ...errors] });
      }
    },
    clear: (): void => this.#rows.clear(),
  };

  noteCommit(outcome: RunOutcome): void {
    this.commit = outcome;
  }

  noteSql(sql: string): void {
    this.sql.push(sql);
  }

  /** In file order. */
  get rows(): RejectedRow[] {
    return [...this.#rows.values()].toSorted((a, b) => a.record - b.record);
  }

  /** `record: code column=value, …` for each reject. */
  get told(): string[] {
    return this.rows.map(
      ({ record, errors }) =>
        `${record}: ${errors.map(({ code, column, value }) => `${code} ${column ?? 'row'}=${value ?? ''}`).join(', ')}`,
    );
  }
}

export const challengeDictionaryFor: DictionaryFor = ({ table }) =>
  challengeDictionaries.find((dictionary) => dictionary.table === table) ?? null;

export interface TestLoad {
  readonly table: string;
  /** A file's path, or the text of one. */
  readonly path?: string;
  readonly text?: string | Buffer;
  /** Columns in the order of the fields; null: the field is left out. */
  readonly columns: readonly (string | null)[];
  readonly options?: Partial<LoadOptions>;
  readonly dialect?: Partial<Dialect>;
  readonly dictionaries?: readonly Dictionary[];
  readonly run?: Partial<RunLog>;
  readonly progress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
}

export const matchOf = (columns: readonly (string | null)[]): FieldMatch[] =>
  columns.flatMap((column, field) => (column === null ? [] : [{ column, field }]));

/** Writes texts into files of a folder of their own, which is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads a file, or a text as a file, into a table of the login's schema. */
export async function load(login: Login, test: TestLoad): Promise<RunOutcome & { readonly kept: KeptRun }> {
  return withFolder(async (folder) => {
    const path = test.path ?? join(folder, `${test.table}.csv`);
    if (test.path === undefined) writeFileSync(path, test.text ?? '');
    const kept = new KeptRun();
    const run: RunLog = {
      rejects: kept.rejects,
      noteCommit: (outcome) => kept.noteCommit(outcome),
      noteSql: (sql) => kept.noteSql(sql),
      ...test.run,
    };
    const outcome = await runLoad(requestOf(login, path, test, run, kept), test.signal ? { signal: test.signal } : {});
    return { ...outcome, kept };
  });
}

function requestOf(login: Login, path: string, test: TestLoad, run: RunLog, kept: KeptRun): LoadRequest {
  const { dictionaries } = test;
  return {
    login,
    item: {
      path,
      name: basename(path),
      dialect: { ...plainDialect, ...test.dialect },
      target: { schema: login.address.schema, table: test.table },
      width: test.columns.length,
      match: matchOf(test.columns),
    },
    dictionaryFor: dictionaries
      ? ({ table }) => dictionaries.find((dictionary) => dictionary.table === table) ?? null
      : challengeDictionaryFor,
    options: loadOptionsSchema.parse(test.options ?? {}),
    run,
    progress: (progress) => {
      kept.progress.push(progress);
      test.progress?.(progress);
    },
  };
}

/** The five counts of a ledger. */
export const countsOf = ({ ledger: { read, inserted, updated, skipped, rejected } }: RunOutcome): object => ({
  read,
  inserted,
  updated,
  skipped,
  rejected,
});
