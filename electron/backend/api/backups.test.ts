import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Job } from '#shared/job.ts';
import { atDesk, faultOf, type TestDesk } from '../test-calls.ts';

const tables = `
  create table jobs (id int primary key, job text);
  insert into jobs values (1, 'Engineer'), (2, 'Analyst');
  create table hired (id int primary key, at timestamptz, job int references jobs);
  insert into hired select n, to_timestamp(n), 1 + n % 2 from generate_series(1, 3000) n;
  create table years (y int, rows int) partition by range (y);
  create table years_1 partition of years for values from (0) to (10);
  insert into years values (1, 2);
  create view hired_jobs as select hired.id, jobs.job from hired join jobs on jobs.id = hired.job;
  create materialized view counted as select count(*) from hired;`;

const start = (
  { call, connectionId, test: { schema } }: TestDesk,
  names: readonly string[],
  folder: string | null = null,
) => call.backups.start({ connectionId, tables: names.map((table) => ({ schema, table })), folder });

const backUp = async (desk: TestDesk, names: readonly string[]): Promise<Job> =>
  desk.endOf((await start(desk, names)).jobId);

const verify = async (desk: TestDesk, paths: string[], against: string | null = null): Promise<Job> =>
  desk.endOf((await desk.call.backups.verify({ paths, against })).jobId);

const ends = ({ parts }: Job) =>
  parts.map(({ table, state, ledger, fault }) => [table, state, ledger.read, fault?.code]);

test('all tables of a schema are backed up, read back and listed as verified; what was left out is named', () =>
  atDesk(tables, async (desk) => {
    const { schema } = desk.test;
    const { jobId, leftOut } = await desk.call.backups.start({ connectionId: desk.connectionId, tables: { schema } });
    const job = await desk.endOf(jobId);
    expect(job.state).toBe('succeeded');
    expect(ends(job)).toEqual([
      ['hired', 'loaded', 3000, undefined],
      ['jobs', 'loaded', 2, undefined],
      ['years', 'loaded', 1, undefined],
    ]);
    expect(leftOut).toEqual([
      { schema, table: 'counted', kind: 'materializedView' },
      { schema, table: 'hired_jobs', kind: 'view' },
    ]);
    const { folder, total, backups } = await desk.call.backups.list({});
    expect([folder, total]).toEqual([join(desk.folder, 'backups'), 3]);
    expect(readdirSync(folder)).toHaveLength(6);
    for (const { path, rows, bytes, sha256, verified, fault, missing, connectionId, origin } of backups) {
      expect([bytes, missing, fault, connectionId, origin]).toEqual([
        readFileSync(path).length,
        false,
        null,
        desk.connectionId,
        'person',
      ]);
      expect(verified).toMatchObject({ rows, sha256 });
    }
    const { runs } = await desk.call.runs.list({});
    expect(runs.map(({ table, kind, door, state, ledger }) => [table, kind, door, state, ledger.inserted])).toEqual([
      ['years', 'backup', 'backup', 'loaded', 1],
      ['jobs', 'backup', 'backup', 'loaded', 2],
      ['hired', 'backup', 'backup', 'loaded', 3000],
    ]);
    expect((await desk.call.runs.get({ runId: runs[0]!.id })).sourceName).toMatch(/^years_backup_.*\.avro$/);
  }));

test('what is no table is refused by its name, and so is a folder that cannot hold backups', () =>
  atDesk(tables, async (desk) => {
    expect(await faultOf(start(desk, ['jobs', 'hired_jobs']))).toBe('backup.noTable');
    expect(await faultOf(start(desk, ['jobs', 'gone']))).toBe('backup.noTable');
    expect(await faultOf(start(desk, ['jobs'], join(desk.folder, 'gone')))).toBe('backup.folder');
    const empty = { connectionId: desk.connectionId, tables: { schema: 'pg_toast_temp_1' } };
    expect(await faultOf(desk.call.backups.start(empty))).toBe('backup.nothing');
    expect((await desk.call.runs.list({})).total).toBe(0);
  }));

