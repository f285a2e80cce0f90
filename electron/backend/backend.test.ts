import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRouterClient } from '@orpc/server';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importRequestSchema, type Preview } from '#shared/contract/imports.ts';
import { isFault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import type { SourceRef } from '#shared/load.ts';
import { createBackend, type Backend, type BackendOptions } from './backend.ts';
import { sessionSecrets } from './postgres/secret-store.ts';
import { withSchema, type TestSchema } from './postgres/test-postgres.ts';

const sample = (name: string): string => resolve(import.meta.dirname, '../../resources/samples', `${name}.csv`);
const names = ['hired_employees', 'departments', 'jobs'];

let dataFolder: string;
let backend: Backend;
const open = (more: Partial<BackendOptions> = {}): Backend =>
  createBackend({
    dataFolder,
    host: 'electron',
    version: '1.2.3',
    secrets: sessionSecrets,
    allowPaths: true,
    door: 'import',
    ...more,
  });
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'sluice-backend-'));
  backend = open();
});
afterEach(async () => {
  await backend.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const calls = () => createRouterClient(backend.router);
const onServer = (work: (connectionId: string, test: TestSchema) => Promise<void>): Promise<void> =>
  withSchema(async (test) => {
    const { id } = await calls().connections.save({
      id: null,
      draft: { name: `test ${test.schema}`, kind: 'server', address: test.address, environment: 'test' },
      password: test.login.password,
      remember: false,
    });
    await work(id, test);
  });

const path = (name: string): SourceRef => ({ kind: 'path', path: sample(name) });
async function previews(connectionId: string, sources: readonly SourceRef[]): Promise<Preview[]> {
  return Promise.all(sources.map((source) => calls().imports.preview({ connectionId, source })));
}
const itemsOf = (seen: readonly Preview[]) =>
  seen.map(({ source, dialect, target, width, match, targetExists }) => ({
    source,
    dialect,
    target,
    width,
    match,
    targetExists,
  }));
const requestOf = (connectionId: string, seen: readonly Preview[]) =>
  importRequestSchema.parse({ connectionId, items: itemsOf(seen), options: {} });
async function endOf(jobId: string): Promise<Job> {
  let last: Job | null = null;
  for await (const job of await calls().jobs.watch({ jobId })) last = job;
  if (last === null) throw new Error('The job said nothing.');
  return last;
}
async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isFault(error)) return error.fault.code;
    throw error;
  }
  return 'none';
}

