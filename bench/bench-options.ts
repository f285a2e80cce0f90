import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CASE_NAMES, type CaseName, LARGE_NAMES } from './case-names.ts';
import { UsageError } from './usage-error.ts';

/** Where the contenders load into. */
export type ServerChoice =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'debian' }
  | { readonly kind: 'url'; readonly url: string };

export interface BenchOptions {
  readonly server: ServerChoice;
  readonly only: readonly CaseName[];
  readonly rounds: number;
  /** Rows of the files like the challenge's; the others follow from it. */
  readonly rows: number;
  readonly json: boolean;
  /** Folder of the generated files; they stay there. */
  readonly data: string;
}

export const BENCH_HELP = `npm run bench -- [options]

Loads the same rows with Sluice, psql, pgloader and what pg_dump wrote, in turn, and prints medians and ratios.

  --server embedded|debian  which Postgres to start (embedded)
  --to URL                  load into this one instead; makes and drops the schema sluice_bench
  --rounds N                how often each runs (5)
  --rows N                  rows of the files like the challenge's (2000000)
  --only NAME,…             of ${CASE_NAMES.join(', ')} (all but ${LARGE_NAMES.join(' and ')})
  --large                   also ten times the rows, for memory and speed of a long load
  --data FOLDER             where generated files are kept
  --json                    one JSON object on standard output
`;

/** Reads the arguments. Null: help is wanted. @throws UsageError */
export function parseBenchOptions(args: readonly string[]): BenchOptions | null {
  const values = read(args);
  if (values.help === true) return null;
  if (values.to !== undefined && values.server !== undefined) throw new UsageError('Give --server or --to, not both.');
  const usual = CASE_NAMES.filter((name) => !LARGE_NAMES.includes(name));
  const only = values.only?.split(',').map(caseName) ?? usual;
  return {
    server: values.to === undefined ? serverOf(values.server ?? 'embedded') : { kind: 'url', url: values.to },
    only: CASE_NAMES.filter((name) => only.includes(name) || (LARGE_NAMES.includes(name) && values.large === true)),
    rounds: count('--rounds', values.rounds ?? '5'),
    rows: count('--rows', values.rows ?? '2000000'),
    json: values.json === true,
    data: resolve(values.data ?? join(tmpdir(), 'sluice-bench-data')),
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    server: text,
    to: text,
    rounds: text,
    rows: text,
    only: text,
    large: flag,
    data: text,
    json: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} See --help.`);
  }
}

function serverOf(name: string): ServerChoice {
  if (name === 'embedded' || name === 'debian') return { kind: name };
  throw new UsageError(`There is no server ${name}: --server takes embedded or debian.`);
}

function caseName(name: string): CaseName {
  const known = CASE_NAMES.find((it) => it === name);
  if (known === undefined) throw new UsageError(`There is no case ${name}: --only takes ${CASE_NAMES.join(', ')}.`);
  return known;
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError(`${option} takes a whole number from 1 on.`);
  return value;
}
