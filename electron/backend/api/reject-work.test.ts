import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { atDesk, faultOf, type TestDesk } from '../test-calls.ts';

const tables = `
  create table department (id int primary key, name text not null);
  insert into department values (1, 'Sales'), (2, 'Legal');
  create table hired (
    id int primary key, name varchar(12) not null, hired_at timestamptz not null, department_id int references department);
  insert into hired values (1, 'Ana', '2021-01-01T00:00:00Z', 1)`;
const columns = ['id', 'name', 'hired_at', 'department_id'];
const text = [
  '10,Bo,2021-02-01T00:00:00Z,1',
  '11,Cy,1',
  '12,Di,2021-02-03T00:00:00Z,x',
  '13,,2021-02-04T00:00:00Z,9',
  '1,Eve,2021-02-05T00:00:00Z,2',
  '14,Flo,2021-02-06T00:00:00Z,1,more',
  '',
].join('\n');

const withRejects = (work: (desk: TestDesk, runId: string) => Promise<void>): Promise<void> =>
  atDesk(tables, async (desk) => work(desk, await desk.load({ table: 'hired', text, columns })));
const all = (runId: string) => ({ runId, offset: 0, limit: 100 });
const statesOf = async ({ call }: TestDesk, runId: string): Promise<string[]> =>
  (await call.rejects.page(all(runId))).rejects.map(({ record, state }) => `${record} ${state}`);

describe('judging a row as it is typed', () => {
  it('says of each field what would be stored and what is wrong, also by the keys and references of the database', () =>
    withRejects(async ({ call }, runId) => {
      const judge = (fields: (string | null)[]) => call.rejects.judge({ runId, record: 2, fields });
      const good = await judge(['11', 'Cy', '2021-05-17 09:00', '1']);
      expect(good).toMatchObject({ rowError: null, errors: [] });
      expect(good.cells.map(({ stored }) => stored)).toEqual(['11', 'Cy', '2021-05-17 09:00:00+00', '1']);

      const bad = await judge(['1', null, '17/05', '7']);
      expect(bad.errors.map(({ code, column }) => `${code} ${column}`)).toEqual([
        'required name',
        'type.timestamp hired_at',
        'duplicate.inTable id',
        'reference.missing department_id',
      ]);
      expect(bad.cells.map(({ error }) => error?.code)).toEqual([
        'duplicate.inTable',
        'required',
        'type.timestamp',
        'reference.missing',
      ]);
      expect((await judge(['11', 'Cy', '1'])).rowError?.code).toBe('fields.tooFew');
      expect(await statesOf({ call } as TestDesk, runId)).toEqual(['2 open', '3 open', '4 open', '5 open', '6 open']);
    }));

  it('sees what has changed in the database since', () =>
    withRejects(async ({ call, test }, runId) => {
      const fields = ['13', 'Gil', '2021-02-04T00:00:00Z', '9'];
      expect((await call.rejects.judge({ runId, record: 4, fields })).errors).toHaveLength(1);
      await test.client.query(`insert into department values (9, 'New')`);
      expect((await call.rejects.judge({ runId, record: 4, fields })).errors).toHaveLength(0);
    }));

  it('keeps an empty text apart from no value', () =>
    withRejects(async ({ call }, runId) => {
      const judge = (name: string | null) =>
        call.rejects.judge({ runId, record: 2, fields: ['11', name, '2021-05-17', '1'] });
      expect((await judge('')).errors).toEqual([]);
      expect((await judge('\\N')).cells[1]?.stored).toBe('\\N');
      expect((await judge(null)).errors.map(({ code }) => code)).toEqual(['required']);
    }));

  it('shows values of types that only the server knows as it would print them, and its reason where it takes them not', () =>
    atDesk(
      `create domain even as int check (value % 2 = 0);
       create table place (id int primary key, span int4range, spot point, part even, host inet)`,
      async (desk) => {
        const names = ['id', 'span', 'spot', 'part', 'host'];
        const runId = await desk.load({ table: 'place', text: '1,[3;7],1 2,3,nowhere\n', columns: names });
        const judge = (fields: string[]) => desk.call.rejects.judge({ runId, record: 1, fields });
        const good = await judge(['1', '[3,7]', '1,2', ' 4 ', '10.0.0.1/32']);
        expect(good.errors).toEqual([]);
        expect(good.cells.map(({ stored }) => stored)).toEqual(['1', '[3,8)', '(1,2)', '4', '10.0.0.1']);
        const bad = await judge(['1', '[9,3]', '1;2', '3', '10.0.0.1']);
        expect(bad.cells.map(({ stored }) => stored)).toEqual(['1', null, null, null, '10.0.0.1']);
        expect(bad.cells[1]?.error?.sentence).toContain('range lower bound must be less than or equal');
        expect(bad.cells[2]?.error?.sentence).toContain('invalid input syntax for type point');
        const odd = await judge(['1', '[3,7]', '1,2', '3', '10.0.0.1']);
        expect(odd.errors.map(({ code }) => code)).toEqual(['constraint']);
        expect(odd.cells.map(({ error }) => error?.code)).toEqual([
          undefined,
          undefined,
          undefined,
          'constraint',
          undefined,
        ]);
        expect(odd.errors[0]?.sentence).toContain('even_check');
      },
    ));

  it('stops at what nobody waits for any more, also where it waits for a lock', () =>
    withRejects(async ({ call, test }, runId) => {
      const ask = (name: string, { signal } = new AbortController()) =>
        call.rejects.judge({ runId, record: 2, fields: ['11', name, '2021-05-17', '1'] }, { signal });
      expect((await ask('Al')).errors).toEqual([]);
      await test.client.query('begin; lock table hired in access exclusive mode');
      const typed = [new AbortController(), new AbortController()] as const;
      const waiting = async (): Promise<string | undefined> => {
        const asked = `select count(*) as n from pg_locks where relation = 'hired'::regclass and not granted`;
        return (await test.client.query<{ n: string }>(asked)).rows[0]?.n;
      };
      const answers = Promise.allSettled([ask('Ala', typed[0]), ask('Alan', typed[1])]);
      await expect.poll(waiting, { timeout: 20_000 }).toBe('1');
      for (const one of typed) one.abort();
      await expect.poll(waiting, { timeout: 20_000 }).toBe('0');
      for (const { status } of await answers) expect(status).toBe('rejected');
      const next = ask('Alan T.');
      await test.client.query('commit');
      expect((await next).cells[1]?.stored).toBe('Alan T.');
    }));

  it('answers with a Fault where there is no such run or row', () =>
    withRejects(async ({ call }, runId) => {
      expect(await faultOf(call.rejects.judge({ runId: 'x', record: 1, fields: [] }))).toBe('run.unknown');
      expect(await faultOf(call.rejects.judge({ runId, record: 1, fields: ['1'] }))).toBe('rejects.unknown');
    }));
});

