import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { inject } from 'vitest';
import type { Login, ServerAddress } from '#shared/connection.ts';
import { connect, disconnect } from './connect.ts';
import { quoteIdentifier } from './identifiers.ts';
import { parseConnectionUrl } from './parse-connection-url.ts';
// Says what `inject` knows.
import type {} from './test-postgres-global.ts';

/** A schema of one test, on the server that all tests share. */
export interface TestSchema {
  /** Where the code under test connects to; `address.schema` is the schema. */
  readonly login: Login;
  readonly address: ServerAddress;
  /** An own session of the test whose search_path is the schema. */
  readonly client: Client;
  readonly schema: string;
}

/** The server of the tests, by its superuser. */
export const testLogin = (): Login => parseConnectionUrl(inject('postgresUrl'));

/** Runs a test with a schema of its own, which is dropped with all that is in it afterwards. */
export async function withSchema<T>(run: (test: TestSchema) => Promise<T>): Promise<T> {
  const { address: server, password } = testLogin();
  const schema = `test_${randomUUID().slice(0, 8)}`;
  const login = { address: { ...server, schema }, password };
  const client = await connect(login);
  try {
    await client.query(`create schema ${quoteIdentifier(schema)}`);
    await client.query(`set search_path to ${quoteIdentifier(schema)}`);
    return await run({ login, address: login.address, client, schema });
  } finally {
    await dropSchema(login, schema);
    await disconnect(client);
  }
}

/** In a session of its own: the test's may be dead, or in a failed transaction that still holds locks. */
async function dropSchema(login: Login, schema: string): Promise<void> {
  const client = await connect(login);
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_locks
       where relation in (select oid from pg_class where relnamespace = $1::regnamespace) and pid <> pg_backend_pid()`,
      [schema],
    );
    await client.query('set client_min_messages to warning');
    await client.query(`drop schema ${quoteIdentifier(schema)} cascade`);
  } finally {
    await disconnect(client);
  }
}