test('a table that fails ends the backup and is named; those before it stay and are verified', () =>
  atDesk(tables, async (desk) => {
    const { schema, client, address } = desk.test;
    const role = `${schema}_reader`;
    await client.query(`
      create role ${role} login password 'reader';
      grant usage on schema ${schema} to ${role}; grant select on all tables in schema ${schema} to ${role};
      alter table hired enable row level security; create policy few on hired using (id < 10)`);
    try {
      const draft = {
        name: role,
        kind: 'server' as const,
        address: { ...address, user: role },
        environment: 'test' as const,
      };
      const { id } = await desk.call.connections.save({ id: null, draft, password: 'reader', remember: false });
      desk.connectionId = id;
      const job = await backUp(desk, ['jobs', 'hired', 'years']);
      expect(ends(job)).toEqual([
        ['jobs', 'loaded', 2, undefined],
        ['hired', 'failed', 0, 'postgres.permission'],
        ['years', 'failed', 0, 'backup.notReached'],
      ]);
      expect([job.state, job.fault?.code]).toEqual(['failed', 'postgres.permission']);
      expect(job.parts[2]?.fault?.sentence).toBe(`${schema}.years was not backed up, because of ${schema}.hired.`);
      const { folder, backups } = await desk.call.backups.list({});
      expect(backups.map(({ table, verified }) => [table.table, verified?.rows])).toEqual([['jobs', 2]]);
      expect(readdirSync(folder)).toHaveLength(2);
    } finally {
      await client.query(`drop owned by ${role}; drop role ${role}`);
    }
  }));