describe('the workbench', () => {
  it('keeps edits as steps that are taken back and done again, also by the next process', () =>
    withRejects(async (desk, runId) => {
      const { changed, work } = await desk.call.rejects.edit({
        runId,
        edits: [
          { record: 2, fields: ['11', 'Cy', '2021-05-17', '1'] },
          { record: 3, fields: ['12', 'Di', '2021-02-03T00:00:00Z', 'y'] },
        ],
      });
      expect(changed.map(({ state, fix }) => [state, fix?.errors.map(({ code }) => code)])).toEqual([
        ['fixed', []],
        ['open', ['type.integer']],
      ]);
      expect(changed[0]?.fix?.stored[2]).toBe('2021-05-17 00:00:00+00');
      expect(work.history).toEqual({ undo: 'Edit 2 rows', redo: null });
      await desk.call.rejects.setAside({ runId, records: [5], aside: true });
      await desk.restart();
      expect(await statesOf(desk, runId)).toEqual(['2 fixed', '3 open', '4 open', '5 aside', '6 open']);
      expect(await desk.call.rejects.undo({ runId })).toMatchObject({
        work: { history: { undo: 'Edit 2 rows', redo: 'Set 1 row aside' } },
      });
      expect(await desk.call.rejects.undo({ runId })).toMatchObject({
        work: { history: { undo: null, redo: 'Edit 2 rows' } },
      });
      expect((await desk.call.rejects.page(all(runId))).rejects.every(({ fix }) => fix === null)).toBe(true);
      await desk.call.rejects.redo({ runId });
      expect(await statesOf(desk, runId)).toEqual(['2 fixed', '3 open', '4 open', '5 open', '6 open']);
      const put = await desk.call.rejects.edit({ runId, edits: [{ record: 2, fields: null }] });
      expect(put).toMatchObject({
        changed: [{ state: 'open', fix: null }],
        work: { history: { undo: 'Put back record 2', redo: null } },
      });
    }));

  it('counts by state and by the field that is missing, and shows those rows', () =>
    withRejects(async ({ call }, runId) => {
      await call.rejects.setAside({ runId, code: 'fields.tooMany', aside: true });
      const facets = await call.rejects.facets({ runId });
      expect(facets.states).toEqual([
        { state: 'open', count: 4 },
        { state: 'fixed', count: 0 },
        { state: 'aside', count: 1 },
        { state: 'loaded', count: 0 },
      ]);
      expect(facets.missing).toEqual([{ column: 'hired_at', count: 1 }]);
      const page = await call.rejects.page({ ...all(runId), missing: 'hired_at' });
      expect(page.rejects.map(({ record, missing }) => [record, missing])).toEqual([[2, 'hired_at']]);
      expect((await call.rejects.page({ ...all(runId), state: 'aside' })).total).toBe(1);
    }));

  it('does one thing to all rows of a filter, after saying what it would do', () =>
    withRejects(async (desk, runId) => {
      const { call } = desk;
      const request = {
        filter: { runId, missing: 'hired_at' },
        fix: { kind: 'shiftRight' as const, column: 'hired_at', put: '2021-03-01' },
      };
      const would = await call.rejects.fixAll({ ...request, apply: false });
      expect(would).toMatchObject({ outcome: { rows: 1, change: 1, pass: 1 }, jobId: null });
      expect(would.outcome?.samples).toEqual([
        { record: 2, before: ['11', 'Cy', '1'], after: ['11', 'Cy', '2021-03-01', '1'], errors: [] },
      ]);
      expect(await statesOf(desk, runId)).toEqual(['2 open', '3 open', '4 open', '5 open', '6 open']);
      await call.rejects.fixAll({ ...request, apply: true });
      await call.rejects.fixAll({
        filter: { runId },
        fix: { kind: 'fill', column: 'department_id', text: '2' },
        apply: true,
      });
      expect(await statesOf(desk, runId)).toEqual(['2 fixed', '3 fixed', '4 open', '5 open', '6 open']);
      expect((await call.rejects.work({ runId })).history.undo).toBe('Fill department_id in 4 rows');
      await call.rejects.undo({ runId });
      expect(await statesOf(desk, runId)).toEqual(['2 fixed', '3 open', '4 open', '5 open', '6 open']);
      const wrong = call.rejects.fixAll({
        ...request,
        fix: { kind: 'fill', column: 'nowhere', text: '' },
        apply: true,
      });
      expect(await faultOf(wrong)).toBe('fix.invalid');
      expect((await call.rejects.work({ runId })).history.undo).toBe('Shift right from hired_at in 1 row');
    }));

  it('goes on as a job where there are many rows, and what is cancelled leaves nothing behind', () =>
    atDesk('create table many (id int primary key, at date not null, note text)', async (desk) => {
      const { call } = desk;
      const rows = 12_000;
      const text = Array.from({ length: rows }, (_, at) => `${at},no date,x\n`).join('');
      const runId = await desk.load({ table: 'many', text, columns: ['id', 'at', 'note'] });
      const fix = { kind: 'fill' as const, column: 'at', text: '2021-05-17' };
      const first = await call.rejects.fixAll({ filter: { runId }, fix, apply: true });
      if (first.jobId === null) throw new Error('So many rows were done within a call.');
      expect(await faultOf(call.rejects.setAside({ runId, records: [1], aside: true }))).toBe('rejects.busy');
      await call.jobs.cancel({ jobId: first.jobId });
      expect((await desk.endOf(first.jobId)).state).toBe('cancelled');
      expect((await call.rejects.work({ runId })).history).toEqual({ undo: null, redo: null });
      expect((await call.rejects.facets({ runId })).states[0]).toEqual({ state: 'open', count: rows });

      const second = await call.rejects.fixAll({ filter: { runId }, fix, apply: true });
      if (second.jobId === null) throw new Error('So many rows were done within a call.');
      expect((await desk.endOf(second.jobId)).state).toBe('succeeded');
      expect(await call.rejects.done({ jobId: second.jobId })).toMatchObject({
        outcome: { rows, change: rows, pass: rows },
      });
      expect((await call.rejects.facets({ runId })).states[1]).toEqual({ state: 'fixed', count: rows });

      // To say what a fix would do keeps nobody from an edit.
      const look = await call.rejects.fixAll({ filter: { runId }, fix: { ...fix, text: 'never' }, apply: false });
      if (look.jobId === null) throw new Error('So many rows were looked at within a call.');
      expect((await call.rejects.setAside({ runId, records: [rows], aside: true })).rows).toBe(1);
      expect((await desk.endOf(look.jobId)).state).toBe('succeeded');
    }));

  it('tells a row that one far before it takes its key, and the replay agrees', () =>
    atDesk(
      'create table far (id numeric primary key, code int unique, at date not null, note varchar(3))',
      async (desk) => {
        const { call } = desk;
        const rows = Array.from({ length: 1400 }, (_, at) => [`${at + 1}`, `${at + 1}`, 'no date', 'x']);
        const last = rows.length;
        // The same number in other words; its code, which it does not get, is free for the next.
        rows[1199] = ['1.00', '5000', 'no date', 'x'];
        rows[1200] = ['1201', '5000', 'no date', 'x'];
        // Record 2 stays wrong, so its keys are free too.
        rows[1] = ['2', '2', 'no date', 'too long'];
        rows[1299] = ['2', '2', 'no date', 'x'];
        const text = rows.map((row) => `${row.join(',')}\n`).join('');
        const runId = await desk.load({ table: 'far', text, columns: ['id', 'code', 'at', 'note'] });
        const fix = { kind: 'fill' as const, column: 'at', text: '2021-05-17' };
        const answer = await call.rejects.fixAll({ filter: { runId }, fix, apply: true });
        if (answer.jobId !== null) await desk.endOf(answer.jobId);
        const outcome = answer.outcome ?? (await call.rejects.done({ jobId: answer.jobId ?? '' })).outcome;
        expect(outcome).toMatchObject({ rows: last, change: last, pass: last - 2 });
        const open = async (): Promise<unknown[]> =>
          (await call.rejects.page({ runId, state: 'open', offset: 0, limit: 10 })).rejects.map(({ record, fix }) => [
            record,
            fix?.errors.map(({ sentence }) => sentence),
          ]);
        const left = [
          [2, [expect.stringContaining('note')]],
          [1200, ['id 1.00 stands in the file already, in record 1.']],
        ];
        expect(await open()).toEqual(left);

        const child = await call.rejects.replay({ runId });
        await desk.endOf(child.jobId);
        const { ledger } = await call.runs.get({ runId: child.runId });
        expect(ledger).toMatchObject({ read: last - 2, inserted: last - 2, rejected: 0 });
        expect(await open()).toEqual(left);
        expect(
          await desk.rowsOf(`select id::text, code::text from far where id in (1, 2, 1201) order by far.id`),
        ).toEqual([
          ['1', '1'],
          ['2', '2'],
          ['1201', '5000'],
        ]);
      },
    ));

  it('writes the fixed rows as they will be sent', () =>
    withRejects(async (desk, runId) => {
      const { call } = desk;
      await call.rejects.edit({
        runId,
        edits: [
          { record: 2, fields: ['11', 'Cy, "2nd"', '2021-05-17', '1'] },
          { record: 3, fields: ['12', 'Di', '2021-02-03T00:00:00Z', null] },
          { record: 4, fields: ['13', '', '2021-02-04T00:00:00Z', '9'] },
        ],
      });
      const path = join(desk.folder, 'fixed.csv');
      expect(await call.rejects.export({ runId, format: 'fixed', path })).toMatchObject({ rows: 2 });
      expect(readFileSync(path, 'utf8').trim().split(/\r?\n/)).toEqual([
        expect.stringMatching(/id.*name.*hired_at.*department_id/),
        expect.stringContaining('"Cy, ""2nd"""'),
        expect.stringMatching(/12.*Di.*2021-02-03T00:00:00Z/),
      ]);
    }));

  it('refuses to change the rows of a run that did not keep its match', () =>
    withRejects(async (desk, runId) => {
      const db = new Database(join(desk.folder, 'history.sqlite'));
      db.exec('UPDATE run SET setup = NULL');
      db.close();
      const edit = desk.call.rejects.edit({ runId, edits: [{ record: 2, fields: ['1'] }] });
      expect(await faultOf(edit)).toBe('rejects.notEditable');
      expect((await desk.call.rejects.work({ runId })).refusal?.code).toBe('rejects.notEditable');
    }));
});
