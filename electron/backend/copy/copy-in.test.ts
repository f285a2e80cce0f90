import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { isServerError } from '#backend/postgres/sqlstate-fault.ts';
import { copyInSql, openCopyIn } from './copy-in.ts';

/** Tuples of one int4 each. */
const integers = (values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const tuple = Buffer.alloc(10);
      tuple.writeInt16BE(1, 0);
      tuple.writeInt32BE(4, 2);
      tuple.writeInt32BE(value, 6);
      return tuple;
    }),
  );
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

const stateOf = (error: unknown): string => (isServerError(error) ? error.code : String(error));

test('a table gets the rows that were sent, and the server counts as many', () =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table "odd ""name" ("select" int)');
    const copy = openCopyIn(client, copyInSql({ schema, table: 'odd "name' }, ['select']));
    for (let batch = 0; batch < 50; batch += 1) await copy.write(integers(range(batch * 1000, 1000)));
    expect(await copy.finish()).toBe(50_000);
    const { rows } = await client.query('select count(*) as rows, sum("select") as total from "odd ""name"');
    expect(rows).toEqual([{ rows: '50000', total: '1249975000' }]);
  }));

test('tuples may be overwritten as soon as they are written, however slowly the server takes them', () =>
  withSchema(async ({ client }) => {
    await client.query(`
      create table t (a int);
      create function t_slow() returns trigger language plpgsql as $$
        begin if new.a % 20000 = 0 then perform pg_sleep(0.02); end if; return new; end $$;
      create trigger slow before insert on t for each row execute function t_slow()`);
    const copy = openCopyIn(client, 'copy t from stdin (format binary)');
    let sent = 0;
    for (const count of [10_000, 1, 40_000, 3, 6_000, 7_000, 100_000, 20, 200_000, 1]) {
      const buffer = integers(range(sent, count));
      await copy.write(buffer);
      buffer.fill(0);
      sent += count;
    }
    expect(await copy.finish()).toBe(sent);
    const { rows } = await client.query('select count(distinct a) as values, max(a) as last from t');
    expect(rows).toEqual([{ values: String(sent), last: String(sent - 1) }]);
  }));

test('no rows at all are a COPY of none', () =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table t (a int)');
    expect(await openCopyIn(client, copyInSql({ schema, table: 't' }, ['a'])).finish()).toBe(0);
  }));

test('a refusal in mid-COPY reaches the next write, and the session goes on after ROLLBACK', () =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table t (a int primary key)');
    await client.query('begin');
    const copy = openCopyIn(client, copyInSql({ schema, table: 't' }, ['a']));
    const refused = (async () => {
      for (;;) {
        await copy.write(integers(range(0, 10_000)));
        await delay(1);
      }
    })();
    await expect(refused).rejects.toSatisfy((error) => stateOf(error) === '23505');
    await expect(copy.write(integers([1]))).rejects.toSatisfy((error) => stateOf(error) === '23505');
    await expect(copy.finish()).rejects.toSatisfy((error) => stateOf(error) === '23505');
    await copy.abort('too late');
    await client.query('rollback');
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: '1' }]);
  }));

test('a refusal at the end, and one before the beginning, reject as well', () =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table t (a int check (a > 0))');
    const copy = openCopyIn(client, copyInSql({ schema, table: 't' }, ['a']));
    await copy.write(integers([0]));
    await expect(copy.finish()).rejects.toSatisfy((error) => stateOf(error) === '23514');
    const nowhere = openCopyIn(client, copyInSql({ schema, table: 'nowhere' }, ['a']));
    await expect(nowhere.write(integers([1]))).rejects.toSatisfy((error) => stateOf(error) === '42P01');
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }));

test.for([0, 1, 20])('abort after %i writes leaves nothing, and the session free', (writes) =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table t (a int)');
    const copy = openCopyIn(client, copyInSql({ schema, table: 't' }, ['a']));
    for (let index = 0; index < writes; index += 1) await copy.write(integers(range(0, 5000)));
    await copy.abort('enough');
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }),
);

test('abort stops a write that waits', () =>
  withSchema(async ({ client, schema }) => {
    await client.query('create table t (a int)');
    const copy = openCopyIn(client, copyInSql({ schema, table: 't' }, ['a']));
    const writing = copy.write(integers(range(0, 500_000)));
    const ended = writing.then(
      () => 'written',
      () => 'stopped',
    );
    await copy.abort('enough');
    expect(['written', 'stopped']).toContain(await ended);
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }));

test('a server process that is ended in mid-COPY rejects the write', () =>
  withSchema(async ({ client, schema, login }) => {
    const loader = await connect(login);
    await client.query('create table t (a int)');
    const { rows } = await loader.query<{ id: string }>('select pg_backend_pid() as id');
    const copy = openCopyIn(loader, copyInSql({ schema, table: 't' }, ['a']));
    await copy.write(integers([1, 2, 3]));
    await client.query('select pg_terminate_backend($1)', [rows[0]?.id]);
    const refused = (async () => {
      for (;;) {
        await copy.write(integers(range(0, 10_000)));
        await delay(1);
      }
    })();
    await expect(refused).rejects.toThrow(/terminat|closed|EPIPE|ECONNRESET/);
    await copy.abort('gone');
    await disconnect(loader);
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }));
