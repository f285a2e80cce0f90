import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ServerAddress, serverAddressSchema } from '#shared/connection.ts';
import { connect, disconnect } from './connect.ts';
import { type EmbeddedServer, startEmbedded } from './embedded-server.ts';
import { takeLease } from './embedded-guard.ts';
import { isPostmasterOf, isRunning, readPostmaster } from './embedded-postmaster.ts';
import { faultOf } from './test-fault.ts';

/** A server's folder as it is after its first start, copied for each test: quicker than making one. */
let prepared: string;
let temporary: string;
let folder: string;
const holders: ChildProcess[] = [];
const servers: EmbeddedServer[] = [];

beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'sluice-embedded-'));
  const server = await startEmbedded({ folder: prepared });
  await server.close({ wait: true });
});

afterAll(() => rmSync(prepared, { recursive: true, force: true }));

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'sluice-embedded-'));
  folder = join(temporary, 'embedded');
  // Not cpSync: it does not keep the modes of folders, which Postgres insists on.
  execFileSync('cp', ['-a', prepared, folder]);
});

afterEach(async () => {
  for (const holder of holders.splice(0)) await end(holder, 'SIGKILL');
  for (const server of servers.splice(0)) await server.close();
  // Only when nobody uses it any more is the next lease the last one, and waiting for its end a proof that all is gone.
  if (readPostmaster(join(folder, 'data'))) await (await startEmbedded({ folder })).close({ wait: true });
  rmSync(temporary, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded({ folder });
  servers.push(server);
  return server;
}

interface Holder {
  readonly process: ChildProcess;
  readonly address: ServerAddress;
}

/** Holds a lease from a process of its own. */
async function hold(environment: NodeJS.ProcessEnv = process.env): Promise<Holder> {
  const script = join(import.meta.dirname, 'test-lease-holder.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'], env: environment });
  holders.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  while (!output.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`The holder ended with ${child.exitCode}.`);
    await delay(5);
  }
  return { process: child, address: serverAddressSchema.parse(JSON.parse(output)) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function ask(address: ServerAddress, sql: string): Promise<readonly unknown[][]> {
  const client = await connect({ address, password: null });
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await disconnect(client);
  }
}

const data = (): string => join(folder, 'data');
const postmasterPid = (): number => readPostmaster(data())?.pid ?? 0;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

