import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '#shared/fault.ts';
import type { Login } from '#shared/connection.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { startEmbedded } from '#backend/postgres/embedded-server.ts';
import { parseConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import type { ServerChoice } from './bench-options.ts';
import { UsageError } from './usage-error.ts';

/** The server that all contenders load into. */
export interface BenchServer {
  readonly login: Login;
  /** Ends a server that was started for the benchmark, and no other. */
  close(): Promise<void>;
}

/**
 * Starts the server that was chosen, with its data in `folder`, or takes the one that is named. Servers that are started
 * listen on a unix socket only, with their default settings.
 * Faults: those of startEmbedded, connection.url. @throws UsageError where Debian's Postgres is not installed
 */
export async function startBenchServer(choice: ServerChoice, folder: string): Promise<BenchServer> {
  switch (choice.kind) {
    case 'url':
      return { login: parseConnectionUrl(choice.url), close: async () => {} };
    case 'debian':
      return await startDebian(folder);
    case 'embedded': {
      const server = await startEmbedded({ folder });
      return { login: { address: server.address, password: null }, close: () => server.close({ wait: true }) };
    }
  }
}

const DEBIAN = '/usr/lib/postgresql';
const USER = 'postgres';
const START_MS_MAX = 30_000;

/** Postgres refuses to run as root: there it runs as the user whom Debian's package makes. */
async function startDebian(folder: string): Promise<BenchServer> {
  const bin = debianPrograms();
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
  const postgres = start('postgres', '-D', data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${folder}`);
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

/** The newest version that is there. */
function debianPrograms(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number).filter(Number.isInteger) : [];
  const newest = versions.toSorted((a, b) => b - a)[0];
  if (newest === undefined)
    throw new UsageError('Debian’s Postgres is not here: install the package postgresql, or leave --server out.');
  return join(DEBIAN, String(newest), 'bin');
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
