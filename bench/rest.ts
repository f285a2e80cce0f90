/**
 * Measures the REST service: `npm run bench:rest`, with the seconds of each measurement behind it. wrk (of Debian) sends, the service and
 * its server work on the same machine, and beside them an INSERT for each request through a pool. Needs the built command.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withClient } from '#backend/postgres/with-client.ts';
import { startBenchServer } from './bench-server.ts';
import { findProgram } from './find-program.ts';
import { measureProcess } from './measure-process.ts';
import { readProcess } from './read-process.ts';

const SECONDS = Number(process.argv[2] ?? 8);
const ROUNDS = 3;
const root = join(import.meta.dirname, '..');
const sluice = join(root, 'out', 'main', 'sluice.js');

interface Sending {
  readonly rows: number;
  /** Every how many rows one is bad; 0: none. */
  readonly bad?: number;
  readonly connections?: number;
}

interface Rate {
  readonly perSecond: number;
  readonly p99: string;
}

let base = 1000;

/** Sends with wrk for some seconds. */
async function send(wrk: string, url: string, key: string, sending: Sending): Promise<Rate> {
  const { rows, bad = 0, connections = 64 } = sending;
  base += 100_000_000;
  const env = { ...process.env, ROWS: String(rows), BAD: String(bad), BASE: String(base % 2_000_000_000), KEY: key };
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${SECONDS}s`,
    '--latency',
    '-s',
    join(import.meta.dirname, 'rest.lua'),
    url,
  ];
  const { out, words, exitCode } = await measureProcess(wrk, args, { env });
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]);
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1];
  if (exitCode !== 0 || refused !== undefined) throw new Error(`wrk: ${refused ?? ''} ${words}${out}`);
  return { perSecond, p99: /99%\s+(\S+)/.exec(out)?.[1] ?? '' };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return String(chunk).trim();
}

/** Sockets that send a byte a second of a request that never ends. */
function openSlow(port: number, count: number): () => void {
  const sockets = Array.from({ length: count }, (): Socket => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /v1/jobs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ');
    return socket;
  });
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 1000);
  return () => {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
  };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

async function main(wrk: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-rest-'));
  const server = await startBenchServer({ kind: 'embedded' }, join(folder, 'postgres'));
  const { address } = server.login;
  const env = { ...process.env, SLUICE_HOME: join(folder, 'home') };
  const started: ChildProcess[] = [];
  try {
    await withClient(server.login, async (client) => {
      await client.query('create table jobs (id int primary key, job text not null)');
    });
    const limits = ['--rate', '1000000', '--burst', '1000000', '--row-rate', '100000000', '--row-burst', '100000000'];
    const { out: key } = await measureProcess(process.execPath, [sluice, 'key', 'add', 'bench', ...limits], { env });
    const to = formatConnectionUrl(address);
    const service = spawn(process.execPath, [sluice, 'serve', '--to', to, '--ingest-port', '0'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(service);
    const { ingestUrl: url } = JSON.parse(await firstLine(service)) as { readonly ingestUrl: string };
    const pool = spawn(process.execPath, [join(import.meta.dirname, 'pool-server.ts')], {
      env: {
        ...env,
        BENCH_HOST: address.host,
        BENCH_PORT: String(address.port),
        BENCH_USER: address.user,
        BENCH_DATABASE: address.database,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(pool);
    const poolUrl = `http://127.0.0.1:${await firstLine(pool)}`;
    const secret = key.trim();
    const rates = {
      single: [] as number[],
      pool: [] as number[],
      bad: [] as number[],
      batch: [] as number[],
      slow: [] as number[],
    };
    let p99 = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      // What one measurement leaves to be written, the next must not wait for.
      const rest = (): Promise<void> =>
        withClient(server.login, async (client) => {
          await client.query('truncate jobs');
          await client.query('checkpoint');
        });
      rates.pool.push((await send(wrk, poolUrl, secret, { rows: 1 })).perSecond);
      await rest();
      const single = await send(wrk, url, secret, { rows: 1 });
      ({ p99 } = single);
      rates.single.push(single.perSecond);
      await rest();
      const end = openSlow(Number(new URL(url).port), 500);
      rates.slow.push((await send(wrk, url, secret, { rows: 1 })).perSecond);
      end();
      await rest();
      rates.bad.push((await send(wrk, url, secret, { rows: 1, bad: 2 })).perSecond);
      await rest();
      rates.batch.push(1000 * (await send(wrk, url, secret, { rows: 1000, connections: 4 })).perSecond);
      await rest();
    }
    const single = median(rates.single);
    const peak = readProcess(service.pid ?? 0)?.peakBytes ?? NaN;
    const show = (value: number): string => Math.round(value).toLocaleString('en');
    process.stdout.write(
      [
        '| what | measured |',
        '|---|---|',
        `| one row a request, 64 connections: requests/s | ${show(single)} |`,
        `| the same through a pool, an INSERT each | ${show(median(rates.pool))}: ${(single / median(rates.pool)).toFixed(2)} x |`,
        `| p99 of that, with all connections busy | ${p99} |`,
        `| half of the rows bad: against all good | ${(median(rates.bad) / single).toFixed(2)} |`,
        `| 1000 rows a request, 4 connections: rows/s | ${show(median(rates.batch))} |`,
        `| beside 500 sockets that send a byte a second | ${(median(rates.slow) / single).toFixed(2)} |`,
        `| most memory of the service | ${show(peak / 1024 / 1024)} MB |`,
        '',
      ].join('\n'),
    );
  } finally {
    for (const child of started) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const wrk = findProgram('wrk');
if (wrk === null) {
  process.stderr.write('wrk is not here: install the package wrk.\n');
  process.exitCode = 2;
} else await main(wrk);
