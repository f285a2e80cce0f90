import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchCase, Contender, Place } from './contender.ts';
import type { DataFile } from './data-files.ts';
import { findWrongEmployees } from './find-wrong-rows.ts';
import { DEPARTMENTS, EMPLOYEE_COLUMNS, type EmployeeSums, JOBS } from './generate-employees.ts';
import { type Measured, measureProcess } from './measure-process.ts';
import { runPgloader } from './run-pgloader.ts';
import { quotePath, runPsql } from './run-psql.ts';
import { loadBySluice } from './run-sluice.ts';

export type Employees = DataFile<EmployeeSums>;

export const TABLE = 'employees';
const plainColumns = `${EMPLOYEE_COLUMNS}, department_id int not null, job_id int not null`;
const dropAll = (schema: string): string[] =>
  [TABLE, 'departments', 'jobs'].map((table) => `drop table if exists ${schema}.${table} cascade`);
export const plainTable = (schema: string): string[] => [
  ...dropAll(schema),
  `create table ${schema}.${TABLE} (${plainColumns})`,
];

const parents = (schema: string): string[] =>
  Object.entries({ departments: DEPARTMENTS, jobs: JOBS }).flatMap(([table, count]) => [
    `create table ${schema}.${table} (id int primary key)`,
    `insert into ${schema}.${table} select generate_series(1, ${count})`,
  ]);
const referringTable = (schema: string): string[] => [
  ...dropAll(schema),
  ...parents(schema),
  `create table ${schema}.${TABLE} (${EMPLOYEE_COLUMNS},
    department_id int not null references ${schema}.departments, job_id int not null references ${schema}.jobs)`,
];
/** Every second key of the file is there already, with other values. */
const halfFilledTable =
  (rows: number) =>
  (schema: string): string[] => [
    ...plainTable(schema),
    `insert into ${schema}.${TABLE} select id, 'before', '2020-01-01', 1, 1 from generate_series(2, ${rows}, 2) id`,
  ];

const reportSchema = z.object({ read: z.number(), rejected: z.number() });
const DONE_WITH_REJECTS = 3;

/** Sluice with a file of employees; `rows` are all that are in it. */
function sluice({ path, facts }: Employees, rows: number, args: readonly string[] = []): Contender {
  const isClean = facts.rows === rows;
  return {
    name: 'Sluice',
    program: null,
    run: (place) => {
      const exports = isClean
        ? []
        : ['--rejects', join(place.folder, 'rejects.csv'), '--report', join(place.folder, 'report.csv')];
      return loadBySluice(place, { file: path, table: TABLE, args: [...args, ...exports] });
    },
    findWrong: async ({ client, schema, folder }, { exitCode, out, words }) => {
      if (exitCode !== (isClean ? 0 : DONE_WITH_REJECTS)) return `Sluice ended with ${exitCode}: ${words}`;
      const { read, rejected } = reportSchema.parse(JSON.parse(out));
      if (read !== rows || rejected !== rows - facts.rows) return `Sluice read ${read} rows and rejected ${rejected}.`;
      if (!isClean) {
        const lines = countLines(join(folder, 'rejects.csv'));
        if (lines !== rejected) return `Of ${rejected} rejects ${lines} were exported.`;
      }
      return await findWrongEmployees(client, `${schema}.${TABLE}`, facts);
    },
  };
}

