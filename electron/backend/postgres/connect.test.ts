import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Login, ServerAddress, TlsMode } from '#shared/connection.ts';
import { type Fault, isFault } from '#shared/fault.ts';
import { connect, type ConnectOptions, disconnect } from './connect.ts';
import { type EmbeddedServer, startEmbedded } from './embedded-server.ts';
import { makeCertificate, type TestCertificate } from './test-certificate.ts';
import { testLogin, withSchema } from './test-postgres.ts';

const password = 'correct horse: "battery" staple';
const day = 86_400_000;
const authority = makeCertificate({ commonName: 'Sluice test authority', authority: true });
const stranger = makeCertificate({ commonName: 'Another authority', authority: true });
const good = makeCertificate({ commonName: 'localhost', hosts: ['localhost'], issuer: authority });
const expired = makeCertificate({
  commonName: 'localhost',
  hosts: ['localhost'],
  issuer: authority,
  notBefore: new Date(Date.now() - 2 * day),
  notAfter: new Date(Date.now() - day),
});
const early = makeCertificate({
  commonName: 'localhost',
  hosts: ['localhost'],
  issuer: authority,
  notBefore: new Date(Date.now() + day),
  notAfter: new Date(Date.now() + 2 * day),
});

/** Who may come in over TCP: with a password, and some not at all. */
const hba = `
local all all trust
host all locked_out all reject
hostssl all only_tls all scram-sha-256
hostnossl all only_tls all reject
host all all 127.0.0.1/32 scram-sha-256
`;

let folder: string;
let port: number;
let caFile: string;
let strangerFile: string;
let server: EmbeddedServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-connect-'));
  caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, authority.certificate);
  strangerFile = join(folder, 'stranger.pem');
  writeFileSync(strangerFile, stranger.certificate);
  writeFileSync(join(folder, 'pg_hba.conf'), hba);
  port = await freePort();
  await (await startEmbedded({ folder: join(folder, 'server') })).close({ wait: true });
  server = await serve({ certificate: good });
  const client = await connect({ address: server.address, password: null });
  await client.query(`set password_encryption to 'scram-sha-256'`);
  for (const role of ['clerk', 'locked_out', 'only_tls', 'antique', 'homeless']) {
    await client.query(`create role ${role} login password '${password}'`);
  }
  await client.query('create role full_house login connection limit 0');
  await client.query(`alter role full_house password '${password}'`);
  // As near as a server of today comes to being one of yesterday.
  await client.query('create schema antiquity');
  await client.query('grant usage on schema antiquity to antique');
  await client.query(`create function antiquity.current_setting(text) returns text language sql as $$
    select case $1 when 'server_version_num' then '120022' else '12.22' end $$`);
  await client.query('alter role antique set search_path to antiquity, pg_catalog');
  await disconnect(client);
});

afterAll(async () => {
  await server.close({ wait: true });
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port: free } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return free;
}

/** Starts the file's server on TCP as well: with a certificate, or without TLS. */
async function serve({ certificate }: { readonly certificate: TestCertificate | null }): Promise<EmbeddedServer> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    hba_file: join(folder, 'pg_hba.conf'),
    fsync: 'off',
  };
  if (certificate) {
    const [certificateFile, keyFile] = [join(folder, 'server.pem'), join(folder, 'server.key')];
    writeFileSync(certificateFile, certificate.certificate);
    writeFileSync(keyFile, certificate.key, { mode: 0o600 });
    const { uid, gid } = statSync(join(folder, 'server/data'));
    chownSync(keyFile, uid, gid);
    Object.assign(settings, { ssl: 'on', ssl_cert_file: certificateFile, ssl_key_file: keyFile });
  }
  return await startEmbedded({ folder: join(folder, 'server'), settings });
}

async function serveInstead(certificate: TestCertificate | null): Promise<void> {
  await server.close({ wait: true });
  server = await serve({ certificate });
}

const login = (change: Partial<ServerAddress> = {}, secret: string | null = password): Login => ({
  address: { ...server.address, host: 'localhost', port, user: 'clerk', tls: 'disable', ...change },
  password: secret,
});

async function faultOf(attempt: Login, options?: ConnectOptions): Promise<Fault> {
  try {
    await disconnect(await connect(attempt, options));
  } catch (error) {
    if (isFault(error)) return error.fault;
    throw error;
  }
  throw new Error('It connected.');
}

