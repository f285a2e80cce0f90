import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BackupChoice } from '#shared/contract/backups.ts';
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

const backUp = async (desk: TestDesk, choice: BackupChoice | readonly string[], folder: string | null = null) => {
  const { connectionId, test: scene } = desk;
  const named = Array.isArray(choice) && choice.every((one) => typeof one === 'string');
  const asked = named ? choice.map((table) => ({ schema: scene.schema, table })) : (choice as BackupChoice);
  const { jobId, leftOut } = await desk.call.backups.start({ connectionId, tables: asked, folder });
  return { job: await desk.endOf(jobId), leftOut };
};

const ends = ({ parts }: Job) =>
  parts.map(({ table, state, ledger, fault }) => [table, state, ledger.read, fault?.code]);

test('all tables of a schema are backed up, read back and listed as verified; what was left out is named', () =>
  atDesk(tables, async (desk) => {
    const { schema } = desk.test;
    const { job, leftOut } = await backUp(desk, { schema });
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
