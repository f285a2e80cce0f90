import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Login } from '#shared/connection.ts';
import { Session } from '#backend/copy/session.ts';
import { connect, disconnect, type PostgresClient } from '#backend/postgres/connect.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { debianPrograms, startDebian } from '#backend/postgres/test-debian-postgres.ts';
import { testLogin } from '#backend/postgres/test-postgres.ts';
import { backupTables } from './backup-tables.ts';
import { restoreOne, withOpenBackup } from './test-backup.ts';
import { type RandomTable, randomTable, typesSql } from './test-random-tables.ts';
import { verifyAgainst } from './verify-backup.ts';
import type { WrittenBackup } from './write-backup.ts';

/** PROPERTY_SEED and PROPERTY_TABLES (in each zone) take other tables and more of them. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_126);
const tablesOfZone = Number(process.env['PROPERTY_TABLES'] ?? 5);

/** Five and three quarters before, three and a half behind, and a day that was left out. */
const zones = ['Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'] as const;

interface Place {
  readonly login: Login;
  readonly client: PostgresClient;
  readonly folder: string;
}

/** A database of its own: extensions are one database's. */
async function withDatabase(server: Login, run: (place: Place) => Promise<void>): Promise<void> {
  const database = `random_${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-random-'));
  const owner = await connect(server);
  const login = { ...server, address: { ...server.address, database } };
  try {
    await owner.query(`create database ${database} template template0`);
    const client = await connect(login);
    try {
      await client.query(typesSql);
      await run({ login, client, folder });
    } finally {
      await disconnect(client);
    }
  } finally {
    await owner.query(`drop database if exists ${database} with (force)`);
    await disconnect(owner);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server's own time zone, and that of this process. */
async function setZone({ client, login }: Place, zone: string): Promise<void> {
  await client.query(`alter database ${quoteIdentifier(login.address.database)} set timezone = '${zone}'`);
  process.env['TZ'] = zone;
}

/** All rows as the server prints them, each with its place: dropped columns and order of columns would show. */
async function rowsOf({ client }: Place, { name }: RandomTable): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(
    `select t::text as row from public.${quoteIdentifier(name)} t order by t::text collate "C"`,
  );
  return rows.map(({ row }) => row);
}

async function backUp(
  { login, folder }: Place,
  { name }: RandomTable,
  codec: 'deflate' | 'zstandard' | 'snappy' | 'null',
): Promise<WrittenBackup> {
  const session = await Session.open(login, () => {});
  try {
    const tables = [{ schema: 'public', table: name }];
    for await (const written of backupTables(session, { tables, folder, codec })) return written;
    throw new Error('Nothing was backed up.');
  } finally {
    await session.close();
  }
}

async function verifyThere({ login }: Place, { path }: WrittenBackup): Promise<void> {
  const session = await Session.open(login, () => {});
  try {
    await withOpenBackup(path, (backup) => verifyAgainst(backup, session));
  } finally {
    await session.close();
  }
}

/** What becomes of the rows, and how they come back. */
const losses = [
  { mode: 'replace', lose: 'truncate' },
  { mode: 'append', lose: 'delete' },
  { mode: 'new', lose: 'drop' },
] as const;

async function loseAndRestore(place: Place, table: RandomTable, written: WrittenBackup, number: number): Promise<void> {
  const { mode, lose } = losses[number % losses.length] ?? losses[0];
  const name = `public.${quoteIdentifier(table.name)}`;
  if (lose === 'truncate') await place.client.query(`truncate ${name}`);
  else if (lose === 'drop') await place.client.query(`drop table ${name}`);
  else await place.client.query(`delete from ${name} where ctid in (select ctid from ${name} where random() < 0.5)`);
  await restoreOne(place, { path: written.path }, { mode });
}

async function expectAllBack(
  place: Place,
): Promise<{ readonly tables: number; readonly rows: number; readonly columns: number }> {
  const counts = { tables: 0, rows: 0, columns: 0 };
  const codecs = ['deflate', 'zstandard', 'snappy', 'null'] as const;
  for (const [at, zone] of zones.entries()) {
    for (let number = 0; number < tablesOfZone; number += 1) {
      const which = at * tablesOfZone + number;
      const [table] = fc.sample(randomTable(which), { seed: seed + which, numRuns: 1 });
      if (table === undefined) throw new Error('No table was made.');
      const what = `PROPERTY_SEED=${seed}, table ${which}: ${table.statements.slice(0, 1).join('')}`;
      try {
        await setZone(place, zone);
        for (const statement of table.statements) await place.client.query(statement);
        const before = await rowsOf(place, table);
        const written = await backUp(place, table, codecs[which % codecs.length] ?? 'deflate');
        // It comes back elsewhere in the world.
        await setZone(place, zones[(at + 1) % zones.length] ?? zone);
        await loseAndRestore(place, table, written, which);
        expect(await rowsOf(place, table)).toEqual(before);
        await verifyThere(place, written);
        await place.client.query(`drop table public.${quoteIdentifier(table.name)}`);
      } catch (error) {
        throw new Error(what, { cause: error });
      }
      counts.tables += 1;
      counts.rows += table.rows;
      counts.columns += table.columns;
    }
  }
  return counts;
}

/** Returns how many tables came back. */
async function runOn(server: Login, what: string): Promise<number> {
  let all = 0;
  const zone = process.env['TZ'];
  try {
    await withDatabase(server, async (place) => {
      const { tables, rows, columns } = await expectAllBack(place);
      all = tables;
      process.stdout.write(
        `${tables} random tables, ${columns} columns, ${rows} rows came back on ${what}, PROPERTY_SEED=${seed}\n`,
      );
    });
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
  return all;
}

test('random tables of all types come back as they were, in odd time zones', async () => {
  expect(await runOn(testLogin(), 'the tests’ server')).toBe(zones.length * tablesOfZone);
});

const bin = debianPrograms();
if (bin === null) process.stdout.write('Skipped: random tables on Debian’s Postgres, which is not installed.\n');
test.skipIf(bin === null)('they do on Debian’s Postgres too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-debian-'));
  const server = await startDebian(bin ?? '', folder, { fsync: 'off' });
  try {
    expect(await runOn(server.login, `Debian’s Postgres (${bin})`)).toBe(zones.length * tablesOfZone);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
