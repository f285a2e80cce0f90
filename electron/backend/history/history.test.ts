import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { runFilterSchema } from '#shared/contract/runs.ts';
import { plainDialect } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { cellError } from '#shared/reject.ts';
import { openHistory, type History } from './open-history.ts';
import { allRejects } from './test-rejects.ts';
import { isAlive, thisProcess } from './owner.ts';
import { reloadFile } from './reload-file.ts';
import { newRun } from './test-run.ts';

let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-history-'));
  history = openHistory(folder);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

const row = (record: number, text: string, ...errors: RejectedRow['errors']): RejectedRow => ({
  record,
  byteOffset: record * 10,
  bytes: Buffer.from(text),
  errors,
});

describe('a reject that is too long to be held', () => {
  it('is kept in pieces, which its reload file has in their order, and which go when the run starts over', async () => {
    const run = newRun();
    history.runs.begin(run);
    const filter = rejectFilterSchema.parse({ runId: run.id });
    const long = row(2, '2,"begin', cellError('record.tooLong', null, null, { size: '17 MB' }));
    history.rejects.add(run.id, [row(1, 'a\n', cellError('fields.tooFew', null, null)), long]);
    history.rejects.addRest(run.id, 2, Buffer.from(' middle'));
    history.rejects.addRest(run.id, 2, Buffer.from(' end"\n'));
    const reload = (): Promise<string> => text(reloadFile(history.rejects.exportPages(filter), plainDialect, null));
    expect(await reload()).toBe('a\n2,"begin middle end"\n');
    await history.rejects.clear(run.id);
    history.rejects.add(run.id, [long]);
    expect(await reload()).toBe('2,"begin');
  });
});