describe('the backend, through its contract', () => {
  it('reads a file whose table is not there, says what would hold it, and creates that with the load', () =>
    onServer(async (connectionId, { client, schema }) => {
      const file = join(dataFolder, 'Sales 2021.csv');
      writeFileSync(file, 'Id,Unit price,Sold on\n1,2.50,2021-01-31\n2,12.5,n/a\n');
      const source: SourceRef = { kind: 'path', path: file };
      const { dialect, width, fieldNames, target } = await calls().imports.preview({ connectionId, source });
      expect(target).toBeNull();
      const { jobId } = await calls().imports.infer({ connectionId, source, dialect, width, fieldNames });
      const job = await endOf(jobId);
      expect(job).toMatchObject({
        kind: 'infer',
        state: 'succeeded',
        parts: [{ ledger: { read: 2 }, table: 'sales_2021' }],
      });
      const { dictionary, columns } = await calls().imports.inferred({ jobId });
      expect(dictionary.columns.map(({ name, type, modifiers }) => [name, type, modifiers])).toEqual([
        ['id', 'int4', undefined],
        ['unit_price', 'numeric', [4, 2]],
        ['sold_on', 'text', undefined],
      ]);
      expect(columns[2]?.decided).toEqual({ type: { name: 'date' }, against: 1, first: { record: 2, value: 'n/a' } });
      // The narrower type is chosen, and the row that speaks against it becomes a reject.
      const narrow = {
        ...dictionary,
        columns: dictionary.columns.map((rule) => (rule.name === 'sold_on' ? { ...rule, type: 'date' } : rule)),
      };
      const asked = { connectionId, source, target: { schema, table: 'sales_2021' }, dictionaries: [narrow] };
      const seen = await calls().imports.preview(asked);
      expect(seen).toMatchObject({ targetExists: false, match: [{ field: 0 }, { field: 1 }, { field: 2 }] });
      const request = { ...requestOf(connectionId, [seen]), dictionaries: [narrow] };
      const checked = await endOf((await calls().imports.check(request)).jobId);
      expect(checked.parts[0]?.ledger).toMatchObject({ read: 2, inserted: 1, rejected: 1 });
      await endOf((await calls().imports.load(request)).jobId);
      const { rows } = await client.query('select id, unit_price, sold_on from sales_2021');
      expect(rows).toEqual([{ id: '1', unit_price: '2.50', sold_on: '2021-01-31' }]);
    }));

  it('learns what the values of each column are as it checks; the load of the same bytes keeps that', () =>
    onServer(async (connectionId) => {
      const request = requestOf(connectionId, await previews(connectionId, [path('departments')]));
      const profiles = async (start: typeof request, kind: 'check' | 'load') => {
        const { jobId } = await calls().imports[kind](start);
        const { parts } = await endOf(jobId);
        const run = await calls().runs.get({ runId: parts[0]?.runId ?? '' });
        expect(parts[0]?.columns).toEqual(run.columns);
        return run.columns;
      };
      const checked = await profiles(request, 'check');
      expect(checked).toMatchObject([
        { column: 'id', type: 'int4', valid: 10, values: { distinct: 10, distinctExact: true, min: '1', max: '10' } },
        { column: 'department', type: 'text', valid: 10, values: { lengths: {}, shapes: [{ pattern: 'Aa' }, {}] } },
      ]);
      expect(await profiles(request, 'load')).toEqual(checked);
    }));

  it.each([
    { what: 'of the same size', transaction: 'each', after: '1,ants\n2,bots\n' },
    { what: 'that is longer', transaction: 'each', after: '1,ants\n2,bees\n3,cats\n' },
    { what: 'of the same size, beside others', transaction: 'batch', after: '1,ants\n2,bots\n' },
  ] as const)('loads no other file, $what, than was checked', ({ transaction, after }) =>
    onServer(async (connectionId, { client, schema }) => {
      await client.query('create table animals (id int primary key, name text)');
      const file = join(dataFolder, 'animals.csv');
      const before = '1,ants\n2,bees\n';
      writeFileSync(file, before);
      const asked = {
        connectionId,
        source: { kind: 'path', path: file },
        target: { schema, table: 'animals' },
      } as const;
      const request = requestOf(connectionId, [await calls().imports.preview(asked)]);
      const [checked] = (await endOf((await calls().imports.check(request)).jobId)).parts;
      const seen = { bytes: checked?.bytesTotal ?? 0, sha256: checked?.sha256 ?? null };
      expect(seen).toEqual({ bytes: before.length, sha256: createHash('sha256').update(before).digest('hex') });
      const items = request.items.map((item) => ({ ...item, checked: seen }));
      const load = { ...request, items, options: { ...request.options, transaction } };

      writeFileSync(file, after);
      const refused = await endOf((await calls().imports.load(load)).jobId);
      expect(refused.fault?.sentence).toBe(
        'animals.csv is not the file that was checked: it has changed since. None of it went in.',
      );
      expect((await client.query('select from animals')).rowCount).toBe(0);

      writeFileSync(file, before);
      expect(await endOf((await calls().imports.load(load)).jobId)).toMatchObject({ state: 'succeeded' });
      expect((await client.query('select from animals')).rowCount).toBe(2);
    }),
  );

  it('previews, checks and loads a batch; the check says what the load then does', () =>
    onServer(async (connectionId, { client }) => {
      const seen = await previews(connectionId, names.map(path));
      expect(seen.map((preview) => [preview.target?.table, preview.targetExists, preview.dialect.header])).toEqual([
        ['hired_employees', false, false],
        ['departments', false, false],
        ['jobs', false, false],
      ]);
      const second = seen[0]?.rows[1];
      expect(second?.cells.map((cell) => cell.stored)).toEqual([
        '2',
        'Inés Fischer',
        '2021-03-09 14:06:04+00',
        '7',
        null,
      ]);
      expect(second?.cells[4]?.error?.sentence).toBe('job_id is empty. The dictionary requires it.');

      const request = requestOf(connectionId, seen);
      const checked = await endOf((await calls().imports.check(request)).jobId);
      expect(await client.query(`select to_regclass('hired_employees') as t`)).toMatchObject({ rows: [{ t: null }] });
      const loaded = await endOf((await calls().imports.load(request)).jobId);
      expect([checked.state, loaded.state]).toEqual(['succeeded', 'succeeded']);
      expect(loaded.parts.map((part) => part.ledger)).toEqual(checked.parts.map((part) => part.ledger));
      expect(loaded.parts[0]).toMatchObject({
        state: 'loadedWithRejects',
        ledger: { read: 600, inserted: 577, updated: 0, skipped: 0, rejected: 23 },
      });
      const { tables } = await calls().tables.list({ connectionId });
      expect(tables.map((table) => [table.table, table.rowCount, table.lastRun?.state])).toEqual([
        ['departments', 10, 'loaded'],
        ['hired_employees', 577, 'loadedWithRejects'],
        ['jobs', 24, 'loaded'],
      ]);
      const run = await calls().runs.get({ runId: loaded.parts[0]?.runId ?? '' });
      expect(run).toMatchObject({ path: 'direct', serverCount: 577, state: 'loadedWithRejects' });
      expect(run.sql.at(-1)).toBe('commit');
    }));

  it('shows rejects with their fields, and lets them be fetched as files', () =>
    onServer(async (connectionId) => {
      const seen = await previews(connectionId, names.map(path));
      const { parts } = await endOf((await calls().imports.load(requestOf(connectionId, seen))).jobId);
      const runId = parts[0]?.runId ?? '';
      const page = await calls().rejects.page({ runId, offset: 0, limit: 2 });
      expect(page).toMatchObject({ total: 23, columns: ['id', 'name', 'datetime', 'department_id', 'job_id'] });
      expect(page.rejects.map((reject) => [reject.record, reject.fields.length])).toEqual([
        [2, 5],
        [35, 4],
      ]);
      const { href, rows } = await calls().rejects.export({ runId, format: 'reload', code: 'required' });
      const download = await backend.openDownload(href?.split('/').at(-1) ?? '');
      const lines = readFileSync(sample('hired_employees'), 'utf8').split('\n');
      expect(await text(download.stream)).toBe(
        lines
          .filter((line) => line.endsWith(','))
          .map((line) => `${line}\n`)
          .join(''),
      );
      expect(rows).toBe(6);
      expect(await faultOf(backend.openDownload(randomUUID()))).toBe('host.downloadUnknown');
    }));

  it('takes uploads, and no paths, from a window that is not on this machine alone', () =>
    onServer(async (connectionId) => {
      await backend.close();
      backend = open({ host: 'headless', allowPaths: false });
      const { id } = (await calls().connections.list())[0] ?? { id: connectionId };
      expect(await faultOf(calls().imports.preview({ connectionId: id, source: path('jobs') }))).toBe('source.refused');
      const upload = { kind: 'upload', id: randomUUID(), name: 'jobs.csv' } as const;
      expect(await faultOf(calls().imports.preview({ connectionId: id, source: upload }))).toBe('source.missing');
      copyFileSync(sample('jobs'), join(backend.uploads.folder, upload.id));
      expect(await calls().imports.preview({ connectionId: id, source: upload })).toMatchObject({
        target: { table: 'jobs' },
      });
    }));

  it('keeps a table of the same name and other columns to its own definition', () =>
    onServer(async (connectionId, { client }) => {
      await client.query('create table jobs (code text primary key, title text)');
      const [seen] = await previews(connectionId, [path('jobs')]);
      expect(seen).toMatchObject({ target: { table: 'jobs' }, targetExists: true });
      expect(seen?.columns.map((column) => [column.rule.name, column.rule.required])).toEqual([
        ['code', true],
        ['title', false],
      ]);
      const job = await endOf((await calls().imports.load(requestOf(connectionId, seen ? [seen] : []))).jobId);
      expect(job.parts[0]?.ledger.inserted).toBe(24);
    }));

  it('does not make a table anew that was dropped after the check', () =>
    onServer(async (connectionId, { client }) => {
      const first = await previews(connectionId, [path('jobs')]);
      await endOf((await calls().imports.load(requestOf(connectionId, first))).jobId);
      const again = requestOf(connectionId, await previews(connectionId, [path('jobs')]));
      await client.query('drop table jobs');
      const job = await endOf((await calls().imports.load(again)).jobId);
      expect([job.state, job.fault?.code]).toEqual(['failed', 'target.changed']);
      expect(await client.query(`select to_regclass('jobs') as t`)).toMatchObject({ rows: [{ t: null }] });
    }));

  it('forgets a password with its session, and asks for it again', () =>
    onServer(async (connectionId) => {
      expect((await calls().connections.list())[0]?.password).not.toBe('stored');
      await calls().connections.remove({ id: connectionId });
      expect(await faultOf(calls().tables.list({ connectionId }))).toBe('connection.unknown');
    }));
});

