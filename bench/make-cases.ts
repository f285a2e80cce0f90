import type { BenchOptions } from './bench-options.ts';
import type { CaseName } from './case-names.ts';
import type { BenchCase } from './contender.ts';
import { dataFile } from './data-files.ts';
import {
  badCase,
  checkCase,
  cleanCase,
  type EmployeeFiles,
  type Employees,
  largeCase,
  pgloaderBadCase,
  referencesCase,
  stagedCase,
} from './employee-cases.ts';
import { backupCase, largeBackupCase, plainBackupCase, restoreCase, verifyCase } from './backup-cases.ts';
import { generateEmployees } from './generate-employees.ts';
import { generateWide } from './generate-wide.ts';
import { wideCase } from './wide-case.ts';

/** Rows of the large file, for one of the usual one. */
const LARGE_TIMES = 10;
/** A wide row is about ten times as long. */
const WIDE_PART = 10;
/** pgloader takes minutes for more rows when some are bad. */
const PGLOADER_BAD_ROWS = 100_000;

/** The cases that were chosen; makes the files that they need, where an earlier benchmark did not. */
export async function makeCases({ only, rows, data }: BenchOptions): Promise<BenchCase[]> {
  const employees = (count: number, badShare: number): Promise<Employees> =>
    dataFile(data, `employees-${count}-${badShare}`, () => generateEmployees({ rows: count, badShare }));
  const files = async (count: number): Promise<EmployeeFiles> => ({ rows: count, clean: await employees(count, 0) });
  const make: Record<CaseName, () => Promise<BenchCase>> = {
    clean: async () => cleanCase(await files(rows)),
    bad1: async () => badCase('bad1', await files(rows), await employees(rows, 0.01)),
    bad50: async () => badCase('bad50', await files(rows), await employees(rows, 0.5)),
    references: async () => referencesCase(await files(rows)),
    staged: async () => stagedCase(await files(rows)),
    wide: async () => {
      const count = Math.ceil(rows / WIDE_PART);
      return wideCase(count, await dataFile(data, `wide-${count}`, () => generateWide(count)));
    },
    check: async () => checkCase(await files(rows)),
    'pgloader-bad': async () => {
      const count = Math.min(rows, PGLOADER_BAD_ROWS);
      return pgloaderBadCase(count, await employees(count, 0.01));
    },
    backup: async () => backupCase(await files(rows)),
    'backup-plain': async () => plainBackupCase(await files(rows)),
    restore: async () => restoreCase(await files(rows)),
    verify: async () => verifyCase(await files(rows)),
    large: async () => largeCase(await files(rows * LARGE_TIMES)),
    'backup-large': async () => largeBackupCase(await files(rows * LARGE_TIMES)),
  };
  const cases: BenchCase[] = [];
  for (const name of only) cases.push(await make[name]());
  return cases;
}
