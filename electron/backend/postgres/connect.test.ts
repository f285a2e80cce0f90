import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, disconnect } from './connect.ts';
import { faultOf } from './test-fault.ts';
import { testLogin, withSchema } from './test-postgres.ts';
import { freePort, refusalOf, TcpServer } from './test-tcp-server.ts';

let server: TcpServer;

beforeAll(async () => {
  server = await TcpServer.start(null);
});

afterAll(async () => {
  await server.close();
});

describe('a session', () => {
  test('prints every value as text and as the server would, in UTC and ISO', async () => {
    await withSchema(async ({ client }) => {
      const { rows } = await client.query(`
        select true as flag, 9007199254740993 as big, 1.10 as number, 0.1::float8 + 0.2 as float, date '2021-12-31' as day,
          timestamptz '2021-07-27 16:02:08.123456+02' as moment, '{1,NULL}'::int[] as list, '\\x00ff'::bytea as raw,
          interval '1 day 2 hours' as span, null as nothing`);
      expect(rows).toEqual([
        {
          flag: 't',
          big: '9007199254740993',
          number: '1.10',
          float: '0.30000000000000004',
          day: '2021-12-31',
          moment: '2021-07-27 14:02:08.123456+00',
          list: '{1,NULL}',
          raw: '\\x00ff',
          span: '1 day 02:00:00',
          nothing: null,
        },
      ]);
    });
  });

  test('keeps these settings whatever the role and the PG variables say', async () => {
    await server.tell(`alter role homeless set TimeZone to 'Asia/Tokyo'; alter role homeless set DateStyle to 'German';
      alter role homeless set statement_timeout to 10000`);
    const variables = {
      PGOPTIONS: '-c statement_timeout=1 -c search_path=nowhere',
      PGPASSWORD: 'wrong',
      PGSSLMODE: 'verify-full',
    };
    Object.assign(process.env, variables);
    try {
      const client = await connect(server.login({ user: 'homeless' }));
      const { rows } = await client.query({
        text: `select current_setting('TimeZone'), current_setting('DateStyle'), current_setting('statement_timeout'),
          current_setting('client_encoding'), current_setting('application_name'), current_setting('search_path')`,
        rowMode: 'array',
      });
      expect(rows).toEqual([['UTC', 'ISO, MDY', '0', 'UTF8', 'sluice', '"$user", public']]);
      await disconnect(client);
      // PGPASSWORD is not taken where there is none of ours.
      expect(await refusalOf(server.login({}, null))).toBe('postgres.passwordNeeded');
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  });

  test('that is killed while idle does not end the process, and says so to the next query', async () => {
    await withSchema(async ({ client, login: own }) => {
      const other = await connect(own);
      const { rows } = await other.query<{ pid: string }>('select pg_backend_pid() as pid');
      const ended = new Promise<void>((resolve) => {
        other.once('end', resolve);
      });
      await client.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await expect(other.query('select 1')).rejects.toThrow('not queryable');
      await disconnect(other);
    });
  });
});

describe('what keeps one out', () => {
  test('is a wrong password', async () => {
    expect(await refusalOf(server.login({}, 'wrong'))).toBe('postgres.password');
    expect(await refusalOf(server.login({}, ''))).toBe('postgres.password');
  });

  test('is no password where the server wants one', async () => {
    expect(await faultOf(connect(server.login({}, null)))).toMatchObject({
      code: 'postgres.passwordNeeded',
      sentence: 'The password of clerk at localhost is not known in this session.',
    });
  });

  test('is a role that the server does not let in', async () => {
    expect(await refusalOf(server.login({ user: 'locked_out' }))).toBe('postgres.role');
    expect(await refusalOf(server.login({ user: 'only_tls' }))).toBe('postgres.role');
    // A server does not tell whether a role exists.
    expect(await refusalOf(server.login({ user: 'nobody_of_that_name' }))).toBe('postgres.password');
    expect(await refusalOf({ address: { ...server.socketAddress, user: 'nobody_of_that_name' }, password: null })).toBe(
      'postgres.role',
    );
  });

  test('is an unknown database', async () => {
    expect(await faultOf(connect(server.login({ database: 'nowhere' })))).toMatchObject({
      code: 'postgres.unknownDatabase',
      sentence: 'The server has no database nowhere.',
      detail: 'SQLSTATE 3D000: database "nowhere" does not exist',
    });
  });

  test('is a role with all its connections taken', async () => {
    await server.tell('alter role full_house connection limit 0');
    expect(await refusalOf(server.login({ user: 'full_house' }))).toBe('postgres.tooMany');
  });

  test('is a server older than 13', async () => {
    // As near as a server of today comes to being one of yesterday.
    await server.tell(`create schema antiquity; grant usage on schema antiquity to antique;
      create function antiquity.current_setting(text) returns text language sql as $$
        select case $1 when 'server_version_num' then '120022' else '12.22' end $$;
      alter role antique set search_path to antiquity, pg_catalog`);
    expect(await faultOf(connect(server.login({ user: 'antique' })))).toMatchObject({
      code: 'postgres.tooOld',
      sentence: 'The server is PostgreSQL 12.22; Sluice needs 13 or later.',
    });
  });

  test('is a port at which nothing answers, or a socket that is not there', async () => {
    const nowhere = await freePort();
    expect(await faultOf(connect(server.login({ port: nowhere })))).toMatchObject({
      code: 'postgres.refused',
      sentence: `Nothing answers at localhost:${nowhere}.`,
      detail: expect.stringContaining('ECONNREFUSED') as unknown,
    });
    expect(await refusalOf(server.login({ host: join(server.folder, 'nowhere') }))).toBe('postgres.refused');
  });

  test('is a host that nobody knows', async () => {
    expect(await refusalOf(server.login({ host: 'nothing.invalid' }))).toBe('postgres.unknownHost');
  });

  test('is something at that port that is not Postgres', async () => {
    const hangsUp = (socket: Socket): unknown => socket.end();
    const chats = (socket: Socket): unknown => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    for (const behaviour of [hangsUp, chats]) {
      const listener = await listen(behaviour);
      const there = (listener.address() as AddressInfo).port;
      expect(await refusalOf(server.login({ port: there }))).toBe('postgres.hungUp');
      expect(await refusalOf(server.login({ port: there, tls: 'require' }))).toBe('postgres.hungUp');
      listener.close();
    }
  });

  test('is a server that takes the connection and never answers', async () => {
    const sockets: Socket[] = [];
    const listener = await listen((socket) => sockets.push(socket));
    const there = (listener.address() as AddressInfo).port;
    expect(await faultOf(connect(server.login({ port: there }), { timeoutMs: 200 }))).toMatchObject({
      code: 'postgres.timeout',
      sentence: `localhost:${there} did not answer within 0.2 s.`,
    });

    const stop = new AbortController();
    const waiting = connect(server.login({ port: there }), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(waiting).rejects.toThrow('enough');
    await expect(connect(testLogin(), { signal: stop.signal })).rejects.toThrow('enough');
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
});

async function listen(behave: (socket: Socket) => unknown): Promise<Server> {
  const listener = createServer((socket) => {
    socket.on('error', () => {});
    behave(socket);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return listener;
}
