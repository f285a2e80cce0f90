import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import type { Fault } from '#shared/fault.ts';
import type { LoadReport, RunReport } from './load-report.ts';
import { type Ended, runCommand } from './test-command.ts';

const samples = resolve(import.meta.dirname, '../../resources/samples');
const sample = (name: string): string => join(samples, `${name}.csv`);
const batch = ['departments', 'jobs', 'hired_employees'].map(sample);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const sluice = (...args: string[]): Promise<Ended> => runCommand(home, args);
const reportOf = ({ out }: Ended): LoadReport => JSON.parse(out) as LoadReport;
const faultOf = ({ out }: Ended): Fault => (JSON.parse(out) as { fault: Fault }).fault;
/** A command with a schema of its own on the tests' server. */
const onServer = (work: (url: string) => Promise<void>): Promise<void> =>
  withSchema(({ address, schema }) => work(formatConnectionUrl({ ...address, schema })));

describe('sluice load', () => {
  it(
    'makes a table of a file with --create: shows it with --dry-run, and creates it with the load',
    () =>
      onServer(async (url) => {
        const file = join(home, 'Price list.csv');
        writeFileSync(file, 'Id,Price\n1,2.50\n2,12\n');
        const refused = await sluice('load', file, '--to', url, '--json');
        expect(refused.code).toBe(1);
        const planned = await sluice('load', file, '--to', url, '--create', '--dry-run', '--json');
        expect(planned.code).toBe(0);
        expect(planned.words).toContain('"price" numeric(4,2) not null');
        expect(planned.words).toContain('price: numeric(4,2), record 1 is “2.50”; 1 of 2 values is not bigint');
        expect(JSON.parse(planned.out)).toMatchObject({
          created: [
            {
              table: 'price_list',
              columns: [{ name: 'id', type: 'integer', notNull: true, key: true }, { name: 'price' }],
            },
          ],
          inserted: 2,
        });
        const loaded = await sluice('load', file, '--to', url, '--create', '--json');
        expect(loaded.code).toBe(0);
        expect(reportOf(loaded)).toMatchObject({ inserted: 2, runs: [{ table: 'price_list' }] });
        // Now it is there, and its key with it.
        const again = await sluice('load', file, '--to', url, '--create', '--json');
        expect(reportOf(again)).toMatchObject({ inserted: 0, rejected: 2 });
      }),
    60_000,
  );

  it('loads a batch parents first, keeps the bad rows, and tells all of it as JSON with exit code 3', () =>
    onServer(async (url) => {
      const ended = await sluice('load', ...batch.toReversed(), '--to', url, '--json');
      expect(ended.words).toContain('600 read = 577 inserted + 0 updated + 0 skipped + 23 rejected');
      expect(ended.code).toBe(3);
      const report = reportOf(ended);
      expect(report).toMatchObject({
        read: 634,
        inserted: 611,
        rejected: 23,
        byReason: { 'fields.tooFew': 17, 'required': 6 },
      });
      const employees = report.runs.find((run) => run.table === 'hired_employees');
      expect(employees).toMatchObject({ read: 600, inserted: 577, updated: 0, skipped: 0, rejected: 23 });
      expect(employees?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(employees?.source).toBe(sample('hired_employees'));
    }));

  it('inserts nothing twice: rejects or skips what is there, by mode', () =>
    onServer(async (url) => {
      await sluice('load', ...batch, '--to', url);
      const again = await sluice('load', ...batch, '--to', url, '--json');
      expect(reportOf(again)).toMatchObject({
        inserted: 0,
        rejected: 634,
        byReason: { 'duplicate.inTable': 611, 'fields.tooFew': 17, 'required': 6 },
      });
      const skipped = await sluice('load', ...batch, '--to', url, '--mode', 'skip', '--json');
      expect(reportOf(skipped)).toMatchObject({ inserted: 0, skipped: 611, rejected: 23 });
      expect(skipped.code).toBe(3);
    }));

  it('ends with 0 when every row went in', () =>
    onServer(async (url) => {
      const ended = await sluice('load', sample('jobs'), '--to', url, '--json');
      expect([ended.code, reportOf(ended).inserted]).toEqual([0, 24]);
    }));

  it('writes a reload file that loads again to the same rejects, and a report', () =>
    onServer(async (url) => {
      const [bad, reasons] = [join(home, 'bad.csv'), join(home, 'reasons.json')];
      await sluice('load', ...batch, '--to', url, '--rejects', bad, '--report', reasons);
      const lines = readFileSync(sample('hired_employees'), 'utf8').split('\n');
      const rejected = lines.filter((line) => line !== '' && (line.split(',').length < 5 || line.endsWith(',')));
      expect(readFileSync(bad, 'utf8')).toBe(rejected.map((line) => `${line}\n`).join(''));
      const entries = JSON.parse(readFileSync(reasons, 'utf8')) as { record: number; errors: { code: string }[] }[];
      expect(entries).toHaveLength(23);
      expect(entries[0]).toMatchObject({ record: 2, errors: [{ code: 'required', column: 'job_id' }] });
      const again = await sluice('load', bad, '--to', url, '--table', 'hired_employees', '--header', 'no', '--json');
      expect(reportOf(again).byReason).toEqual({ 'fields.tooFew': 17, 'required': 6 });
    }));

  it('names every missing parent when children come before their parents', () =>
    onServer(async (url) => {
      const reasons = join(home, 'reasons.csv');
      const ended = await sluice('load', sample('hired_employees'), '--to', url, '--report', reasons, '--json');
      expect(reportOf(ended)).toMatchObject({ inserted: 0, byReason: { 'reference.missing': 577 } });
      const first = readFileSync(reasons, 'utf8').split('\r\n').slice(1, 3).join(' ');
      expect(first).toContain('department_id 5 is not in departments.id.');
      expect(first).toContain('job_id 8 is not in jobs.id.');
    }));

  it('checks without writing a row', () =>
    onServer(async (url) => {
      const check = await sluice('load', ...batch, '--to', url, '--dry-run', '--json');
      expect([check.code, reportOf(check).inserted, reportOf(check).rejected]).toEqual([3, 611, 23]);
      const load = await sluice('load', ...batch, '--to', url, '--json');
      expect(reportOf(load).inserted).toBe(611);
    }));

  it('loads nothing at all when a reject is too many', () =>
    onServer(async (url) => {
      await sluice('load', sample('departments'), sample('jobs'), '--to', url);
      const limits = [['--all-or-nothing'], ['--max-rejects', '22'], ['--max-rejects', '3%']];
      for (const limit of limits) {
        const ended = await sluice('load', sample('hired_employees'), '--to', url, '--json', ...limit);
        expect(ended.code).toBe(1);
        const { fault, read, inserted, rejected, rolledBack } = reportOf(ended);
        expect(fault?.code).toMatch(/^load\./);
        expect([inserted, rejected + rolledBack]).toEqual([0, read]);
      }
      const ended = await sluice('load', sample('hired_employees'), '--to', url, '--json', '--max-rejects', '23');
      expect([ended.code, reportOf(ended).inserted]).toEqual([3, 577]);
    }));

  it('says what is wrong with a file before any other is loaded, and notes it in the history', () =>
    onServer(async (url) => {
      const empty = join(home, 'empty.csv');
      writeFileSync(empty, '');
      const cases = [
        [join(home, 'nowhere.csv'), 'source.missing'],
        [home, 'source.folder'],
        [empty, 'source.empty'],
      ] as const;
      for (const [path, code] of cases) {
        const ended = await sluice('load', sample('jobs'), path, '--to', url, '--json');
        expect([ended.code, faultOf(ended).code]).toEqual([1, code]);
        expect(ended.words).toContain(faultOf(ended).sentence);
      }
      const { runs } = JSON.parse((await sluice('runs', '--json')).out) as {
        runs: (RunReport & { parentId: string | null })[];
      };
      expect(runs.every(({ parentId }) => parentId === null)).toBe(true);
      expect(runs.map((run) => [run.state, run.fault?.code])).toEqual(cases.map(([, code]) => ['failed', code]).toReversed());
      const load = await sluice('load', sample('jobs'), '--to', url, '--json');
      expect(reportOf(load).inserted).toBe(24);
    }));

  it('says what was loaded also where the rejects cannot be written, and refuses at once what is known to fail', () =>
    onServer(async (url) => {
      const early = await sluice('load', sample('jobs'), '--to', url, '--json', '--report', join(home, 'no', 'r.csv'));
      expect([early.code, faultOf(early).code]).toEqual([1, 'export.unwritable']);
      const [file, link] = [join(home, 'jobs.csv'), join(home, 'link.csv')];
      writeFileSync(file, readFileSync(sample('jobs')));
      symlinkSync(file, link);
      const over = await sluice('load', file, '--to', url, '--json', '--rejects', link);
      expect([over.code, faultOf(over).sentence]).toEqual([
        2,
        '--rejects names link.csv, which is a file to be loaded.',
      ]);
      expect(readFileSync(file)).toEqual(readFileSync(sample('jobs')));
      const twice = await sluice('load', file, '--to', url, '--rejects', `${link}x`, '--report', `${link}x`);
      expect([twice.code, twice.words]).toEqual([2, expect.stringContaining('name the same file')]);
      // Nothing was loaded by all that.
      const late = await sluice('load', file, '--to', url, '--json', '--report', '/dev/full');
      expect([late.code, reportOf(late).inserted, reportOf(late).fault?.code]).toEqual([1, 24, 'export.unwritable']);
    }));

  it('keeps apart the rejects of several files of one table', () =>
    onServer(async (url) => {
      const files = ['a', 'b'].map((name) => join(home, `${name}.csv`));
      for (const file of files) writeFileSync(file, `x,${file}\n`);
      await sluice('load', ...files, '--to', url, '--table', 'jobs', '--rejects', join(home, 'bad.csv'));
      const bad = ['bad.jobs.csv', 'bad.jobs.2.csv'].map((name) => readFileSync(join(home, name), 'utf8'));
      expect(bad.toSorted()).toEqual(files.map((file) => `x,${file}\n`));
    }));

  it('lets no field vanish unsaid: refuses it without a header, names it with one', () =>
    onServer(async (url) => {
      const file = join(home, 'jobs.csv');
      writeFileSync(file, '1,Clerk,extra\n2,Cook,extra\n');
      const bare = await sluice('load', file, '--to', url, '--table', 'jobs', '--json');
      expect([bare.code, faultOf(bare).code]).toEqual([1, 'mapping.tooWide']);
      expect((JSON.parse(bare.out) as { source: string }).source).toBe(file);
      expect(bare.words).toContain(file);
      writeFileSync(file, 'id,job,note\n1,Clerk,extra\n');
      const named = await sluice('load', file, '--to', url, '--table', 'jobs', '--json');
      expect([named.code, reportOf(named).inserted]).toEqual([0, 1]);
      expect(named.words).toContain('jobs.csv: note is in no column of');
    }));

  it('outlives a reader that leaves, and ends as the load did', () =>
    onServer(async (url) => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'sluice.ts'), 'load', sample('jobs'), '--to', url, '--json'],
        { env: { ...process.env, SLUICE_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      child.stdout.destroy();
      child.stderr.destroy();
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
    }));

  it('tells a connection that cannot be had apart from wrong use', async () => {
    const refused = await sluice('load', sample('jobs'), '--to', 'postgres://u@127.0.0.1:1/d', '--json');
    expect([refused.code, faultOf(refused).code]).toEqual([1, 'postgres.refused']);
    const unknown = await sluice('load', sample('jobs'), '--to', 'warehouse', '--json');
    expect([unknown.code, faultOf(unknown).code]).toEqual([2, 'connection.unknown']);
    for (const url of ['psql://u:hunter2@h/d', 'host=h password=hunter2', 'postgres:/u:hunter2@h']) {
      const nearly = await sluice('load', sample('jobs'), '--to', url, '--json');
      expect([nearly.code, faultOf(nearly).code]).toEqual([2, 'connection.url']);
      expect(nearly.out + nearly.words).not.toContain('hunter2');
    }
    const use = await sluice('load', '--json');
    expect([use.code, faultOf(use).code]).toEqual([2, 'usage.invalid']);
  });
});

describe.skipIf(!existsSync(resolve(import.meta.dirname, '../../../shared/data/challenge')))(
  "the challenge's own files (skipped where ../shared/data/challenge is not there)",
  () => {
    it('go in as the table of truth says', () =>
      onServer(async (url) => {
        const folder = resolve(import.meta.dirname, '../../../shared/data/challenge');
        const files = ['departments', 'jobs', 'hired_employees'].map((name) => join(folder, `${name}.csv`));
        const ended = await sluice('load', ...files, '--to', url, '--json');
        expect(ended.code).toBe(3);
        expect(reportOf(ended).runs.map((run) => [run.table, run.read, run.inserted, run.rejected])).toEqual([
          ['departments', 12, 12, 0],
          ['jobs', 183, 183, 0],
          ['hired_employees', 1999, 1929, 70],
        ]);
        expect(reportOf(ended).byReason).toEqual({ 'fields.tooFew': 54, required: 16 });
      }));
  },
);
