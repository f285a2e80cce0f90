import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { dialectSchema, plainDialect, type Dialect } from '#shared/dialect.ts';
import { isFault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import { loadOptionsSchema, type LoadOptions } from '#shared/load.ts';
import { createBackend, type Backend, type BackendOptions } from './backend.ts';
import { sessionSecrets } from './postgres/secret-store.ts';
import { withSchema, type TestSchema } from './postgres/test-postgres.ts';

const clientOf = (backend: Backend) => createRouterClient(backend.router);
export type Calls = ReturnType<typeof clientOf>;

/** A text to be loaded as a file, and its columns in the order of the fields; null: the field is left out. */
export interface TestFile {
  readonly table: string;
  readonly text: string | Buffer;
  readonly columns: readonly (string | null)[];
  readonly dialect?: Partial<Dialect>;
  readonly options?: Partial<LoadOptions>;
}

/** A backend on a data folder and a schema of its own, called as a window would. */
export class TestDesk {
  readonly folder: string;
  readonly test: TestSchema;
  connectionId = '';
  backend: Backend;
  call: Calls;
  readonly #answerMs: number | undefined;
  #files = 0;

  /** @param answerMs how long a call waits for work that can go on as a job */
  constructor(folder: string, test: TestSchema, answerMs?: number) {
    this.folder = folder;
    this.test = test;
    this.#answerMs = answerMs;
    this.backend = this.#open();
    this.call = clientOf(this.backend);
  }

  async connect(): Promise<void> {
    const { schema, address, login } = this.test;
    const draft = { name: `test ${schema}`, kind: 'server' as const, address, environment: 'test' as const };
    const { id } = await this.call.connections.save({ id: null, draft, password: login.password, remember: false });
    this.connectionId = id;
  }

  /** Ends the backend and starts another on the same folder, as a start of the app does. */
  async restart(options: Partial<BackendOptions> = {}): Promise<void> {
    await this.backend.close();
    this.backend = this.#open(options);
    this.call = clientOf(this.backend);
    await this.call.connections.open({ id: this.connectionId, password: this.test.login.password });
  }

  /** Loads a text and answers with its run. */
  async load(file: TestFile): Promise<string> {
    const { table, text, columns, dialect = {}, options = {} } = file;
    this.#files += 1;
    const path = join(this.folder, `${table}-${this.#files}.csv`);
    writeFileSync(path, text);
    const { jobId } = await this.call.imports.load({
      connectionId: this.connectionId,
      items: [
        {
          source: { kind: 'path', path },
          dialect: dialectSchema.parse({ ...plainDialect, ...dialect }),
          target: { schema: this.test.schema, table },
          width: columns.length,
          match: columns.flatMap((column, field) => (column === null ? [] : [{ column, field }])),
          targetExists: true,
        },
      ],
      options: loadOptionsSchema.parse(options),
    });
    const { parts, fault } = await this.endOf(jobId);
    const runId = parts[0]?.runId;
    if (runId === undefined) throw new Error(`${basename(path)} was not loaded: ${fault?.sentence}`);
    return runId;
  }

  async endOf(jobId: string): Promise<Job> {
    let last: Job | null = null;
    for await (const job of await this.call.jobs.watch({ jobId })) last = job;
    if (last === null) throw new Error('The job said nothing.');
    return last;
  }

  /** The rows of a query, each value as text. */
  async rowsOf(sql: string): Promise<unknown[][]> {
    const { rows } = await this.test.client.query<Record<string, unknown>>(sql);
    return rows.map((row) => Object.values(row));
  }

  #open(options: Partial<BackendOptions> = {}): Backend {
    return createBackend({
      ...deskOptions(this.folder),
      ...(this.#answerMs === undefined ? {} : { answerMs: this.#answerMs }),
      ...options,
    });
  }
}

/** Runs work with a second backend on the same data folder, as another process would have it. */
export async function atSameDesk(
  { folder }: TestDesk,
  options: Partial<BackendOptions>,
  work: (call: Calls) => Promise<void>,
): Promise<void> {
  const backend = createBackend({ ...deskOptions(folder), ...options });
  try {
    await work(clientOf(backend));
  } finally {
    await backend.close();
  }
}

const deskOptions = (dataFolder: string): BackendOptions => ({
  dataFolder,
  host: 'electron',
  version: '1.2.3',
  secrets: sessionSecrets,
  allowPaths: true,
  door: 'import',
});

/** Runs work at a desk that is cleared away afterwards. */
export const atDesk = (
  sql: string,
  work: (desk: TestDesk) => Promise<void>,
  { answerMs }: { readonly answerMs?: number } = {},
): Promise<void> =>
  withSchema(async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-desk-'));
    const desk = new TestDesk(folder, test, answerMs);
    try {
      await desk.connect();
      await test.client.query(sql);
      await work(desk);
    } finally {
      await desk.backend.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** The code of the Fault that work ends in; `none` where it ends well. */
export async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isFault(error)) return error.fault.code;
    throw error;
  }
  return 'none';
}
