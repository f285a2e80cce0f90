import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import type { LoadReport } from './load-report.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A command takes its time to start on a machine that does much else. */
const WAIT_MS = 120_000;

interface Ended {
  readonly code: number;
  readonly report: LoadReport;
  readonly words: string;
}

/** Runs `sluice load` as a person would, unbuilt. */
const load = (...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'sluice.ts'), 'load', ...args, '--json'],
      { env: { ...process.env, SLUICE_HOME: home } },
      (error, out, words) =>
        done({ code: error === null ? 0 : Number(error.code), report: JSON.parse(out) as LoadReport, words }),
    );
  });

function write(name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

it(
  'changes the columns that --update names, and no other, in rows that are there',
  () =>
    withSchema(async ({ address, client, schema }) => {
      await client.query(`create table people (id int primary key, code text, size int);
      insert into people values (1, 'old', 1)`);
      const file = write('people.csv', 'id,code,size\n1,new,7\n2,AB,8\n');
      const to = ['--to', formatConnectionUrl({ ...address, schema })];
      const ended = await load(file, ...to, '--mode', 'upsert', '--update', 'size');
      expect(ended.code).toBe(0);
      expect(ended.report).toMatchObject({ read: 2, inserted: 1, updated: 1, rejected: 0 });
      const { rows } = await client.query('select id, code, size from people order by id');
      expect(rows.map(({ id, code, size }) => [id, code, size].map(String))).toEqual([
        ['1', 'old', '7'],
        ['2', 'AB', '8'],
      ]);
    }),
  WAIT_MS,
);

it(
  'loads all files or none with --one-transaction, and counts the rejects of all for --all-or-nothing',
  () =>
    withSchema(async ({ address, client, schema }) => {
      await client.query(
        `create table teams (id int primary key); create table people (id int primary key, team int references teams)`,
      );
      const files = [write('people.csv', 'id,team\n1,1\n2,9\n'), write('teams.csv', 'id\n1\n')];
      const to = ['--to', formatConnectionUrl({ ...address, schema }), '--one-transaction'];
      const countOf = async (): Promise<string> => {
        const { rows } = await client.query<{ n: string }>(
          'select (select count(*) from teams) || $$+$$ || (select count(*) from people) as n',
        );
        return rows[0]?.n ?? '';
      };
      const undone = await load(...files, ...to, '--all-or-nothing');
      expect(undone.code).toBe(1);
      expect(undone.report).toMatchObject({ inserted: 0, fault: { code: 'load.allOrNothing' } });
      expect(undone.report.runs.map(({ state }) => state)).toEqual(['failed', 'failed']);
      expect(await countOf()).toBe('0+0');
      const done = await load(...files, ...to);
      expect(done.code).toBe(3);
      expect(done.report).toMatchObject({ read: 3, inserted: 2, rejected: 1, byReason: { 'reference.missing': 1 } });
      expect(await countOf()).toBe('1+1');
    }),
  WAIT_MS,
);

it(
  'ends with exit code 2 where dates can be read in two ways, and names the options; --guess goes on',
  () =>
    withSchema(async ({ address, client, schema }) => {
      await client.query('create table visits (id int primary key, day date)');
      const file = write('visits.csv', 'id,day\n1,1/2/2021\n2,3/4/2021\n');
      const to = ['--to', formatConnectionUrl({ ...address, schema })];
      const asked = await load(file, ...to);
      expect(asked.code).toBe(2);
      expect(asked.report.fault).toMatchObject({ code: 'source.ambiguous' });
      expect(asked.report.fault?.next).toMatch(/^Say which: --dates dmy for “.*”, or --dates mdy for “.*”/);
      expect(asked.words).toContain('No file was loaded');
      const guessed = await load(file, ...to, '--guess');
      expect(guessed.code).not.toBe(2);
      expect(guessed.words).toMatch(/visits\.csv: .* Read as /);
      expect(guessed.report.read).toBe(2);
    }),
  WAIT_MS,
);