/** The process that owns a postmaster, and its children but the postmaster. */
function guardPids(postmaster: number): number[] {
  const guard = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${postmaster}/status`, 'utf8'))?.[1]);
  const children = readFileSync(`/proc/${guard}/task/${guard}/children`, 'utf8').trim().split(' ').map(Number);
  return [guard, ...children.filter((pid) => pid !== postmaster)];
}

test('it listens on a private socket only, and what it holds is there again after a restart', async () => {
  const first = await start();
  expect(await ask(first.address, 'create table kept as select 1 as id')).toEqual([]);
  await first.close({ wait: true });
  expect(readdirSync(folder).filter((name) => name.startsWith('lease'))).toEqual([]);
  expect(readPostmaster(data())).toBeNull();

  const second = await start();
  expect(second.address).toMatchObject({ host: data(), database: 'sluice', user: 'sluice' });
  expect(await ask(second.address, 'select id from kept')).toEqual([['1']]);
  const settings = `select current_setting('listen_addresses'), current_setting('fsync'), current_setting('TimeZone'),
    current_setting('server_encoding'), current_setting('unix_socket_permissions')`;
  expect(await ask(second.address, settings)).toEqual([['', 'on', 'UTC', 'UTF8', '0700']]);
});

test('processes that start at once in an empty folder share one server, which goes on until the last of them is killed', async () => {
  rmSync(folder, { recursive: true });
  const [first, second] = await Promise.all([hold(), hold()]);
  const here = await start();
  expect(first.address).toEqual(here.address);
  expect(second.address).toEqual(here.address);
  const pid = postmasterPid();

  await end(first.process, 'SIGKILL');
  await here.close();
  await here.close();
  expect(here.isRunning()).toBe(false);
  expect(await ask(second.address, 'select 1')).toEqual([['1']]);
  expect(postmasterPid()).toBe(pid);

  await end(second.process, 'SIGKILL');
  await until(() => !isRunning(pid));
  expect(readPostmaster(data())).toBeNull();
});

test('closing with wait comes back when others still use the server', async () => {
  const other = await hold();
  const here = await start();
  await here.close({ wait: true });
  expect(await ask(other.address, 'select 1')).toEqual([['1']]);
});

test('a start while the server shuts down gets a server', async () => {
  for (let round = 0; round < 5; round++) {
    const server = await startEmbedded({ folder });
    expect(await ask(server.address, 'select 1')).toEqual([['1']]);
    await server.close();
  }
});

test('committed rows are there after the postmaster was killed with -9', async () => {
  const first = await start();
  await ask(first.address, 'create table kept as select generate_series(1, 1000) as id');
  const pid = postmasterPid();
  expect(first.isRunning()).toBe(true);
  process.kill(pid, 'SIGKILL');
  await until(() => !first.isRunning());
  const second = await start();
  expect(postmasterPid()).not.toBe(pid);
  expect(await ask(second.address, 'select count(*) from kept')).toEqual([['1000']]);
});

test('a stale lock file whose pid belongs to another process by now does not keep the server from starting', async () => {
  await (await start()).close({ wait: true });
  const socket = `${process.pid}\n${data()}\n1700000000\n5432\n${data()}\n`;
  writeFileSync(join(data(), 'postmaster.pid'), `${socket}\n  5432001         7\nready   \n`);
  writeFileSync(join(data(), '.s.PGSQL.5432.lock'), socket);
  const server = await start();
  expect(postmasterPid()).not.toBe(process.pid);
  expect(await ask(server.address, 'select 1')).toEqual([['1']]);
});

test.runIf(process.platform === 'linux')('a server whose guard was killed is stopped and started anew', async () => {
  const first = await start();
  await ask(first.address, 'create table kept as select 1 as id');
  const orphan = postmasterPid();
  for (const pid of guardPids(orphan)) process.kill(pid, 'SIGKILL');
  await first.close();
  await until(() => takeLease(folder, orphan) === null);
  expect(isPostmasterOf(orphan, data())).toBe(true);
  const second = await start();
  expect(isPostmasterOf(orphan, data())).toBe(false);
  expect(await ask(second.address, 'select id from kept')).toEqual([['1']]);
});

test('a path that is too long for a socket, or full of blanks and commas, works too', async () => {
  folder = join(temporary, `a "b", 'c' d`);
  const odd = await startEmbedded({ folder });
  expect(await ask(odd.address, 'select 1')).toEqual([['1']]);
  await odd.close({ wait: true });

  folder = join(temporary, 'x'.repeat(120));
  const long = await startEmbedded({ folder });
  expect(await ask(long.address, 'select 1')).toEqual([['1']]);
  expect(long.address.host.startsWith(folder)).toBe(false);
  await long.close({ wait: true });
  rmSync(long.address.host, { recursive: true, force: true });
});

describe('what keeps it from starting', () => {
  test('is told with the end of the log', async () => {
    const failing = startEmbedded({ folder, settings: { shared_buffers: 'nonsense' } });
    await expect(failing).rejects.toMatchObject({
      fault: {
        code: 'embedded.startFailed',
        sentence: expect.stringContaining('"shared_buffers": "nonsense"') as unknown,
        detail: expect.stringContaining('FATAL') as unknown,
      },
    });
  });

  test('may be a data folder of another version', async () => {
    await (await startEmbedded({ folder })).close({ wait: true });
    writeFileSync(join(data(), 'PG_VERSION'), '12\n');
    expect(await faultOf(startEmbedded({ folder }))).toMatchObject({ code: 'embedded.startFailed' });
  });

  test('may be a signal, which leaves nothing behind that runs', async () => {
    await (await startEmbedded({ folder })).close({ wait: true });
    const stop = new AbortController();
    const starting = startEmbedded({ folder, signal: stop.signal });
    await until(() => readPostmaster(data()) !== null);
    stop.abort();
    await expect(starting).rejects.toThrow('aborted');
    await until(() => readPostmaster(data()) === null);
  });
});

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

test.runIf(isRoot)(
  'root without user namespaces runs it as nobody, also in a folder that only root may enter',
  async () => {
    const programs = join(temporary, 'bin');
    mkdirSync(programs);
    for (const name of ['sh', 'setpriv', 'mkfifo', 'mv', 'rm', 'chown', 'true'])
      symlinkSync(`/usr/bin/${name}`, join(programs, name));
    const holder = await hold({ ...process.env, PATH: programs });
    expect(await ask(holder.address, 'select 1')).toEqual([['1']]);
    expect(readFileSync(`/proc/${postmasterPid()}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s/m);
    await end(holder.process, 'SIGKILL');
    await until(() => readPostmaster(data()) === null);

    // With namespaces it is root's again.
    expect(await ask((await start()).address, 'select 1')).toEqual([['1']]);
  },
);
