import { closeSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerAddress } from '#shared/connection.ts';
import { fault, isFault } from '#shared/fault.ts';
import { connect, disconnect } from './connect.ts';
import { chooseRunner, findBinaries } from './embedded-binaries.ts';
import { embeddedName, prepareCluster, prepareSocketFolder } from './embedded-cluster.ts';
import { type Guard, isServed, startGuard, takeLease } from './embedded-guard.ts';
import { disownStaleLocks, isPostmasterOf, isRunning, type Postmaster, readPostmaster } from './embedded-postmaster.ts';
import { programsFor } from './embedded-programs.ts';
import { quoteIdentifier } from './identifiers.ts';
import { isServerError } from './sqlstate-fault.ts';

export interface EmbeddedServer {
  /** A unix socket, no password: `connect({ address, password: null })`. */
  readonly address: ServerAddress;
  /** False when the server behind the lease is no more, for instance killed: start it again then. */
  isRunning(): boolean;
  /**
   * Gives the lease back; the server stops when nobody else holds one. With `wait`, resolves when it has stopped, or as
   * soon as it shows that others still use it. May be called twice.
   */
  close(options?: { readonly wait?: boolean }): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data folder of the server; made where it is not there. Processes that name the same one share one server. */
  readonly folder: string;
  /** Further server settings, for tests; those of a server that runs already stay as they are. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 8;
/** A dead predecessor may linger as a zombie, a living one takes its time to shut down. */
const startMsMax = 15_000;

/**
 * Starts the real Postgres that comes with the app, or joins the one that another process of this user has started on the
 * same folder. It listens on a unix socket in that folder only, and stops by itself when the last process that uses it is
 * gone, however that ended. Durability is Postgres' own: fsync stays on.
 *
 * Faults: embedded.unsupported, embedded.startFailed (with the end of the server's log).
 */
export async function startEmbedded({ folder, settings = {}, signal }: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = findBinaries();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const home = realpathSync(folder);
  const data = join(home, 'data');
  const deadline = Date.now() + startMsMax;
  const makeWay = wayMaker(data);
  let guard: Guard | null = null;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const postmaster = readPostmaster(data);
      const lease = postmaster && takeLease(home, postmaster.pid);
      if (postmaster && lease !== null) {
        const address = await untilReady(data, lease, signal);
        if (address) return holdLease(home, postmaster.pid, lease, address);
      } else if (guard === null || guard.exitCode !== null) {
        if (guard !== null && !isContended(guard.readLog())) throw startFailed('it ended', guard);
        const runner = await chooseRunner();
        const programs = await programsFor(runner, binaries);
        await prepareCluster(home, programs, runner);
        const socketFolder = await prepareSocketFolder(home, runner);
        if (makeWay(socketFolder, postmaster)) {
          const command = [programs.postgres, '-D', data, ...serverArguments(socketFolder, settings)];
          guard = startGuard(home, [...runner.prefix, ...command]);
        }
      }
      if (Date.now() > deadline) throw startFailed(`it was not up after ${startMsMax / 1000} s`, guard);
      await delay(pollMs, undefined, { signal });
    }
  } finally {
    guard?.letGo();
  }
}

