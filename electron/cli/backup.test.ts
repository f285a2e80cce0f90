import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BackupScene, withBackups } from '#backend/backup/test-backup.ts';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { type Ended, runCommand } from './test-command.ts';

const sluice = ({ folder }: BackupScene, args: readonly string[], signal?: AbortSignal): Promise<Ended> =>
  runCommand(`${folder}/home`, args, signal);

interface Told {
  readonly files: readonly { readonly path: string; readonly table: string; readonly verified: boolean }[];
}
const toldBy = ({ out }: Ended): Told => JSON.parse(out) as Told;

const outOf = ({ folder }: BackupScene): string => {
  const out = join(folder, 'out');
  mkdirSync(out);
  return out;
};

test('sluice backup makes whole, verified files; sluice verify tells a changed byte and a changed table', () =>
  withBackups(async (scene) => {
    const { client, schema, address } = scene;
    const url = formatConnectionUrl(address);
    const out = outOf(scene);
    await client.query(`
      create table jobs (id int primary key, job text); insert into jobs values (1, 'Engineer'), (2, 'Analyst');
      create table hired (id int); insert into hired select generate_series(1, 500);
      create view both_of_them as select 1`);

    const made = await sluice(scene, ['backup', '--from', url, '--out', out, '--json']);
    expect([made.code, JSON.parse(made.out)]).toMatchObject([
      0,
      {
        files: [
          { schema, table: 'hired', rows: 500, verified: true },
          { schema, table: 'jobs', rows: 2, verified: true },
        ],
        leftOut: [{ schema, table: 'both_of_them', kind: 'view' }],
        seconds: expect.any(Number) as number,
      },
    ]);
    expect(made.words).toContain(`Left out, without rows of their own: ${schema}.both_of_them (view).`);
    const [hired, jobs] = toldBy(made).files.map(({ path }) => path);
    expect(readdirSync(out)).toHaveLength(4);

    await client.query(`update jobs set job = 'Boss' where id = 2`);
    const held = await sluice(scene, ['verify', hired!, jobs!, '--against', url, '--json']);
    expect([held.code, JSON.parse(held.out)]).toMatchObject([
      1,
      {
        files: [
          { path: hired, table: 'hired', rows: 500, verified: true },
          { path: jobs, table: 'jobs', verified: false, fault: { code: 'backup.differs' } },
        ],
        fault: { code: 'backup.differs' },
      },
    ]);
    expect(held.words).toContain(`the same as ${schema}.hired is now`);

    const unread = await sluice(scene, [
      'backup',
      '--from',
      url,
      '--table',
      'jobs',
      '--out',
      out,
      '--no-read-back',
      '--json',
    ]);
    expect([unread.code, JSON.parse(unread.out)]).toMatchObject([0, { files: [{ table: 'jobs', verified: false }] }]);
    const [later] = toldBy(unread).files.map(({ path }) => path);
    expect((await sluice(scene, ['verify', later!])).code).toBe(0);

    const bytes = readFileSync(jobs!);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(jobs!, bytes);
    const damaged = await sluice(scene, ['verify', jobs!]);
    expect([damaged.code, damaged.out]).toEqual([1, '']);
    expect(damaged.words).toMatch(/^Not right: jobs_backup_.*\n {2}jobs_backup_.* is not as it was written/);

    const runs = await sluice(scene, ['runs']);
    expect(runs.out).toMatch(new RegExp(`^Backed up: jobs_backup_.* of ${schema}\\.jobs, .*\n  2 rows\n`));
  }));

test('sluice backup of what is not there, without a folder, or of two kinds of tables is wrong use or a failure', () =>
  withBackups(async (scene) => {
    const url = formatConnectionUrl(scene.address);
    const out = outOf(scene);
    await scene.client.query('create table jobs (id int); create view a_view as select 1');
    const ask = async (...args: string[]): Promise<[number, string | undefined]> => {
      const { code, out: text } = await sluice(scene, ['backup', '--from', url, ...args, '--json']);
      return [code, (JSON.parse(text) as { fault?: { code: string } }).fault?.code];
    };
    expect(await ask('--table', 'jobs', 'a_view', '--out', out)).toEqual([2, 'backup.noTable']);
    expect(await ask('--table', 'jobs', '--all', '--out', out)).toEqual([2, 'usage.invalid']);
    expect(await ask('--table', 'jobs', '--out', join(out, 'gone'))).toEqual([1, 'backup.folder']);
    expect(readdirSync(out)).toEqual([]);
  }));

test('Ctrl+C ends sluice backup and leaves no file', () =>
  withBackups(async (scene) => {
    const { client, schema, address } = scene;
    const out = outOf(scene);
    await client.query('create table jobs (id int); create table hired (id int)');
    await client.query('begin; lock table jobs');
    const stop = new AbortController();
    const ended = sluice(
      scene,
      ['backup', '--from', formatConnectionUrl(address), '--out', out, '--json'],
      stop.signal,
    );
    await expect
      .poll(
        async () =>
          (
            await client.query('select 1 from pg_locks where relation = $1::regclass and not granted', [
              `${schema}.jobs`,
            ])
          ).rows.length,
        { timeout: 30_000 },
      )
      .toBe(1);
    stop.abort();
    const { code, out: text } = await ended;
    await client.query('rollback');
    expect([code, JSON.parse(text)]).toMatchObject([1, { files: [], fault: { code: 'job.cancelled' } }]);
    expect(readdirSync(out)).toEqual([]);
  }));

test('processes that back up one table in the same second leave a whole file each', () =>
  withBackups(async (scene) => {
    const out = outOf(scene);
    await scene.client.query('create table jobs (id int); insert into jobs select generate_series(1, 2000)');
    const from = formatConnectionUrl(scene.address);
    const table = `${scene.schema}.jobs`;
    const made = await Promise.all(
      [1, 2, 3].map(() => sluice(scene, ['backup', '--table', table, '--from', from, '--out', out, '--json'])),
    );
    expect(made.map(({ code }) => code)).toEqual([0, 0, 0]);
    const paths = made.flatMap((one) => toldBy(one).files.map(({ path }) => path));
    expect(new Set(paths).size).toBe(3);
    expect(readdirSync(out)).toHaveLength(6);
    const held = await sluice(scene, ['verify', ...paths, '--json']);
    expect(held.code).toBe(0);
  }));
