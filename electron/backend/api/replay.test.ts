import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#shared/run.ts';
import { atDesk, faultOf, type TestDesk } from '../test-calls.ts';

const tables = `
  create table department (id int primary key);
  insert into department values (1), (2);
  create table hired (id int primary key, name text not null, hired_at date, department_id int references department,
    constraint short_name check (length(name) < 9))`;
const columns = ['id', 'name', 'hired_at', 'department_id'];
const text = [
  '10,Bo,01/02/2021,1',
  '11,Cy,1',
  '12,Di,02/02/2021,x',
  '13,,03/02/2021,2',
  '10,Eve,04/02/2021,9',
  '',
].join('\n');
const file = { table: 'hired', text, columns, dialect: { dateOrder: 'dmy' as const } };
const fixes = [
  { record: 2, fields: ['11', 'Cy', '05/02/2021', '1'] },
  { record: 3, fields: ['12', 'Di', null, '1'] },
  { record: 5, fields: ['15', 'Eve', '04/02/2021', '2'] },
];

const withFixes = (work: (desk: TestDesk, runId: string) => Promise<void>): Promise<void> =>
  atDesk(tables, async (desk) => {
    const runId = await desk.load(file);
    await desk.call.rejects.edit({ runId, edits: fixes });
    await work(desk, runId);
  });
const statesOf = async ({ call }: TestDesk, runId: string): Promise<string[]> =>
  (await call.rejects.page({ runId, offset: 0, limit: 100 })).rejects.map(({ record, state }) => `${record} ${state}`);
async function replay(desk: TestDesk, runId: string): Promise<string> {
  const child = await desk.call.rejects.replay({ runId });
  await desk.endOf(child.jobId);
  return child.runId;
}
const went = ({ ledger: { inserted, updated, skipped } }: RunSummary): number => inserted + updated + skipped;

/** What the parent read is what went in, by it and its replays, and what is still rejected. */
async function expectSum({ call }: TestDesk, runId: string): Promise<void> {
  const { family, ...parent } = await call.runs.get({ runId });
  const { states } = await call.rejects.work({ runId });
  const rejected = states.filter(({ state }) => state !== 'loaded').reduce((sum, { count }) => sum + count, 0);
  expect(went(parent) + family.children.reduce((sum, child) => sum + went(child), 0) + rejected).toBe(
    parent.ledger.read,
  );
}

