import { join } from 'node:path';
import { startEmbedded } from '#backend/postgres/embedded-server.ts';
import { withClient } from '#backend/postgres/with-client.ts';

type Row = Readonly<Record<string, string | null>>;

/**
 * Asks the built-in database of a data folder, beside the app: what a spec says of a table is read from the table.
 * @param home folder of the app's data
 * @param sql one statement, or several whose rows nobody wants
 * @returns its rows, each value as the server prints it
 */
export async function ask(home: string, sql: string): Promise<readonly Row[]> {
  // Joins the server that the app has started, and gives it back.
  const server = await startEmbedded({ folder: join(home, 'postgres') });
  try {
    const login = { address: server.address, password: null };
    return await withClient(login, async (client) => (await client.query<Row>(sql)).rows);
  } finally {
    await server.close();
  }
}

/** Rows in a table; null where there is no such table. */
export async function countRows(home: string, table: string): Promise<number | null> {
  const [found] = await ask(home, `select to_regclass('public.${table}') as name`);
  if (found?.['name'] == null) return null;
  const [row] = await ask(home, `select count(*) as count from public.${table}`);
  return Number(row?.['count']);
}

/** Takes every table away. */
export async function dropTables(home: string): Promise<void> {
  await ask(home, 'drop schema public cascade; create schema public');
}

/** Makes or changes tables for a spec, as another program would. */
export async function makeTables(home: string, sql: string): Promise<void> {
  await ask(home, sql);
}

/** The rows of a query, each as its values one behind the other. */
export async function rowsOf(home: string, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return (await ask(home, sql)).map((row) => Object.values(row));
}