function countLines(path: string): number {
  const bytes = readFileSync(path);
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** What a program did: it ended well, and the good rows are in the table. */
export const findWrongLoad =
  (facts: EmployeeSums) =>
  async ({ client, schema }: Place, { exitCode, words }: Measured): Promise<string | null> =>
    exitCode === 0
      ? await findWrongEmployees(client, `${schema}.${TABLE}`, facts)
      : `It ended with ${exitCode}: ${words}`;

const copyCsv = ({ path, facts }: Employees, name = 'psql \\copy'): Contender => ({
  name,
  program: 'psql',
  run: (place) => runPsql(place, [`\\copy ${place.schema}.${TABLE} from ${quotePath(path)} with (format csv)`]),
  findWrong: findWrongLoad(facts),
});

const dumpPath = ({ folder }: Place): string => join(folder, 'dump.txt');

/** The text form of COPY, as a dump of pg_dump has it. */
const copyDump = (file: Employees): Contender => ({
  name: 'psql, dump of pg_dump',
  program: 'psql',
  prepare: async (place) => {
    const table = `${place.schema}.${TABLE}`;
    await copyCsv(file).run(place);
    await runPsql(place, [`\\copy ${table} to ${quotePath(dumpPath(place))}`]);
    await place.client.query(`truncate ${table}`);
  },
  run: (place) => runPsql(place, [`\\copy ${place.schema}.${TABLE} from ${quotePath(dumpPath(place))}`]),
  findWrong: findWrongLoad(file.facts),
});

const pgloader = ({ path, facts }: Employees): Contender => ({
  name: 'pgloader',
  program: 'pgloader',
  roundsMax: 1,
  run: (place) => runPgloader(place, path),
  findWrong: findWrongLoad(facts),
});

const upsertByHand = ({ path, facts }: Employees): Contender => ({
  name: 'psql \\copy + ON CONFLICT',
  program: 'psql',
  run: (place) => {
    const table = `${place.schema}.${TABLE}`;
    const set = ['name', 'hired', 'department_id', 'job_id'].map((name) => `${name} = excluded.${name}`).join(', ');
    return runPsql(place, [
      `create temp table stage (like ${table}) on commit drop`,
      `\\copy stage from ${quotePath(path)} with (format csv)`,
      `insert into ${table} select * from stage on conflict (id) do update set ${set}`,
    ]);
  },
  findWrong: findWrongLoad(facts),
});

const checkedSchema = z.object({ rows: z.number(), rejected: z.number(), wallMs: z.number(), cpuMs: z.number() });

/** Source, parse and check in a process of their own, without a server. */
const checkAlone = ({ path }: Employees, rows: number): Contender => ({
  name: 'Sluice, check alone',
  program: null,
  run: async ({ signal }) => {
    const script = join(import.meta.dirname, 'check-file.ts');
    const measured = await measureProcess(process.execPath, [script, path], { signal });
    if (measured.exitCode !== 0) return measured;
    const { wallMs, cpuMs } = checkedSchema.parse(JSON.parse(measured.out));
    return { ...measured, wallMs, cpuMs };
  },
  findWrong: async (_place, { exitCode, out, words }) => {
    if (exitCode !== 0) return `It ended with ${exitCode}: ${words}`;
    const checked = checkedSchema.parse(JSON.parse(out));
    return checked.rows === rows && checked.rejected === 0
      ? null
      : `It read ${checked.rows} rows and rejected ${checked.rejected}.`;
  },
});

export interface EmployeeFiles {
  readonly rows: number;
  readonly clean: Employees;
}

const plainCase = { statements: plainTable };

/** A clean file against what else loads it. */
export const cleanCase = ({ rows, clean }: EmployeeFiles): BenchCase => ({
  ...plainCase,
  name: 'clean',
  what: 'clean file, primary key',
  rows,
  bytes: clean.bytes,
  contenders: [sluice(clean, rows), copyCsv(clean), copyDump(clean), pgloader(clean)],
});

/** A file with bad rows, rejects exported, against \copy of the clean one. */
export const badCase = (name: 'bad1' | 'bad50', { rows, clean }: EmployeeFiles, bad: Employees): BenchCase => ({
  ...plainCase,
  name,
  what: `${name === 'bad1' ? 1 : 50} % bad rows, rejects stored and exported`,
  rows,
  bytes: bad.bytes,
  contenders: [sluice(bad, rows), copyCsv(clean, 'psql \\copy, clean file')],
});

export const referencesCase = ({ rows, clean }: EmployeeFiles): BenchCase => ({
  name: 'references',
  what: `references to ${DEPARTMENTS} and ${JOBS} parents`,
  rows,
  bytes: clean.bytes,
  statements: referringTable,
  contenders: [sluice(clean, rows), copyCsv(clean)],
});

export const stagedCase = ({ rows, clean }: EmployeeFiles): BenchCase => ({
  name: 'staged',
  what: 'half of the keys exist, upsert',
  rows,
  bytes: clean.bytes,
  statements: halfFilledTable(rows),
  contenders: [sluice(clean, rows, ['--mode', 'upsert']), upsertByHand(clean)],
});

export const checkCase = ({ rows, clean }: EmployeeFiles): BenchCase => ({
  ...plainCase,
  name: 'check',
  what: 'check without load',
  rows,
  bytes: clean.bytes,
  contenders: [checkAlone(clean, rows)],
});

export const pgloaderBadCase = (rows: number, bad: Employees): BenchCase => ({
  ...plainCase,
  name: 'pgloader-bad',
  what: '1 % bad rows, a small file',
  rows,
  bytes: bad.bytes,
  contenders: [sluice(bad, rows), pgloader(bad)],
});

export const largeCase = ({ rows, clean }: EmployeeFiles): BenchCase => ({
  ...plainCase,
  name: 'large',
  what: 'ten times the rows, clean',
  rows,
  bytes: clean.bytes,
  contenders: [{ ...sluice(clean, rows), roundsMax: 1 }],
});
