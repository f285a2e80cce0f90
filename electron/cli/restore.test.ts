import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { type BackupScene, withBackups } from '#backend/backup/test-backup.ts';
import { type Ended, runCommand } from './test-command.ts';

const sluice = ({ folder, address }: BackupScene, ...args: string[]): Promise<Ended> =>
  runCommand(`${folder}/home`, [...args, ...(args[0] === 'restore' ? ['--to', formatConnectionUrl(address)] : [])]);

const rowsOf = async ({ client }: BackupScene): Promise<string> => {
  const { rows } = await client.query<{ rows: string | null }>(
    `select string_agg(t::text, ' ' order by id) as rows from t`,
  );
  return rows[0]?.rows ?? '';
};

test('sluice restore says what would change, puts the rows back, keeps those that go, and notes it as a run', () =>
  withBackups(async (scene) => {
    const { client, schema, folder } = scene;
    await client.query(`create table t (id int primary key, a text); insert into t values (1, 'x'), (2, 'y')`);
    const [written] = await scene.backUpAll(['t']);
    const { path, manifest } = written!;
    await client.query(`delete from t where id = 2; insert into t values (3, 'z'); alter table t add b int`);
    const changed = await rowsOf(scene);

    const planned = await sluice(scene, 'restore', path, '--dry-run', '--json');
    expect(planned.code).toBe(0);
    expect(planned.words).toMatch(
      new RegExp(`^${schema}\\.t: 2 rows now, 2 rows in the backup of 20.*\n  b: not in the backup: NULL\n$`),
    );
    expect(JSON.parse(planned.out)).toMatchObject({
      mode: 'replace',
      differences: [{ rowsNow: 2, backup: { rows: 2 } }],
    });
    expect(await rowsOf(scene)).toBe(changed);

    const ended = await sluice(scene, 'restore', path, '--json');
    expect(ended.code).toBe(0);
    expect(await rowsOf(scene)).toBe('(1,x,) (2,y,)');
    const report: unknown = JSON.parse(ended.out);
    expect(report).toMatchObject({
      mode: 'replace',
      read: 2,
      inserted: 2,
      skipped: 0,
      rejected: 0,
      runs: [{ table: 't', schema, state: 'loaded', removed: 2, sha256: manifest.file.sha256, source: path }],
    });
    expect(ended.words).toContain('Restored: t_backup_');
    const safety = /The 2 rows that went are in (\S+)\./.exec(ended.words)?.[1];
    expect(readdirSync(folder)).toContain(safety);
    const runs = await sluice(scene, 'runs', '--json');
    expect(JSON.parse(runs.out)).toMatchObject({ total: 1, runs: [{ table: 't', state: 'loaded', inserted: 2 }] });

    await client.query('delete from t where id = 1');
    const appended = await sluice(scene, 'restore', path, '--mode', 'append', '--json');
    expect(JSON.parse(appended.out)).toMatchObject({ mode: 'append', read: 2, inserted: 1, skipped: 1 });
    const made = await sluice(scene, 'restore', path, '--mode', 'new', '--table', 'beside', '--json');
    expect(JSON.parse(made.out)).toMatchObject({ inserted: 2, runs: [{ table: 'beside' }] });
    const refused = await sluice(scene, 'restore', path, '--mode', 'new', '--json');
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([1, { fault: { code: 'restore.exists' } }]);
    const missing = await sluice(scene, 'restore', `${path}.gone`, '--json');
    expect([missing.code, JSON.parse(missing.out)]).toMatchObject([1, { fault: { code: 'source.missing' } }]);
    const wrong = await sluice(scene, 'restore', path, path, '--table', 't');
    expect([wrong.code, wrong.words]).toEqual([2, expect.stringContaining('--table goes with one file.')]);
  }));
