import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Login } from '#shared/connection.ts';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { Dialect } from '#shared/dialect.ts';
import { plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema, type FieldMatch, type LoadOptions } from '#shared/load.ts';
import { reasonOrder } from '#shared/reject.ts';
import type { Dictionary } from '#shared/rule.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { checkBatch } from './check-batch.ts';
import type { loadBatch } from './load-batch.ts';
import type { AskBeyondLimit } from './reject-limit.ts';
import { type LoadRequest, runLoad } from './run-load.ts';
import type { DictionaryFor, LoadProgress, RunLog, RunOutcome } from './run-log.ts';

/** A run's log that keeps all in memory. */
export class KeptRun {
  readonly sql: string[] = [];
  readonly progress: LoadProgress[] = [];
  commit: RunOutcome | null = null;
  readonly #rows = new Map<number, RejectedRow>();

  readonly rejects = {
    add: async (rows: readonly RejectedRow[]): Promise<void> => {
      for (const row of rows) {
        if (this.#rows.has(row.record)) throw new Error(`Record ${row.record} was rejected twice.`);
        this.#rows.set(row.record, row);
      }
    },
    amend: async (more: readonly Pick<RejectedRow, 'record' | 'errors'>[]): Promise<void> => {
      for (const { record, errors } of more) {
        const row = this.#rows.get(record);
        if (!row) throw new Error(`Record ${record} was amended and is no reject.`);
        const sorted = [...row.errors, ...errors].toSorted((a, b) => reasonOrder(a.code) - reasonOrder(b.code));
        this.#rows.set(record, { ...row, errors: sorted });
      }
    },
    addRest: async (record: number, piece: Buffer): Promise<void> => {
      const row = this.#rows.get(record);
      if (!row) throw new Error(`Record ${record} has a rest and is no reject.`);
      const pieces = [...(row.rest?.() ?? []), Buffer.from(piece)];
      this.#rows.set(record, { ...row, rest: () => pieces });
    },
    clear: async (): Promise<void> => this.#rows.clear(),
    settle: async (): Promise<void> => {},
  };

  readonly log: RunLog = {
    rejects: this.rejects,
    noteCommit: (outcome) => void (this.commit = outcome),
    noteSql: (sql) => void this.sql.push(sql),
  };

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

const challengeDictionaryFor: DictionaryFor = ({ table }) =>
  challengeDictionaries.find((dictionary) => dictionary.table === table) ?? null;

export interface TestLoad {
  readonly table: string;
  /** A file's path, or the text of one. */
  readonly path?: string;
  readonly text?: string | Buffer;
  /** What the file is called. */
  readonly name?: string;
  /** Columns in the order of the fields; null: the field is left out. */
  readonly columns: readonly (string | null)[];
  /** What fills the columns, where it is not the field of their place. */
  readonly match?: readonly FieldMatch[];
  readonly options?: Partial<LoadOptions>;
  readonly update?: LoadOptions['update'];
  readonly dialect?: Partial<Dialect>;
  readonly dictionaries?: readonly Dictionary[];
  /** The statement that creates the table. */
  readonly createBy?: string;
  readonly run?: Partial<RunLog>;
  readonly progress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
  readonly ask?: AskBeyondLimit;
}

const matchOf = (columns: readonly (string | null)[]): FieldMatch[] =>
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

/** An outcome with what its log kept. */
export type KeptOutcome = RunOutcome & { readonly kept: KeptRun };

/** Loads a file, or a text as a file, into a table of the login's schema. */
export const load = (login: Login, test: TestLoad): Promise<KeptOutcome> =>
  withFolder(async (folder) => {
    const { run, ...entry } = entryOf(login, test, folder);
    const { dictionaryFor, options } = settingsOf(test);
    const outcome = await runLoad(
      { login, dictionaryFor, options, run: { ...run.log, ...test.run }, ...entry },
      signalOf(test),
    );
    return { ...outcome, kept: run };
  });

/** Loads or checks several files together; the settings are those of the first. */
export const takeBatch = (
  take: typeof loadBatch,
  login: Login,
  tests: readonly TestLoad[],
): Promise<(KeptOutcome & { readonly place: number })[]> =>
  withFolder(async (folder) => {
    const [first] = tests;
    if (first === undefined) return [];
    const order: number[] = [];
    const ended: RunOutcome[] = [];
    const entries = tests.map((test, index) => {
      const { run, ...entry } = entryOf(login, test, folder);
      return {
        ...entry,
        kept: run,
        run: run.log,
        started: () => void order.push(index),
        ended: (outcome: RunOutcome) => void (ended[index] = outcome),
      };
    });
    const outcomes = await take({ login, items: entries, ...settingsOf(first) }, signalOf(first));
    expect(outcomes).toEqual(ended);
    return outcomes.map((outcome, index) => ({ ...outcome, kept: entries[index]!.kept, place: order.indexOf(index) }));
  });

export const check = async (login: Login, test: TestLoad): Promise<KeptOutcome> => {
  const [outcome] = await takeBatch(checkBatch, login, [test]);
  return outcome!;
};

const signalOf = ({ signal }: TestLoad): { signal?: AbortSignal } => (signal ? { signal } : {});

function settingsOf({ dictionaries, options }: TestLoad): { dictionaryFor: DictionaryFor; options: LoadOptions } {
  return {
    dictionaryFor: dictionaries
      ? ({ table }) => dictionaries.find((dictionary) => dictionary.table === table) ?? null
      : challengeDictionaryFor,
    options: loadOptionsSchema.parse(options ?? {}),
  };
}

function entryOf(
  login: Login,
  test: TestLoad,
  folder: string,
): Pick<LoadRequest, 'item' | 'progress'> & { run: KeptRun; ask?: AskBeyondLimit } {
  // Each in a folder of its own, so that a check and the load after it name the same file.
  const path = test.path ?? join(mkdtempSync(join(folder, 'file-')), test.name ?? `${test.table}.csv`);
  if (test.path === undefined) writeFileSync(path, test.text ?? '');
  const run = new KeptRun();
  return {
    item: {
      path,
      name: basename(path),
      dialect: { ...plainDialect, ...test.dialect },
      target: { schema: login.address.schema, table: test.table },
      width: test.columns.length,
      match: test.match ?? matchOf(test.columns),
      createBy: test.createBy,
      update: test.update ?? null,
    },
    run,
    ...(test.ask ? { ask: test.ask } : {}),
    progress: (progress) => {
      run.progress.push(progress);
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
