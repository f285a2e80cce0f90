import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchCase, Contender, Place } from './contender.ts';
import { type EmployeeFiles, type Employees, findWrongLoad, plainTable, TABLE } from './employee-cases.ts';
import type { Measured } from './measure-process.ts';
import { runPgProgram } from './run-psql.ts';
import { loadBySluice, runSluice, urlOf } from './run-sluice.ts';

/** Where the backup of a contender stands; each of its runs writes into another folder. */
interface Shelf {
  path: string;
}

const reportSchema = z.object({
  files: z.array(z.object({ path: z.string(), rows: z.number(), verified: z.boolean() })),
});

const sized = (measured: Measured, path: string): Measured =>
  measured.exitCode === 0 ? { ...measured, fileBytes: statSync(path).size } : measured;

async function backup(place: Place, shelf: Shelf, args: readonly string[]): Promise<Measured> {
  const folder = mkdtempSync(join(place.folder, 'backup-'));
  const of = ['--from', urlOf(place), '--table', TABLE, '--out', folder, '--json'];
  const measured = await runSluice(place, ['backup', ...of, ...args]);
  shelf.path = join(folder, readdirSync(folder).find((name) => name.endsWith('.avro')) ?? '');
  return sized(measured, shelf.path);
}

async function dump(place: Place, shelf: Shelf, args: readonly string[]): Promise<Measured> {
  shelf.path = join(mkdtempSync(join(place.folder, 'dump-')), 'dump');
  const of = ['-Fc', '-t', `${place.schema}.${TABLE}`, '-f', shelf.path];
  return sized(await runPgProgram(place, 'pg_dump', [...of, ...args]), shelf.path);
}

/** The table with all rows of the file. */
const filled =
  (file: Employees) =>
  async (place: Place): Promise<void> => {
    await loadBySluice(place, { file: file.path, table: TABLE });
    await place.client.query(`vacuum analyze ${place.schema}.${TABLE}`);
  };

const bySluice = (name: string, { rows, clean }: EmployeeFiles, args: readonly string[]): Contender => ({
  name,
  program: null,
  prepare: filled(clean),
  run: (place) => backup(place, { path: '' }, args),
  findWrong: async (_place, { exitCode, out, words }) => {
    if (exitCode !== 0) return `Sluice ended with ${exitCode}: ${words}`;
    const [file] = reportSchema.parse(JSON.parse(out)).files;
    const isReadBack = !args.includes('--no-read-back');
    return file?.rows === rows && file.verified === isReadBack ? null : `It backed up ${file?.rows ?? 0} rows.`;
  },
});

const byDump = (name: string, { clean }: EmployeeFiles, args: readonly string[]): Contender => ({
  name,
  program: 'pg_dump',
  prepare: filled(clean),
  run: (place) => dump(place, { path: '' }, args),
  findWrong: async (_place, { exitCode, words }) => (exitCode === 0 ? null : `It ended with ${exitCode}: ${words}`),
});

const plain = ({ rows, clean }: EmployeeFiles) => ({ rows, bytes: clean.bytes, statements: plainTable });

/** A table into a packed file. */
export const backupCase = (files: EmployeeFiles): BenchCase => ({
  ...plain(files),
  name: 'backup',
  what: 'backup, deflate',
  contenders: [
    bySluice('Sluice', files, ['--no-read-back']),
    bySluice('Sluice, and read back', files, []),
    byDump('pg_dump -Fc', files, []),
  ],
});

/** The same, not packed. */
export const plainBackupCase = (files: EmployeeFiles): BenchCase => ({
  ...plain(files),
  name: 'backup-plain',
  what: 'backup, not packed',
  contenders: [
    bySluice('Sluice', files, ['--no-read-back', '--codec', 'null']),
    byDump('pg_dump -Fc -Z0', files, ['-Z0']),
  ],
});

/** A packed file into an empty table, both in one transaction. */
export function restoreCase(files: EmployeeFiles): BenchCase {
  const { clean } = files;
  const avro: Shelf = { path: '' };
  const dumped: Shelf = { path: '' };
  const once =
    (shelf: Shelf, make: (place: Place) => Promise<Measured>) =>
    async (place: Place): Promise<void> => {
      if (shelf.path === '') {
        await filled(clean)(place);
        await make(place);
      }
      await place.client.query(`truncate ${place.schema}.${TABLE}`);
    };
  const findWrong = findWrongLoad(clean.facts);
  return {
    ...plain(files),
    name: 'restore',
    what: 'restore into an empty table',
    contenders: [
      {
        name: 'Sluice',
        program: null,
        prepare: once(avro, (place) => backup(place, avro, [])),
        run: async (place) =>
          sized(await runSluice(place, ['restore', avro.path, '--to', urlOf(place), '--no-safety']), avro.path),
        findWrong,
      },
      {
        name: 'pg_restore --data-only',
        program: 'pg_restore',
        prepare: once(dumped, (place) => dump(place, dumped, [])),
        run: async (place) =>
          sized(
            await runPgProgram(place, 'pg_restore', [
              '--data-only',
              '--single-transaction',
              '--exit-on-error',
              `--dbname=${place.login.address.database}`,
              dumped.path,
            ]),
            dumped.path,
          ),
        findWrong,
      },
    ],
  };
}

/** A packed file read from its first byte to its last, and digested. */
export function verifyCase(files: EmployeeFiles): BenchCase {
  const avro: Shelf = { path: '' };
  return {
    ...plain(files),
    name: 'verify',
    what: 'verify a backup',
    contenders: [
      {
        name: 'Sluice',
        program: null,
        prepare: async (place) => {
          if (avro.path !== '') return;
          await filled(files.clean)(place);
          await backup(place, avro, ['--no-read-back']);
        },
        run: async (place) => sized(await runSluice(place, ['verify', avro.path]), avro.path),
        findWrong: async (_place, { exitCode, words }) =>
          exitCode === 0 ? null : `Sluice ended with ${exitCode}: ${words}`,
      },
    ],
  };
}

/** Many rows, for the memory. */
export const largeBackupCase = (files: EmployeeFiles): BenchCase => ({
  ...plain(files),
  name: 'backup-large',
  what: 'backup of ten times the rows',
  contenders: [{ ...bySluice('Sluice', files, []), roundsMax: 1 }],
});
