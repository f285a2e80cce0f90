import { expect, test } from 'vitest';
import type { Login } from '#shared/connection.ts';
import { withSchema, type TestSchema } from '#backend/postgres/test-postgres.ts';
import { copyInSql } from './copy-in.ts';
import { Session, sqlStateOf } from './session.ts';
import { type Proxy, startProxy } from './test-proxy.ts';

async function withSession<T>(
  work: (context: TestSchema & { session: Session; abort: AbortController; notes: string[] }) => Promise<T>,
): Promise<T> {
  return withSchema(async (context) => {
    const abort = new AbortController();
    const notes: string[] = [];
    const session = await Session.open(context.login, (sql) => notes.push(sql), { signal: abort.signal });
    try {
      return await work({ ...context, session, abort, notes });
    } finally {
      await session.close();
    }
  });
}

const one = Buffer.from('0001000000040000002a', 'hex');
const reason = new Error('enough');

test('statements are noted, and answer with rows and the count of their tag', () =>
  withSession(async ({ session, notes, schema }) => {
    await session.query(`create table "${schema}".t (a int)`);
    expect(await session.query(`insert into "${schema}".t select generate_series(1, 3) returning a`)).toEqual({
      rows: [{ a: '1' }, { a: '2' }, { a: '3' }],
      count: 3,
    });
    expect(notes).toEqual([
      `create table "${schema}".t (a int)`,
      `insert into "${schema}".t select generate_series(1, 3) returning a`,
    ]);
  }));

test('a statement that runs is cancelled at the server, and rejects with the reason of the signal', () =>
  withSession(async ({ session, abort, client }) => {
    await session.query('begin');
    const sleeping = session.query("select pg_sleep(60), 'asleep in a test'");
    await expect
      .poll(
        async () =>
          (
            await client.query(
              "select 1 from pg_stat_activity where query like '%asleep in a test''' and state = 'active' and pid <> pg_backend_pid()",
            )
          ).rows.length,
      )
      .toBe(1);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(session.query('select 1')).rejects.toBe(reason);
    await session.rollback();
  }));

test('a COPY that waits for a lock is cancelled', () =>
  withSession(async ({ session, abort, client, schema }) => {
    await client.query('create table t (a int)');
    await client.query('begin; lock table t in exclusive mode');
    await session.query('begin');
    const copy = session.copyIn(copyInSql({ schema, table: 't' }, ['a']));
    const writing = copy.write(one);
    await expect
      .poll(
        async () =>
          (await client.query("select 1 from pg_locks where relation = 't'::regclass and not granted")).rows.length,
      )
      .toBe(1);
    abort.abort(reason);
    await expect(writing).rejects.toBe(reason);
    await session.rollback();
    await client.query('commit');
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }));

test('a COPY that nobody writes to is ended by ROLLBACK, aborted or not', () =>
  withSession(async ({ session, abort, client, schema }) => {
    await client.query('create table t (a int)');
    await session.query('begin');
    await session.copyIn(copyInSql({ schema, table: 't' }, ['a'])).write(one);
    await session.rollback();
    await session.query('begin');
    const copy = session.copyIn(copyInSql({ schema, table: 't' }, ['a']));
    await copy.write(one);
    abort.abort(reason);
    await expect(copy.write(one)).rejects.toBe(reason);
    await session.rollback();
    expect(
      (
        await client.query(
          `select 1 from pg_stat_activity
           where state like 'idle in%' and starts_with(query, 'copy') and strpos(query, $1) > 0 and pid <> pg_backend_pid()`,
          [schema],
        )
      ).rows,
    ).toEqual([]);
    expect((await client.query('select count(*) as rows from t')).rows).toEqual([{ rows: '0' }]);
  }));

test('rows come out of a table as bytes', () =>
  withSession(async ({ session, client, schema }) => {
    await client.query('create table t as select generate_series(1, 100000) as a');
    let bytes = 0;
    await session.copyOut(`copy "${schema}".t to stdout (format binary)`, (chunk) => (bytes += chunk.length));
    expect(bytes).toBe(19 + 2 + 100_000 * 10);
    await expect(session.copyOut('copy nowhere to stdout', () => {})).rejects.toSatisfy(
      (error) => sqlStateOf(error) === '42P01',
    );
    expect((await session.query('select 1 as one')).rows).toEqual([{ one: '1' }]);
  }));

test('a COPY out of a table stops when the signal aborts', () =>
  withSession(async ({ session, abort }) => {
    let bytes = 0;
    const copying = session.copyOut(
      'copy (select generate_series(1, 1000000000)) to stdout (format binary)',
      (chunk) => {
        bytes += chunk.length;
        if (bytes > 1_000_000) abort.abort(reason);
      },
    );
    await expect(copying).rejects.toBe(reason);
    await session.rollback();
  }));

test('ROLLBACK without a connection does not reject', () =>
  withSession(async ({ session, client }) => {
    const { rows } = await session.query<{ id: string }>('select pg_backend_pid() as id');
    await client.query('select pg_terminate_backend($1)', [rows[0]?.id]);
    await expect(session.query('select pg_sleep(5)')).rejects.toThrow(/terminat|closed|EPIPE|ECONNRESET|not queryable/);
    await session.rollback();
  }));

async function withProxy(login: Login, work: (proxy: Proxy, session: Session) => Promise<void>): Promise<void> {
  const proxy = await startProxy(login);
  const session = await Session.open(proxy.login, () => {}, { lookMs: 100 });
  try {
    await work(proxy, session);
  } finally {
    await session.close();
    await proxy.close();
  }
}

test('a connection that died without a word is noticed, one whose server is busy is left alone', () =>
  withSchema(({ login }) =>
    withProxy(login, async (proxy, session) => {
      expect((await session.query('select pg_sleep(1)')).count).toBe(1);
      proxy.fallSilent(true);
      await expect(session.query('select 1')).rejects.toThrow(/terminat|closed|EPIPE|ECONNRESET|not queryable/);
    }),
  ));

test('a connection whose process is gone at the server is cut', () =>
  withSchema(({ login, client }) =>
    withProxy(login, async (proxy, session) => {
      const { rows } = await session.query<{ id: string }>('select pg_backend_pid() as id');
      proxy.fallSilent(false);
      await client.query('select pg_terminate_backend($1)', [rows[0]?.id]);
      await expect(session.query('select 1')).rejects.toThrow(/terminat|closed|EPIPE|ECONNRESET|not queryable/);
    }),
  ));