test('a backup that is cancelled leaves no file', () =>
  atDesk(tables, async (desk) => {
    await desk.test.client.query('begin; lock table hired');
    const { jobId } = await start(desk, ['jobs', 'hired']);
    await desk.call.jobs.cancel({ jobId });
    const job = await desk.endOf(jobId);
    await desk.test.client.query('rollback');
    expect([job.state, ...ends(job)]).toEqual([
      'cancelled',
      ['jobs', 'cancelled', 0, 'backup.cancelled'],
      ['hired', 'cancelled', 0, 'backup.cancelled'],
    ]);
    expect(readdirSync(join(desk.folder, 'backups'))).toEqual([]);
    const { runs } = await desk.call.runs.list({});
    expect(runs.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  }));

test('verifying finds a changed byte, a table that has changed since, and a file that is gone; the list says so', () =>
  atDesk(tables, async (desk) => {
    await backUp(desk, ['jobs', 'hired']);
    const listed = async () => (await desk.call.backups.list({})).backups.toSorted((a, b) => a.rows - b.rows);
    const [jobs, hired] = await listed();
    const paths = [jobs!.path, hired!.path];
    expect(ends(await verify(desk, paths, desk.connectionId))).toEqual([
      ['jobs', 'checked', 2, undefined],
      ['hired', 'checked', 3000, undefined],
    ]);
    expect((await listed()).map(({ compared }) => [compared?.connectionId, compared?.fault])).toEqual([
      [desk.connectionId, null],
      [desk.connectionId, null],
    ]);

    await desk.test.client.query(`insert into jobs values (3, 'Boss')`);
    const whole = readFileSync(hired!.path);
    const bytes = Buffer.from(whole);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(hired!.path, bytes);
    const job = await verify(desk, paths, desk.connectionId);
    expect([job.state, ...ends(job)]).toEqual([
      'failed',
      ['jobs', 'failed', 2, 'backup.differs'],
      ['hired', 'failed', 0, 'backup.damaged'],
    ]);
    const [changed, damaged] = await listed();
    expect([changed?.verified?.rows, changed?.fault, changed?.compared?.fault?.code]).toEqual([
      2,
      null,
      'backup.differs',
    ]);
    expect([damaged?.verified, damaged?.fault?.code]).toEqual([null, 'backup.damaged']);

    writeFileSync(hired!.path, whole.subarray(1));
    expect((await listed())[1]?.fault?.sentence).toContain(`it has ${whole.length - 1} bytes`);
    writeFileSync(hired!.path, whole);
    expect((await verify(desk, [hired!.path])).state).toBe('succeeded');
    expect((await listed())[1]).toMatchObject({ verified: { rows: 3000 }, fault: null });

    renameSync(jobs!.path, join(desk.folder, 'elsewhere.avro'));
    expect((await listed())[0]).toMatchObject({ missing: true, verified: { rows: 2 } });
  }));

test('a backup that is deleted is gone with its manifest, and the history says so', () =>
  atDesk(tables, async (desk) => {
    await backUp(desk, ['jobs']);
    const { folder, backups } = await desk.call.backups.list({});
    const path = backups[0]!.path;
    await desk.call.backups.remove({ path });
    expect([readdirSync(folder), (await desk.call.backups.list({})).total]).toEqual([[], 0]);
    const { runs } = await desk.call.runs.list({});
    expect(runs[0]).toMatchObject({ kind: 'deletion', door: 'backup', state: 'loaded', table: 'jobs' });
    expect(await faultOf(desk.call.backups.remove({ path }))).toBe('backup.unknown');
  }));

test('backups that lie in the folder are found, and the folder can be another', () =>
  atDesk(tables, async (desk) => {
    await backUp(desk, ['jobs']);
    const { backups } = await desk.call.backups.list({});
    const { path, name } = backups[0]!;
    const folder = join(desk.folder, 'other');
    mkdirSync(folder);
    for (const file of [name, name.replace('.avro', '.manifest.json')])
      writeFileSync(join(folder, file), readFileSync(join(path, '..', file)));
    writeFileSync(join(folder, 'none.avro'), 'Obj');
    await desk.call.backups.chooseFolder({ folder });
    const all = await desk.call.backups.list({});
    expect(all.folder).toBe(folder);
    expect(new Map(all.backups.map((one) => [one.path, [one.origin, one.verified?.rows]]))).toEqual(
      new Map([
        [path, ['person', 2]],
        [join(folder, name), ['found', undefined]],
      ]),
    );
    await desk.call.backups.chooseFolder({ folder: null });
    expect(await desk.call.backups.folder()).toEqual({
      folder: join(desk.folder, 'backups'),
      chosen: false,
      canChoose: true,
    });
    expect(await faultOf(desk.call.backups.chooseFolder({ folder: join(desk.folder, 'gone') }))).toBe('backup.folder');
  }));

test('a host that takes no paths keeps backups in their folder, and restores those that it knows', () =>
  atDesk(tables, async (desk) => {
    await desk.restart({ allowPaths: false });
    const { connectionId, call, folder } = desk;
    await backUp(desk, ['jobs']);
    const { backups } = await call.backups.list({});
    const { path } = backups[0]!;
    expect(await faultOf(start(desk, ['jobs'], tmpdir()))).toBe('source.refused');
    expect(await faultOf(call.backups.chooseFolder({ folder: tmpdir() }))).toBe('source.refused');
    for (const outside of [join(folder, 'x.avro'), join(path, '..', '..', 'history.sqlite')]) {
      expect(await faultOf(call.backups.open({ path: outside }))).toBe('source.refused');
      expect(await faultOf(call.backups.verify({ paths: [outside] }))).toBe('source.refused');
      expect(await faultOf(call.restores.compare({ connectionId, item: { path: outside, target: null } }))).toBe(
        'source.refused',
      );
    }
    await desk.test.client.query('alter table hired drop constraint hired_job_fkey; delete from jobs where id = 1');
    const options = { mode: 'replace' as const, safetyFolder: join(folder, 'backups') };
    const { jobId } = await call.restores.start({ connectionId, items: [{ path, target: null }], options });
    expect((await desk.endOf(jobId)).state).toBe('succeeded');
    expect(await desk.rowsOf('select count(*) from jobs')).toEqual([['2']]);
    const { backups: now } = await call.backups.list({});
    const origins = now.map(({ origin, rows, verified }) => `${origin} ${rows} ${verified?.rows}`);
    expect(new Set(origins)).toEqual(new Set(['person 2 2', 'restore 1 1']));
    expect(existsSync(path)).toBe(true);
  }));