describe('the history', () => {
  it('keeps a run as it began and as it ended, also for the next process', () => {
    const run = newRun({ header: Buffer.from('id,name\n') });
    history.runs.begin(run);
    expect(history.runs.get(run.id)).toMatchObject({ state: 'running', ledger: { read: 0 }, sha256: null });
    const ledger = { read: 3, inserted: 2, updated: 0, skipped: 0, rejected: 1, marks: [1] };
    history.runs.change(run.id, { state: 'loadedWithRejects', ledger, sha256: 'ab', elapsedMs: 12.5, serverCount: 2 });
    history.close();
    history = openHistory(folder);
    expect(history.runs.get(run.id)).toMatchObject({ state: 'loadedWithRejects', ledger, elapsedMs: 12.5, who: 'ana' });
    expect(history.runs.getStored(run.id).header?.toString()).toBe('id,name\n');
  });

  it.skipIf(process.platform === 'win32')('is for its owner alone, whatever folder it lies in', () => {
    history.runs.begin(newRun());
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  it('lists runs newest first, by table, state and text', () => {
    const ids = ['jobs', 'departments', 'jobs'].map((table) => {
      const run = newRun({ table, sourceName: `${table}.csv` });
      history.runs.begin(run);
      return run.id;
    });
    history.runs.change(ids[0] ?? '', { state: 'failed', fault: fault('postgres.gone').fault });
    const list = (some: object): string[] => history.runs.list(runFilterSchema.parse(some)).runs.map((run) => run.id);
    expect(list({})).toEqual(ids.toReversed());
    expect(list({ table: 'jobs' })).toEqual([ids[2], ids[0]]);
    expect(list({ query: 'DEPART' })).toEqual([ids[1]]);
    expect(list({ states: ['failed'] })).toEqual([ids[0]]);
    expect(history.runs.list(runFilterSchema.parse({ limit: 1 }))).toMatchObject({ total: 3 });
    expect(history.runs.lastByTable('c1', 'public').get('jobs')?.id).toBe(ids[2]);
  });

  it('finds runs whose process is gone, and none whose process lives', () => {
    const run = newRun();
    history.runs.begin(run);
    expect(history.runs.orphans()).toEqual([]);
    const other = new Database(join(folder, 'history.sqlite'));
    other.prepare('UPDATE run SET owner = ?').run('999999999:1');
    other.close();
    expect(history.runs.orphans().map((orphan) => orphan.id)).toEqual([run.id]);
  });

  it('pages, filters and counts rejects by reason and column', async () => {
    const run = newRun();
    history.runs.begin(run);
    const few = cellError('fields.tooFew', null, null, { got: 4, want: 5 });
    const empty = cellError('required', 'job_id', '');
    const type = cellError('type.integer', 'id', 'x', { min: 1, max: 2 });
    history.rejects.add(run.id, [row(9, '9,b\n', few), row(2, '2,A,,\n', empty)]);
    history.rejects.add(run.id, [row(5, 'x,C,,\n', empty, type)]);
    const all = rejectFilterSchema.parse({ runId: run.id });
    expect((await history.rejects.page(all, 0, 10)).rows.map((reject) => reject.record)).toEqual([2, 5, 9]);
    expect((await history.rejects.page(all, 1, 1)).rows.map((reject) => reject.bytes.toString())).toEqual(['x,C,,\n']);
    expect(await history.rejects.count({ ...all, code: 'required' })).toBe(2);
    expect(await history.rejects.count({ ...all, code: 'required', column: 'id' })).toBe(0);
    expect(await history.rejects.count({ ...all, column: '' })).toBe(1);
    expect((await allRejects(history, { ...all, query: 'c,' })).map((reject) => reject.record)).toEqual([5]);
    expect(await history.rejects.facets(all)).toEqual({
      total: 3,
      counted: true,
      reasons: [
        { code: 'required', count: 2 },
        { code: 'fields.tooFew', count: 1 },
        { code: 'type.integer', count: 1 },
      ],
      columns: [
        { column: 'job_id', count: 2 },
        { column: '', count: 1 },
        { column: 'id', count: 1 },
      ],
      states: [
        { state: 'open', count: 3 },
        { state: 'fixed', count: 0 },
        { state: 'aside', count: 0 },
        { state: 'loaded', count: 0 },
      ],
      missing: [],
    });
    // Within a reason, only its columns; within a column, only its reasons: each count is what a further choice leaves.
    const required = { ...all, code: 'required' as const };
    expect(await history.rejects.facets(required)).toMatchObject({
      total: 2,
      reasons: [{ code: 'required', count: 2 }],
      columns: [{ column: 'job_id', count: 2 }],
    });
    expect((await history.rejects.facets({ ...all, column: 'id' })).reasons).toEqual([
      { code: 'type.integer', count: 1 },
    ]);
    for (const { column, count } of (await history.rejects.facets(required)).columns) {
      expect(await history.rejects.count({ ...required, column })).toBe(count);
    }
    history.rejects.amend(run.id, [{ record: 2, errors: [type] }]);
    expect((await history.rejects.page(all, 0, 1)).rows[0]?.errors.map((error) => error.code)).toEqual([
      'required',
      'type.integer',
    ]);
    expect(await history.rejects.count({ ...all, column: 'id' })).toBe(2);
    await history.rejects.clear(run.id);
    expect(await history.rejects.count(all)).toBe(0);
  });

  it('keeps every reject over several pages of reading', async () => {
    const run = newRun();
    history.runs.begin(run);
    const empty = cellError('required', 'id', '');
    history.rejects.add(
      run.id,
      Array.from({ length: 1234 }, (_, index) => row(index + 1, `${index}\n`, empty)),
    );
    const all = rejectFilterSchema.parse({ runId: run.id });
    expect((await allRejects(history, all)).map((reject) => reject.record)).toEqual(
      Array.from({ length: 1234 }, (_, index) => index + 1),
    );
  });

  it('finds text whatever its case, also beyond ASCII', async () => {
    const run = newRun({ sourceName: 'ÉTÉ.csv' });
    history.runs.begin(run);
    history.rejects.add(run.id, [
      row(1, 'CHLOÉ\n', cellError('required', 'id', '')),
      row(2, 'x\n', cellError('required', 'id', '')),
    ]);
    for (const query of ['chloé', 'Chloé', 'CHLOÉ']) {
      expect(await history.rejects.count(rejectFilterSchema.parse({ runId: run.id, query }))).toBe(1);
    }
    expect(history.runs.list(runFilterSchema.parse({ query: 'été' })).total).toBe(1);
  });

  it('keeps settings and falls back where a value no longer fits', () => {
    expect(history.settings.change({ theme: 'dark', lastConnectionId: 'c1' })).toMatchObject({ theme: 'dark' });
    const other = new Database(join(folder, 'history.sqlite'));
    other.prepare(`UPDATE setting SET value = '"plaid"' WHERE name = 'theme'`).run();
    other.close();
    expect(history.settings.get()).toMatchObject({ theme: 'system', lastConnectionId: 'c1' });
  });

  it('keeps connections by name, each name once', () => {
    const address = {
      host: 'db',
      port: 5432,
      database: 'hr',
      user: 'ana',
      schema: 'public',
      tls: 'verify-full' as const,
      caFile: null,
    };
    const base = { kind: 'server' as const, address, environment: 'production' as const, createdAt: '2026-01-01' };
    history.connections.put({ ...base, id: 'a', name: 'warehouse', secret: Buffer.from([1, 2]) });
    expect(history.connections.byName('warehouse')).toMatchObject({ id: 'a', address });
    expect(() => history.connections.put({ ...base, id: 'b', name: 'warehouse', secret: null })).toThrow(/is called/);
    history.connections.put({ ...base, id: 'a', name: 'hr', secret: null });
    expect(history.connections.list().map((connection) => connection.name)).toEqual(['hr']);
    history.connections.remove('a');
    expect(() => history.connections.get('a')).toThrow(/No connection is called/);
  });

  it('says so when the file is damaged, newer, or in a place that is no folder', () => {
    const at = (name: string): string => join(folder, name);
    const codeOf = (path: string): string => {
      try {
        openHistory(path).close();
      } catch (error) {
        return error instanceof Error && 'fault' in error ? (error.fault as { code: string }).code : String(error);
      }
      return 'opened';
    };
    const damaged = at('damaged');
    openHistory(damaged).close();
    writeFileSync(join(damaged, 'history.sqlite'), 'not a database, but long enough to be looked at'.repeat(50));
    expect(codeOf(damaged)).toBe('history.damaged');
    const newer = at('newer');
    openHistory(newer).close();
    const db = new Database(join(newer, 'history.sqlite'));
    db.pragma('user_version = 99');
    db.close();
    expect(codeOf(newer)).toBe('history.newer');
    const held = at('held');
    openHistory(held).close();
    const other = new Database(join(held, 'history.sqlite'));
    other.exec('BEGIN EXCLUSIVE');
    expect(codeOf(held)).toBe('history.busy');
    other.close();
    writeFileSync(at('file'), '');
    expect(codeOf(at('file'))).toBe('history.unwritable');
    chmodSync(at('file'), 0o600);
  });

  it('is damaged where a row cannot be read, though SQLite sees nothing wrong', () => {
    const run = newRun();
    history.runs.begin(run);
    const db = new Database(join(folder, 'history.sqlite'));
    db.exec(`UPDATE run SET ledger = '{"read":'`);
    db.close();
    const told: unknown = expect.objectContaining({
      fault: expect.objectContaining({ code: 'history.damaged' }) as unknown,
    });
    for (const look of [
      () => history.runs.get(run.id),
      () => history.runs.getStored(run.id),
      () => history.runs.list(runFilterSchema.parse({})),
      () => history.runs.lastByTable('c1', 'public'),
      () => history.runs.orphans(),
    ]) {
      expect(look).toThrow(told);
    }
  });

  it('knows this process as alive, and one that was given its number later as another', () => {
    expect(isAlive(thisProcess())).toBe(true);
    expect(isAlive(`${process.pid}:1`)).toBe(false);
    expect(isAlive('')).toBe(false);
  });
});
