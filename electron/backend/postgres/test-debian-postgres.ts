import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Login } from '#shared/connection.ts';
import { isFault } from '#shared/fault.ts';
import { connect, disconnect } from './connect.ts';

const DEBIAN = '/usr/lib/postgresql';
const USER = 'postgres';
const START_MS_MAX = 30_000;

/** The folder of the programs of the newest Postgres that Debian has installed; null: none. */
export function debianPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number).filter(Number.isInteger) : [];
  const bin = versions
    .toSorted((a, b) => b - a)
    .map((version) => join(DEBIAN, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')));
  return bin ?? null;
}

/** A server that was started, and what ends it. */
export interface StartedServer {
  readonly login: Login;
  close(): Promise<void>;
}

/**
 * Starts a Postgres with its data in `folder`, by the programs in `bin`; it listens on a unix socket there only. Postgres refuses to
 * run as root: there it runs as the user whom Debian's package makes.
 */
export async function startDebian(
  bin: string,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<StartedServer> {
  mkdirSync(folder, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' })));
    chownSync(folder, uid ?? 0, gid ?? 0);
    chmodSync(folder, 0o700);
  }
  const as = isRoot ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups'] : [];
  const start = (program: string, ...args: string[]): ChildProcess => {
    const [command = '', ...rest] = [...as, join(bin, program), ...args];
    return spawn(command, rest, { cwd: folder, stdio: 'ignore' });
  };
  const data = join(folder, 'data');
  const [code] = (await once(
    start('initdb', '-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'),
    'exit',
  )) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code ?? 'a signal'}.`);
  const all = { listen_addresses: '', unix_socket_directories: folder, ...settings };
  const postgres = start(
    'postgres',
    '-D',
    data,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  );
  const login: Login = {
    address: { host: folder, port: 5432, database: USER, user: USER, schema: 'public', tls: 'disable', caFile: null },
    password: null,
  };
  const close = async (): Promise<void> => {
    if (postgres.exitCode !== null || postgres.signalCode !== null) return;
    // The fast shutdown.
    postgres.kill('SIGINT');
    await once(postgres, 'exit');
  };
  try {
    await untilReady(login, postgres);
  } catch (error) {
    await close();
    throw error;
  }
  return { login, close };
}

async function untilReady(login: Login, postgres: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS_MAX;
  for (;;) {
    try {
      return await disconnect(await connect(login));
    } catch (error) {
      if (!isFault(error) || Date.now() > deadline || postgres.exitCode !== null) throw error;
      await delay(50);
    }
  }
}
