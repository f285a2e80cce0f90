/**
 * Measures for how long the event loop is kept while files of every kind are loaded: `npm run bench:event-loop`, or with another
 * number of rows behind it. Each file goes into the built-in Postgres by the command, in a process of its own; beside it an idle
 * process, for what the machine itself adds.
 */
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { startBenchServer } from './bench-server.ts';
import { generateEmployees } from './generate-employees.ts';
import { measureProcess } from './measure-process.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-delay-'));
const delaysFile = join(folder, 'delays.json');

/** Runs Node with the watch; returns the delays of its event loop, ms. */
async function watched(args: readonly string[]): Promise<Record<'p50' | 'p99' | 'max', number>> {
  const watch = ['--import', join(import.meta.dirname, 'watch-event-loop.ts')];
  const env = { ...process.env, SLUICE_BENCH_DELAYS: delaysFile };
  const { exitCode, words } = await measureProcess(process.execPath, [...watch, ...args], { env });
  // 3: with rejects.
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`A load ended with ${exitCode}: ${words}`);
  // Written by the watch.
  return JSON.parse(readFileSync(delaysFile, 'utf8')) as Record<'p50' | 'p99' | 'max', number>;
}

async function writeText(name: string, pieces: Iterable<string | Buffer>): Promise<string> {
  const path = join(folder, name);
  await pipeline(Readable.from(pieces), createWriteStream(path));
  return path;
}

/** Each line as an object, put between these texts. */
function* asJson(before: string, between: string, after: string): Generator<string> {
  let first = true;
  for (const piece of generateEmployees({ rows: ROWS, badShare: 0 })) {
    const objects = piece.split('\n').flatMap((line) => {
      if (line === '') return [];
      const [id, name, hired, department, job] = line.split(',');
      return JSON.stringify({ id: Number(id), name, hired, department_id: Number(department), job_id: Number(job) });
    });
    if (objects.length === 0) continue;
    yield `${first ? before : between}${objects.join(between)}`;
    first = false;
  }
  yield after;
}

function* inLatin1(): Generator<Buffer> {
  for (const piece of generateEmployees({ rows: ROWS, badShare: 0 })) {
    yield Buffer.from(piece.replaceAll('Zora', 'Zoë'), 'latin1');
  }
}

const rowsOf = (badShare: number): Generator<string> => generateEmployees({ rows: ROWS, badShare });

async function writeFiles(): Promise<readonly (readonly [string, string, readonly string[]])[]> {
  const csv = await writeText('clean.csv', rowsOf(0));
  const packed = join(folder, 'clean.csv.gz');
  await pipeline(createReadStream(csv), createGzip(), createWriteStream(packed));
  const inCsv = ['--header', 'no'];
  return [
    ['CSV', csv, inCsv],
    ['CSV, half of it bad', await writeText('bad.csv', rowsOf(0.5)), inCsv],
    ['CSV, gzip', packed, inCsv],
    ['CSV, windows-1252', await writeText('latin.csv', inLatin1()), [...inCsv, '--encoding', 'windows-1252']],
    ['CSV, quote ’', await writeText('quote.csv', rowsOf(0)), [...inCsv, '--quote', '’']],
    ['NDJSON', await writeText('clean.ndjson', asJson('', '\n', '\n')), []],
    ['JSON array', await writeText('clean.json', asJson('[', ',\n', ']')), []],
  ];
}

const shown = (ms: number): string => ms.toFixed(1).padStart(7);
const line = (what: string, megabytes: string, { p50, p99, max }: Record<'p50' | 'p99' | 'max', number>): void =>
  console.log(`${what.padEnd(22)}${megabytes.padStart(6)}${shown(p50)}${shown(p99)}${shown(max)}`);

const server = await startBenchServer({ kind: 'embedded' }, join(folder, 'pg'));
try {
  const { host, port, user, database } = server.login.address;
  const url = `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  console.log('delay of the event loop, ms   MB    p50    p99    max');
  line('idle', '', await watched(['-e', 'setTimeout(() => {}, 5000)']));
  for (const [at, [what, path, args]] of (await writeFiles()).entries()) {
    const table = `t${at}`;
    const definition = `create table ${table} (id int primary key, name text not null, hired timestamptz not null,
      department_id int not null, job_id int not null)`;
    const client = await connect(server.login);
    await client.query(definition);
    await disconnect(client);
    const home = join(folder, `home-${at}`);
    const load = [join(root, 'scripts', 'sluice.mjs'), 'load', path, '--to', url, '--table', table, '--home', home];
    line(what, (statSync(path).size / 1e6).toFixed(0), await watched([...load, '--json', ...args]));
  }
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