async function codeOf(attempt: Login, options?: ConnectOptions): Promise<string> {
  const { code, sentence, detail } = await faultOf(attempt, options);
  // No secret in any, and no value left unfilled.
  expect(`${sentence} ${detail}`).not.toContain('battery');
  expect(sentence).not.toMatch(/[{}]/);
  return code;
}

/** Whether the session is encrypted, by what the server says and by what we hold in our hands. */
async function isEncrypted(attempt: Login): Promise<boolean> {
  const client = await connect(attempt);
  const { rows } = await client.query<{ ssl: string }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  const ours = client.connection.stream instanceof TLSSocket;
  await disconnect(client);
  expect(rows[0]?.ssl === 't').toBe(ours);
  return ours;
}

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
    const setUp = await connect({ address: server.address, password: null });
    await setUp.query(`alter role homeless set TimeZone to 'Asia/Tokyo'`);
    await setUp.query(`alter role homeless set DateStyle to 'German'`);
    await setUp.query('alter role homeless set statement_timeout to 10000');
    await disconnect(setUp);
    const variables = {
      PGOPTIONS: '-c statement_timeout=1 -c search_path=nowhere',
      PGPASSWORD: 'wrong',
      PGSSLMODE: 'verify-full',
    };
    Object.assign(process.env, variables);
    try {
      const client = await connect(login({ user: 'homeless' }));
      const { rows } = await client.query({
        text: `select current_setting('TimeZone'), current_setting('DateStyle'), current_setting('statement_timeout'),
          current_setting('client_encoding'), current_setting('application_name'), current_setting('search_path')`,
        rowMode: 'array',
      });
      expect(rows).toEqual([['UTC', 'ISO, MDY', '0', 'UTF8', 'sluice', '"$user", public']]);
      await disconnect(client);
      // PGPASSWORD is not taken where there is none of ours.
      expect(await codeOf(login({}, null))).toBe('postgres.passwordNeeded');
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
    expect(await codeOf(login({}, 'wrong'))).toBe('postgres.password');
    expect(await codeOf(login({}, ''))).toBe('postgres.password');
  });

  test('is no password at all, asked for before anything is sent', async () => {
    expect(await faultOf(login({}, null))).toMatchObject({
      code: 'postgres.passwordNeeded',
      sentence: 'The password of clerk at localhost is not known in this session.',
    });
  });

  test('is a role that the server does not let in', async () => {
    expect(await codeOf(login({ user: 'locked_out' }))).toBe('postgres.role');
    expect(await codeOf(login({ user: 'only_tls' }))).toBe('postgres.role');
    // A server does not tell whether a role exists.
    expect(await codeOf(login({ user: 'nobody_of_that_name' }))).toBe('postgres.password');
    expect(await codeOf({ address: { ...server.address, user: 'nobody_of_that_name' }, password: null })).toBe(
      'postgres.role',
    );
  });

  test('is an unknown database', async () => {
    expect(await faultOf(login({ database: 'nowhere' }))).toMatchObject({
      code: 'postgres.unknownDatabase',
      sentence: 'The server has no database nowhere.',
      detail: 'SQLSTATE 3D000: database "nowhere" does not exist',
    });
  });

  test('is a role with all its connections taken', async () => {
    expect(await codeOf(login({ user: 'full_house' }))).toBe('postgres.tooMany');
  });

  test('is a server older than 13', async () => {
    expect(await faultOf(login({ user: 'antique' }))).toMatchObject({
      code: 'postgres.tooOld',
      sentence: 'The server is PostgreSQL 12.22; Sluice needs 13 or later.',
    });
  });

  test('is a port at which nothing answers, or a socket that is not there', async () => {
    const nowhere = await freePort();
    expect(await faultOf(login({ port: nowhere }))).toMatchObject({
      code: 'postgres.refused',
      sentence: `Nothing answers at localhost:${nowhere}.`,
      detail: expect.stringContaining('ECONNREFUSED') as unknown,
    });
    expect(await codeOf(login({ host: join(folder, 'nowhere') }))).toBe('postgres.refused');
  });

  test('is a host that nobody knows', async () => {
    expect(await codeOf(login({ host: 'nothing.invalid' }))).toBe('postgres.unknownHost');
  });

  test('is something at that port that is not Postgres', async () => {
    const hangsUp = (socket: Socket): unknown => socket.end();
    const chats = (socket: Socket): unknown => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    for (const behaviour of [hangsUp, chats]) {
      const listener = await listen(behaviour);
      const there = (listener.address() as AddressInfo).port;
      expect(await codeOf(login({ port: there }))).toBe('postgres.hungUp');
      expect(await codeOf(login({ port: there, tls: 'require' }))).toBe('postgres.hungUp');
      listener.close();
    }
  });

  test('is a server that takes the connection and never answers', async () => {
    const sockets: Socket[] = [];
    const listener = await listen((socket) => sockets.push(socket));
    const there = (listener.address() as AddressInfo).port;
    expect(await faultOf(login({ port: there }), { timeoutMs: 200 })).toMatchObject({
      code: 'postgres.timeout',
      sentence: `localhost:${there} did not answer within 0.2 s.`,
    });

    const stop = new AbortController();
    const waiting = connect(login({ port: there }), { signal: stop.signal });
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

describe('TLS', () => {
  test('is used when asked for, and not when not', async () => {
    expect(await isEncrypted(login({ tls: 'disable' }))).toBe(false);
    expect(await isEncrypted(login({ tls: 'require' }))).toBe(true);
    expect(await isEncrypted(login({ tls: 'verify-ca', caFile }))).toBe(true);
    expect(await isEncrypted(login({ tls: 'verify-full', caFile }))).toBe(true);
    expect(await isEncrypted(login({ tls: 'require', user: 'only_tls' }))).toBe(true);
  });

  test('with verify-ca looks at the authority and not at the host name, with verify-full at both', async () => {
    const other = { host: '127.0.0.1', caFile };
    expect(await isEncrypted(login({ ...other, tls: 'verify-ca' }))).toBe(true);
    expect(await codeOf(login({ ...other, tls: 'verify-full' }))).toBe('postgres.tlsHost');
    expect(await codeOf(login({ tls: 'verify-ca', caFile: strangerFile }))).toBe('postgres.tlsUntrusted');
    expect(await codeOf(login({ tls: 'verify-full', caFile: strangerFile }))).toBe('postgres.tlsUntrusted');
  });

  test.each<TlsMode>(['verify-ca', 'verify-full'])(
    'with %s and no CA file trusts whom this machine trusts',
    async (tls) => {
      expect(await codeOf(login({ tls }))).toBe('postgres.tlsUntrusted');
    },
  );

  test('needs a CA file that is there and holds a certificate', async () => {
    expect(await faultOf(login({ tls: 'verify-ca', caFile: join(folder, 'missing.pem') }))).toMatchObject({
      code: 'postgres.tlsCaFile',
      sentence: `The CA file ${join(folder, 'missing.pem')} cannot be read: it does not exist.`,
    });
    expect(await codeOf(login({ tls: 'verify-ca', caFile: join(folder, 'pg_hba.conf') }))).toBe('postgres.tlsCaFile');
    expect(await codeOf(login({ tls: 'verify-ca', caFile: folder }))).toBe('postgres.tlsCaFile');
  });

  test('does not apply to a unix socket, as with libpq', async () => {
    const address: ServerAddress = { ...server.address, tls: 'verify-full' };
    expect(await isEncrypted({ address, password: null })).toBe(false);
  });

  test('tells a certificate that has expired, or is not valid yet, from others', async () => {
    for (const [certificate, code] of [
      [expired, 'postgres.tlsExpired'],
      [early, 'postgres.tlsNotYetValid'],
    ] as const) {
      await serveInstead(certificate);
      for (const tls of ['verify-ca', 'verify-full'] as const) expect(await codeOf(login({ tls, caFile }))).toBe(code);
      expect(await isEncrypted(login({ tls: 'require' }))).toBe(true);
    }
  });

  test('never gives way to plain text', async () => {
    await serveInstead(null);
    for (const tls of ['require', 'verify-ca', 'verify-full'] as const) {
      expect(await codeOf(login({ tls, caFile }))).toBe('postgres.tlsMissing');
    }
    expect(await isEncrypted(login({ tls: 'disable' }))).toBe(false);
  });
});
