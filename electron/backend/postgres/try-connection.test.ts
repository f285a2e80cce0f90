import { expect, test } from 'vitest';
import type { Login } from '#shared/connection.ts';
import { tryConnection } from './try-connection.ts';
import { type TestSchema, withSchema } from './test-postgres.ts';

/** Gives a test a role of its own that may log in without a password over the socket. */
async function withRole(work: (role: string, login: Login, test: TestSchema) => Promise<void>): Promise<void> {
  await withSchema(async (own) => {
    const role = `clerk_${own.schema}`;
    await own.client.query(`create role ${role} login password 'of a test'`);
    try {
      await work(role, { address: { ...own.address, user: role }, password: 'of a test' }, own);
    } finally {
      await own.client.query(`drop owned by ${role}; drop role ${role}`);
    }
  });
}

test('a report tells version, way and place', async () => {
  await withSchema(async ({ login, client, schema }) => {
    const { rows } = await client.query<{ v: string; d: string }>(
      `select current_setting('server_version') as v, current_database() as d`,
    );
    const report = await tryConnection(login);
    expect(report).toMatchObject({
      database: rows[0]?.d,
      user: login.address.user,
      schema,
      rights: ['everything, as superuser'],
      notes: [],
    });
    expect(rows[0]?.v.startsWith(report.version)).toBe(true);
    expect(report.version).toMatch(/^\d+\.\d+$/);
    expect(report.roundTripMs).toBeGreaterThan(0);
  });
});

test('rights are told in words, and counted where they are partial', async () => {
  await withRole(async (role, login, { client, schema }) => {
    const rights = async () => (await tryConnection(login)).rights;
    expect(await rights()).toEqual(['nothing: the role may not use the schema']);
    await client.query(`grant usage on schema ${schema} to ${role}`);
    expect(await rights()).toEqual(['nothing in this schema']);
    await client.query(`create table a (id int); create table b (id int); grant create on schema ${schema} to ${role};
      grant select on a, b to ${role}; grant insert on a to ${role}`);
    expect(await rights()).toEqual(['create tables', 'read all tables', 'insert into 1 of 2 tables']);
  });
});

test('a role that is set to read only is worth a note', async () => {
  await withRole(async (role, login, { client }) => {
    await client.query(`alter role ${role} set default_transaction_read_only to on`);
    expect((await tryConnection(login)).notes).toEqual(['This role or database is set to read only.']);
  });
});

test('a schema that is not there is a fault', async () => {
  await withSchema(async ({ login }) => {
    const elsewhere = { ...login, address: { ...login.address, schema: 'nowhere' } };
    await expect(tryConnection(elsewhere)).rejects.toMatchObject({
      fault: { code: 'postgres.unknownSchema', sentence: 'The database has no schema nowhere.' },
    });
  });
});