describe('a run whose process ended in the middle of it', () => {
  /** A run as a process that is gone left it. */
  async function orphan(connectionId: string, transactionId: string | null, left = 'running'): Promise<string> {
    const seen = await previews(connectionId, [path('departments')]);
    const { parts } = await endOf((await calls().imports.load(requestOf(connectionId, seen))).jobId);
    const runId = parts[0]?.runId ?? '';
    const db = new Database(join(dataFolder, 'history.sqlite'));
    const owner = left === 'running' ? `, owner = '999999999:1'` : '';
    db.prepare(`UPDATE run SET state = ?, transaction_id = ? ${owner} WHERE id = ?`).run(left, transactionId, runId);
    db.close();
    return runId;
  }
  const stateOf = async (runId: string) => (await calls().runs.get({ runId })).state;
  const expectState = async (runId: string, state: string): Promise<void> => {
    await expect.poll(() => stateOf(runId), { timeout: 10_000, message: `run becomes ${state}` }).toBe(state);
  };

  it('is failed at the next start where it never came to its COMMIT', () =>
    onServer(async (connectionId) => {
      const runId = await orphan(connectionId, null);
      await backend.close();
      backend = open();
      await expectState(runId, 'failed');
      const run = await calls().runs.get({ runId });
      expect(run.fault?.code).toBe('run.interrupted');
      expect(run.ledger.inserted).toBe(0);
    }));

  it('is what the server says of its transaction, as soon as the connection is opened', () =>
    onServer(async (connectionId, { client, login }) => {
      const xid = async (end: string): Promise<string> => {
        await client.query('begin');
        const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
        await client.query(end);
        return rows[0]?.id ?? '';
      };
      const committed = await orphan(connectionId, await xid('commit'));
      await backend.close();
      backend = open();
      await expectState(committed, 'unknown');
      await calls().connections.open({ id: connectionId, password: login.password });
      await expectState(committed, 'loaded');
      const aborted = await orphan(connectionId, await xid('rollback'));
      await calls().connections.open({ id: connectionId, password: login.password });
      await expectState(aborted, 'failed');
    }));

  it('is settled before the next load on its connection, which the command line never opens', () =>
    onServer(async (connectionId, { client }) => {
      const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
      const before = await orphan(connectionId, rows[0]?.id ?? '');
      // The table has these rows already, so they are rejects this time.
      const ownUnanswered = await orphan(connectionId, rows[0]?.id ?? '', 'unknown');
      const seen = await previews(connectionId, [path('departments')]);
      await calls().imports.check(requestOf(connectionId, seen));
      expect([await stateOf(before), await stateOf(ownUnanswered)]).toEqual(['loaded', 'loadedWithRejects']);
    }));
});