function serverArguments(socketFolder: string, settings: Readonly<Record<string, string>>): string[] {
  const all = {
    listen_addresses: '',
    port: '5432',
    // A list, in which a name with commas or blanks is quoted.
    unix_socket_directories: quoteIdentifier(socketFolder),
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Whether a start failed only because another postgres of this folder is there, or has not quite left. */
const isContended = (log: string): boolean =>
  /lock file "[^"]*" already exists|pre-existing shared memory block/.test(log);

/**
 * Looks after a predecessor that no lease can be had on: a living postmaster whose guard is dead, or is stopping it, is
 * asked to stop and waited for; a lock file that was left behind is disowned. Answers whether the way is free.
 */
function wayMaker(data: string): (socketFolder: string, postmaster: Postmaster | null) => boolean {
  const orphan = { pid: 0, seenAt: 0, asked: false };
  // A guard that has just found a late comer serves again in a moment.
  const graceMs = 300;
  return (socketFolder, postmaster) => {
    if (postmaster === null || !isRunning(postmaster.pid)) return true;
    const { pid } = postmaster;
    if (!isPostmasterOf(pid, data)) {
      disownStaleLocks(data, socketFolder);
      return true;
    }
    if (orphan.pid !== pid) Object.assign(orphan, { pid, seenAt: Date.now(), asked: false });
    if (!orphan.asked && Date.now() - orphan.seenAt > graceMs) {
      orphan.asked = true;
      process.kill(pid, 'SIGINT');
    }
    return false;
  };
}

/**
 * Waits until the server behind a lease takes queries: as long as it replays its log after a crash, but not long when it
 * says that it is ready. Null where it ends before that; the lease is closed then.
 */
async function untilReady(data: string, lease: number, signal?: AbortSignal): Promise<ServerAddress | null> {
  let deadline = Infinity;
  try {
    while (isServed(lease)) {
      const postmaster = readPostmaster(data);
      if (postmaster?.status === 'ready') {
        const address = addressOf(postmaster);
        if (await hasDatabase(address, signal)) return address;
        deadline = Math.min(deadline, Date.now() + startMsMax);
      }
      if (Date.now() > deadline)
        throw startFailed(`it does not answer on its socket in ${postmaster?.socketFolder}`, null);
      await delay(pollMs, undefined, { signal });
    }
  } catch (error) {
    closeSync(lease);
    throw error;
  }
  closeSync(lease);
  return null;
}

const addressOf = ({ socketFolder, listenAddress, port }: Postmaster): ServerAddress => ({
  host: socketFolder || listenAddress,
  port,
  database: embeddedName,
  user: embeddedName,
  schema: 'public',
  tls: 'disable',
  caFile: null,
});

/** Connects to the server's one database, made at the first time. False while the server takes nobody. */
async function hasDatabase(address: ServerAddress, signal?: AbortSignal): Promise<boolean> {
  try {
    await disconnect(await connect({ address, password: null }, { signal }));
    return true;
  } catch (error) {
    if (!isFault(error)) throw error;
    if (error.fault.code === 'postgres.unknownDatabase') return await createDatabase(address, signal);
    if (error.fault.retry) return false;
    throw error;
  }
}

async function createDatabase(address: ServerAddress, signal?: AbortSignal): Promise<true> {
  const client = await connect({ address: { ...address, database: 'postgres' }, password: null }, { signal });
  try {
    await client.query(`create database ${quoteIdentifier(address.database)}`);
  } catch (error) {
    // 42P04, or 23505 in the very moment: another process was faster.
    if (!(isServerError(error) && (error.code === '42P04' || error.code === '23505'))) throw error;
  } finally {
    await disconnect(client);
  }
  return true;
}

function holdLease(home: string, pid: number, lease: number, address: ServerAddress): EmbeddedServer {
  let closed = false;
  return {
    address,
    isRunning: () => !closed && isServed(lease),
    async close({ wait = false } = {}) {
      if (!closed) closeSync(lease);
      closed = true;
      if (wait) await untilStopped(home, pid);
    },
  };
}

/** The guard renames its lease at once when nobody holds one any more, and removes it when postgres has ended. */
async function untilStopped(home: string, pid: number): Promise<void> {
  const sharedAfter = Date.now() + 2000;
  const lease = join(home, `lease.${pid}`);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const served = existsSync(lease);
    if (served && Date.now() > sharedAfter) return;
    if (!served && !existsSync(`${lease}.closing`)) return;
    await delay(pollMs);
  }
}

function startFailed(reason: string, guard: Guard | null): Error {
  const log = (guard?.readLog() ?? '').trimEnd();
  const lastWords = /.*FATAL: +(.*)/s.exec(log)?.[1]?.split('\n')[0];
  return fault(
    'embedded.startFailed',
    { reason: lastWords ?? reason },
    { detail: log.split('\n').slice(-20).join('\n') },
  );
}