describe('a replay', () => {
  it('loads the fixed rows, and those only, as a child run by the spelling of the file', () =>
    withFixes(async (desk, runId) => {
      const childId = await replay(desk, runId);
      expect(await desk.rowsOf('select id, name, hired_at::text, department_id from hired order by id')).toEqual([
        ['10', 'Bo', '2021-02-01', '1'],
        ['11', 'Cy', '2021-02-05', '1'],
        ['12', 'Di', null, '1'],
        ['15', 'Eve', '2021-02-04', '2'],
      ]);
      expect(await statesOf(desk, runId)).toEqual(['2 loaded', '3 loaded', '4 open', '5 loaded']);
      const { family, ...parent } = await desk.call.runs.get({ runId });
      expect(family).toMatchObject({
        parent: null,
        children: [{ id: childId, parentId: runId, ledger: { read: 3, inserted: 3 } }],
      });
      expect(parent.ledger).toMatchObject({ read: 5, inserted: 1, rejected: 4 });
      expect((await desk.call.runs.get({ runId: childId })).family).toMatchObject({
        parent: { id: runId },
        children: [],
      });
      expect((await desk.call.runs.list({})).runs.map((run) => run.parentId)).toEqual([runId, null]);
      await expectSum(desk, runId);
      expect(readdirSync(join(desk.folder, 'replays'))).toEqual([]);
    }));

  it('leaves open what is rejected again, under the record of the file, with what is wrong now', () =>
    withFixes(async (desk, runId) => {
      await desk.test.client.query(`insert into hired values (12, 'There', null, 1)`);
      await desk.call.rejects.edit({ runId, edits: [{ record: 4, fields: ['11', 'Again', null, '1'] }] });
      const childId = await replay(desk, runId);
      expect(await statesOf(desk, runId)).toEqual(['2 loaded', '3 open', '4 open', '5 loaded']);
      const { rejects } = await desk.call.rejects.page({ runId, state: 'open', offset: 0, limit: 10 });
      expect(rejects.map(({ fix }) => fix?.errors.map(({ sentence }) => sentence))).toEqual([
        ['id 12 is in the table already.'],
        ['id 11 stands in the file already, in record 2.'],
      ]);
      expect(rejects.map(({ fix }) => fix?.fields[1])).toEqual(['Di', 'Again']);
      const own = await desk.call.rejects.page({ runId: childId, offset: 0, limit: 10 });
      expect(own.rejects.map(({ record, byteOffset }) => [record, byteOffset])).toEqual(
        rejects.map(({ record, byteOffset }) => [record, byteOffset]),
      );
      await expectSum(desk, runId);
      expect(await faultOf(desk.call.rejects.edit({ runId: childId, edits: [{ record: 3, fields: null }] }))).toBe(
        'rejects.inParent',
      );
      // Put right once more, they go in by another child of the same parent.
      await desk.call.rejects.edit({ runId, edits: [{ record: 3, fields: ['33', 'Di', null, '1'] }] });
      await replay(desk, runId);
      expect(await statesOf(desk, runId)).toEqual(['2 loaded', '3 loaded', '4 open', '5 loaded']);
      await expectSum(desk, runId);
    }));

  it('never empties the table that the run replaced', () =>
    atDesk(tables, async (desk) => {
      const runId = await desk.load({ ...file, options: { mode: 'replace' } });
      await desk.call.rejects.edit({ runId, edits: fixes });
      await replay(desk, runId);
      expect(await desk.rowsOf('select id from hired order by id')).toEqual([['10'], ['11'], ['12'], ['15']]);
    }));

  it('cannot be taken back, and its rows cannot be changed or sent again', () =>
    withFixes(async (desk, runId) => {
      await replay(desk, runId);
      expect((await desk.call.rejects.work({ runId })).history).toEqual({ undo: null, redo: null });
      await desk.call.rejects.undo({ runId });
      await desk.call.rejects.setAside({ runId, aside: true });
      await desk.call.rejects.fixAll({
        filter: { runId },
        fix: { kind: 'fill', column: 'name', text: 'No' },
        apply: true,
      });
      expect(await statesOf(desk, runId)).toEqual(['2 loaded', '3 loaded', '4 aside', '5 loaded']);
      expect(await faultOf(desk.call.rejects.edit({ runId, edits: [{ record: 2, fields: null }] }))).toBe(
        'rejects.loaded',
      );
      expect(await faultOf(desk.call.rejects.replay({ runId }))).toBe('replay.nothing');
    }));

  it('is refused while another has the rows, and so is every change', () =>
    withFixes(async (desk, runId) => {
      await desk.test.client.query('begin; lock table hired in access exclusive mode');
      const first = await desk.call.rejects.replay({ runId });
      expect(await faultOf(desk.call.rejects.replay({ runId }))).toBe('replay.running');
      expect(await faultOf(desk.call.rejects.undo({ runId }))).toBe('replay.running');
      expect((await desk.call.rejects.work({ runId })).replaying).toBe(first.runId);
      await desk.call.jobs.cancel({ jobId: first.jobId });
      await desk.endOf(first.jobId);
      await desk.test.client.query('rollback');
      expect(await statesOf(desk, runId)).toEqual(['2 fixed', '3 fixed', '4 open', '5 fixed']);
      expect((await desk.call.rejects.work({ runId })).history.undo).toBe('Edit 3 rows');
      await replay(desk, runId);
      await expectSum(desk, runId);
    }));

  it('is refused for a run that put nothing in', () =>
    atDesk(tables, async (desk) => {
      const runId = await desk.load({ ...file, options: { allOrNothing: true } });
      await desk.call.rejects.edit({ runId, edits: fixes });
      expect(await faultOf(desk.call.rejects.replay({ runId }))).toBe('replay.notLoaded');
    }));

  it.each(['committed', 'marking'])(
    'that is killed (%s) is settled by the next process: no row goes in twice',
    (moment) =>
      withFixes(async (desk, runId) => {
        await desk.backend.close();
        const script = join(import.meta.dirname, 'test-killed-replay.ts');
        const args = [script, desk.folder, desk.connectionId, desk.test.login.password ?? '', runId, moment];
        const { signal, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        expect([signal, stdout.includes('failed')]).toEqual(['SIGKILL', false]);
        const rows = await desk.rowsOf('select id from hired order by id');
        expect(rows).toEqual([['10'], ['11'], ['12'], ['15']]);

        await desk.restart();
        await expect
          .poll(() => statesOf(desk, runId), { timeout: 10_000 })
          .toEqual(['2 loaded', '3 loaded', '4 open', '5 loaded']);
        expect(await faultOf(desk.call.rejects.replay({ runId }))).toBe('replay.nothing');
        const { family } = await desk.call.runs.get({ runId });
        expect(family.children.map(({ state, ledger }) => [state, ledger.inserted])).toEqual([['loaded', 3]]);
        await expectSum(desk, runId);
        expect(await desk.rowsOf('select id from hired order by id')).toEqual(rows);
      }),
  );
});
