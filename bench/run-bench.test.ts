import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, inject, it } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { describeReport } from './describe-report.ts';
import { findProgram } from './find-program.ts';
import { findWrongEmployees } from './find-wrong-rows.ts';
import { EMPLOYEE_COLUMNS, generateEmployees } from './generate-employees.ts';
import { runBench } from './run-bench.ts';

const command = resolve(import.meta.dirname, '../electron/cli/sluice.ts');

it('runs cases to their end, finds each load right, and tells of what is not installed', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sluice-bench-data-'));
  const told: string[] = [];
  try {
    const server = { kind: 'url', url: inject('postgresUrl') } as const;
    const options = {
      server,
      only: ['bad1', 'staged', 'wide', 'check'],
      rounds: 1,
      rows: 2000,
      json: false,
      data,
    } as const;
    const report = await runBench(options, command, (words) => told.push(words), {
      signal: new AbortController().signal,
    });
    const contenders = report.results.flatMap((result) => result.contenders);
    expect(contenders.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(contenders).toHaveLength(7);
    const psql = findProgram('psql');
    for (const { name, missing, runs } of contenders) {
      const isMissing = name.startsWith('psql') && psql === null;
      expect(missing).toBe(isMissing ? 'psql' : null);
      expect(runs.map((run) => run !== null)).toEqual([!isMissing]);
    }
    const words = describeReport(report);
    expect(words).toContain('| half of the keys exist, upsert | 2,000 | 0 | Sluice | 1 |');
    expect(words).toMatch(/\| clean, against \\copy \| <= 0\.75 \| {2}\| not run \|/);
    expect(words.includes('psql is not installed')).toBe(psql === null);
    expect(told.length).toBeGreaterThanOrEqual(7);
  } finally {
    rmSync(data, { recursive: true });
  }
});

it('backs up, verifies and restores, and finds each done right', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sluice-bench-data-'));
  try {
    const server = { kind: 'url', url: inject('postgresUrl') } as const;
    const only = ['backup', 'backup-plain', 'restore', 'verify'] as const;
    const { signal } = new AbortController();
    const options = { server, only, rounds: 2, rows: 2000, json: false, data };
    const report = await runBench(options, command, () => {}, { signal });
    // Programs of an older Postgres refuse a newer server.
    const ours = report.results.flatMap(({ contenders }) => contenders.filter(({ name }) => name.startsWith('Sluice')));
    expect(ours.map(({ name, wrong }) => [name, wrong])).toEqual([
      ['Sluice', []],
      ['Sluice, and read back', []],
      ['Sluice', []],
      ['Sluice', []],
      ['Sluice', []],
    ]);
    for (const { runs } of ours) expect(runs.map((run) => (run?.fileBytes ?? 0) > 10_000)).toEqual([true, true]);
    const verify = report.targets.find(({ what }) => what.startsWith('verify'));
    expect(verify?.reached).toBeGreaterThan(0);
  } finally {
    rmSync(data, { recursive: true });
  }
});

it('ends what it started when it is stopped, and leaves no schema behind', async () => {
  const data = mkdtempSync(join(tmpdir(), 'sluice-bench-data-'));
  const stop = new AbortController();
  const server = { kind: 'url', url: inject('postgresUrl') } as const;
  const options = { server, only: ['check', 'large'], rounds: 1, rows: 500, json: false, data } as const;
  try {
    // Told when the first case has run: it stops before the second.
    const running = runBench(options, command, () => stop.abort(), { signal: stop.signal });
    await expect(running).rejects.toThrow(/aborted/);
  } finally {
    rmSync(data, { recursive: true });
  }
  await withSchema(async ({ client }) => {
    const { rows } = await client.query(`select 1 from pg_namespace where nspname = 'sluice_bench'`);
    expect(rows).toEqual([]);
  });
});

it('finds a row that is missing, and a value that is another one', () =>
  withSchema(async ({ client }) => {
    const pieces = generateEmployees({ rows: 50, badShare: 0 });
    const { value: text } = pieces.next();
    const { value: facts } = pieces.next();
    if (typeof text !== 'string' || typeof facts !== 'object') throw new Error('50 rows are one piece.');
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    await client.query(`create table employees (${EMPLOYEE_COLUMNS}, department_id int not null, job_id int not null)`);
    for (const row of rows) await client.query('insert into employees values ($1, $2, $3, $4, $5)', row);
    expect(await findWrongEmployees(client, 'employees', facts)).toBeNull();
    await client.query('update employees set hired = hired + interval $$1 s$$ where id = 7');
    expect(await findWrongEmployees(client, 'employees', facts)).toMatch(
      /^employees has seconds \d+, and should have \d+\.$/,
    );
    await client.query('delete from employees where id = 7');
    expect(await findWrongEmployees(client, 'employees', facts)).toBe('employees has rows 49, and should have 50.');
  }));

it('looks for programs where a shell would', () => {
  expect(findProgram('node', `/nowhere:${resolve(process.execPath, '..')}`)).toBe(process.execPath);
  expect(findProgram('psql', '/nowhere')).toBeNull();
});
