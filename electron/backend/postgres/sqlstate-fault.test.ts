import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ServerAddress } from '#shared/connection.ts';
import { fault } from '#shared/fault.ts';
import type { PostgresClient } from './connect.ts';
import { connectFault, queryFault } from './sqlstate-fault.ts';
import { faultOf } from './test-fault.ts';
import { withSchema } from './test-postgres.ts';
import { withClient } from './with-client.ts';

const nowhere: ServerAddress = {
  host: 'db.example',
  port: 5432,
  database: 'd',
  user: 'u',
  schema: 'public',
  tls: 'require',
  caFile: null,
};

test.each([
  ['select * from nowhere', 'postgres.noTable', 'SQLSTATE 42P01'],
  ['set role pg_monitor; select pg_reload_conf()', 'postgres.permission', 'SQLSTATE 42501'],
  ['begin read only; insert into it values (1)', 'postgres.readOnly', 'SQLSTATE 25006'],
  [`set statement_timeout to 5; select pg_sleep(5)`, 'postgres.cancelled', 'SQLSTATE 57014'],
  [
    'begin isolation level serializable; do $$ begin raise serialization_failure; end $$',
    'postgres.conflict',
    'SQLSTATE 40001',
  ],
  ['do $$ begin raise disk_full; end $$', 'postgres.diskFull', 'SQLSTATE 53100'],
  ['do $$ begin raise insufficient_resources; end $$', 'postgres.error', 'SQLSTATE 53000'],
  ['select 1 / 0', 'postgres.error', 'SQLSTATE 22012: division by zero'],
  ['select pg_terminate_backend(pg_backend_pid())', 'postgres.gone', 'SQLSTATE 57P01'],
])('%s is %s', async (sql, code, detail) => {
  await withSchema(async ({ client, schema, login }) => {
    await client.query('create table it (id int)');
    const found = await faultOf(
      withClient(login, async (other) => {
        await other.query(`set search_path to ${schema}`);
        await other.query(sql);
      }),
    );
    expect(found.code).toBe(code);
    expect(found.detail).toContain(detail);
    expect(found.sentence).not.toMatch(/[{}]|\.\.$/);
  });
});

test('a lock that is not given in time and a deadlock have their own faults', async () => {
  await withSchema(async ({ client, schema, login }) => {
    await client.query('create table a (id int); create table b (id int)');
    await client.query('begin; lock table a');
    const waits = withClient(login, (other) => other.query(`set lock_timeout to 10; lock table ${schema}.a`));
    expect((await faultOf(waits)).code).toBe('postgres.locked');

    const [first, second] = await Promise.allSettled([
      withClient(login, async (other) => {
        await other.query(`set deadlock_timeout to '10ms'; begin; lock table ${schema}.b`);
        await other.query(`lock table ${schema}.a`);
      }),
      (async () => {
        await untilWaiting(client);
        await client.query('lock table b');
      })(),
    ]);
    const loser = [first, second].find(({ status }) => status === 'rejected');
    expect(loser).toBeDefined();
    const error: unknown = loser?.status === 'rejected' ? loser.reason : null;
    expect(queryFault(error, nowhere)).toMatchObject({ fault: { code: 'postgres.conflict', retry: true } });
    await client.query('rollback');
  });
});

/** Until another session waits for a lock that this one holds. pg_stat_activity would stand still in a transaction. */
async function untilWaiting(client: PostgresClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      'select 1 from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))',
    );
    if (rows.length > 0) return;
    await delay(5);
  }
}

test('a session that is cut off tells so, and a signal is answered with its reason', async () => {
  await withSchema(async ({ login }) => {
    const cut = withClient(login, async (client) => {
      client.connection.stream.destroy();
      await client.query('select 1');
    });
    expect(await faultOf(cut)).toMatchObject({ code: 'postgres.gone', retry: true });

    const stop = new AbortController();
    const slow = withClient(
      login,
      async (client) => {
        setTimeout(() => stop.abort(new Error('enough')), 5);
        await client.query('select pg_sleep(30)');
      },
      { signal: stop.signal },
    );
    await expect(slow).rejects.toThrow('enough');
  });
});

test('a bug of ours stays what it is, and a fault too', async () => {
  const bug = new TypeError('x is not a function');
  expect(queryFault(bug, nowhere)).toBe(bug);
  const known = fault('run.unknown', { id: 7 });
  expect(queryFault(known, nowhere)).toBe(known);
  expect(connectFault(known, nowhere, 5000)).toBe(known);
  expect(queryFault('thrown text', nowhere)).toEqual(new Error('thrown text'));
});

test('what a test cannot easily bring about is read from its code', () => {
  const cases = [
    ['ETIMEDOUT', 'postgres.timeout'],
    ['EAI_AGAIN', 'postgres.unknownHost'],
    ['EHOSTUNREACH', 'postgres.refused'],
    ['EPROTO', 'postgres.tlsFailed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'postgres.tlsFailed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'postgres.tlsUntrusted'],
    ['ECONNRESET', 'postgres.hungUp'],
    ['EUNHEARD', 'postgres.error'],
  ] as const;
  for (const [code, expected] of cases) {
    const error = Object.assign(new Error(`write ${code}\nmore`), { code });
    const { fault: found } = connectFault(error, nowhere, 5000);
    expect(found.code).toBe(expected);
    expect(found.sentence).not.toMatch(/[{}\n]/);
  }
});
