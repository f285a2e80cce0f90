import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BackupScene, withBackups } from '#backend/backup/test-backup.ts';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { type Ended, runCommand } from './test-command.ts';

// The run of every day is short; KILLS=100 makes a long one, as docs/avro.md tells.
const kills = Number(process.env['KILLS'] ?? 3);
const ROWS = 60_000;

function start(folder: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, SLUICE_HOME: join(folder, 'home') };
  return spawn(process.execPath, [join(import.meta.dirname, 'sluice.ts'), ...args], { env, stdio: 'ignore' });
}

/** How long a command takes that nobody kills, in milliseconds. */
async function timeOf(folder: string, args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const [code] = (await once(start(folder, args), 'exit')) as [number | null];
  expect(code).toBe(0);
  return performance.now() - begun;
}

/** Starts a command and kills it after a while, if it has not ended by then. */
async function kill(folder: string, args: readonly string[], afterMs: number): Promise<void> {
  const child = start(folder, args);
  const ended = once(child, 'exit');
  await Promise.race([ended, delay(afterMs)]);
  child.kill('SIGKILL');
  await ended;
}

/** Moments spread over a command: the first third of its time is the start of the program. */
const moments = (wholeMs: number): number[] =>
  Array.from({ length: kills }, () => wholeMs * (0.3 + 0.7 * Math.random()));

/** What a table holds, once nobody writes into it any more: the server notices late that its client is gone. */
async function contentOf({ client }: BackupScene): Promise<string> {
  await client.query('begin; lock table t in access exclusive mode');
  const { rows } = await client.query<{ content: string }>(
    `select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by id)), '') as content from t`,
  );
  await client.query('commit');
  return rows[0]?.content ?? '';
}

const sluice = ({ folder }: BackupScene, args: readonly string[]): Promise<Ended> =>
  runCommand(join(folder, 'home'), args);

async function makeTable({ client }: BackupScene): Promise<void> {
  await client.query(`create table t (id int primary key, text text);
    insert into t select n, repeat(md5(n::text), 8) from generate_series(1, ${ROWS}) n`);
}

test(`a backup that is killed ${kills} times leaves no file that is not whole`, { timeout: kills * 30_000 }, () =>
  withBackups(async (scene) => {
    await makeTable(scene);
    const { folder } = scene;
    const from = formatConnectionUrl(scene.address);
    const backup = (out: string): string[] => ['backup', '--table', `${scene.schema}.t`, '--from', from, '--out', out];
    const first = join(folder, 'first');
    mkdirSync(first);
    const wholeMs = await timeOf(folder, backup(first));
    const proved: string[] = readdirSync(first)
      .filter((name) => name.endsWith('.avro'))
      .map((name) => join(first, name));
    for (const [at, moment] of moments(wholeMs).entries()) {
      const out = join(folder, `out-${at}`);
      mkdirSync(out);
      await kill(folder, backup(out), moment);
      // Under a name of its own a file is whole: with a manifest it is proved below.
      const names = readdirSync(out).filter((name) => !/^\..*\.part$/.test(name));
      const files = names.filter((name) => name.endsWith('.avro'));
      expect(names.every((name) => /\.(?:avro|manifest\.json)$/.test(name))).toBe(true);
      const manifests = names.filter((name) => name.endsWith('.manifest.json'));
      expect(manifests.every((name) => files.includes(name.replace(/\.manifest\.json$/, '.avro')))).toBe(true);
      proved.push(...manifests.map((name) => join(out, name.replace(/\.manifest\.json$/, '.avro'))));
    }
    const held = await sluice(scene, ['verify', ...proved, '--json']);
    expect(held).toMatchObject({ code: 0 });
    expect(proved.every((path) => existsSync(path))).toBe(true);
  }),
);

test(
  `a restore that is killed ${kills} times leaves the table as it was, or restored`,
  { timeout: kills * 30_000 },
  () =>
    withBackups(async (scene) => {
      await makeTable(scene);
      const { client, folder } = scene;
      const restored = await contentOf(scene);
      const [written] = await scene.backUpAll(['t']);
      const to = formatConnectionUrl(scene.address);
      const args = ['restore', written?.path ?? '', '--to', to, '--no-safety'];
      const change = `update t set text = 'changed' where id % 3 = 0; delete from t where id % 7 = 0`;
      await client.query(change);
      const changed = await contentOf(scene);
      const wholeMs = await timeOf(folder, args);
      expect(await contentOf(scene)).toBe(restored);
      for (const moment of moments(wholeMs)) {
        await client.query(change);
        await kill(folder, args, moment);
        expect([changed, restored]).toContain(await contentOf(scene));
      }
      // And it still can be restored.
      await client.query(change);
      await timeOf(folder, args);
      expect(await contentOf(scene)).toBe(restored);
    }),
);
