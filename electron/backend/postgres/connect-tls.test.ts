import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Login, ServerAddress, TlsMode } from '#shared/connection.ts';
import { connect, disconnect } from './connect.ts';
import { makeCertificate } from './test-certificate.ts';
import { faultOf } from './test-fault.ts';
import { refusalOf, TcpServer } from './test-tcp-server.ts';

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const authority = makeCertificate({ commonName: 'Sluice test authority', authority: true });
const stranger = makeCertificate({ commonName: 'Another authority', authority: true });
const good = { commonName: 'localhost', hosts: ['localhost'], issuer: authority };
const expired = makeCertificate({ ...good, notBefore: inDays(-2), notAfter: inDays(-1) });
const early = makeCertificate({ ...good, notBefore: inDays(1), notAfter: inDays(2) });

let server: TcpServer;
let caFile: string;
let strangerFile: string;

beforeAll(async () => {
  server = await TcpServer.start(makeCertificate(good));
  caFile = join(server.folder, 'authority.pem');
  writeFileSync(caFile, authority.certificate);
  strangerFile = join(server.folder, 'stranger.pem');
  writeFileSync(strangerFile, stranger.certificate);
});

afterAll(async () => {
  await server.close();
});

/** Whether the session is encrypted, by what the server says and by what we hold in our hands. */
async function isEncrypted(attempt: Login): Promise<boolean> {
  const client = await connect(attempt);
  const { rows } = await client.query<{ ssl: string }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
  const ours = client.connection.stream instanceof TLSSocket;
  await disconnect(client);
  expect(rows[0]?.ssl === 't').toBe(ours);
  return ours;
}

test('TLS is used when asked for, and not when not', async () => {
  expect(await isEncrypted(server.login({ tls: 'disable' }))).toBe(false);
  expect(await isEncrypted(server.login({ tls: 'require' }))).toBe(true);
  expect(await isEncrypted(server.login({ tls: 'verify-ca', caFile }))).toBe(true);
  expect(await isEncrypted(server.login({ tls: 'verify-full', caFile }))).toBe(true);
  expect(await isEncrypted(server.login({ tls: 'require', user: 'only_tls' }))).toBe(true);
});

test('verify-ca looks at the authority and not at the host name, verify-full at both', async () => {
  const other = { host: '127.0.0.1', caFile };
  expect(await isEncrypted(server.login({ ...other, tls: 'verify-ca' }))).toBe(true);
  expect(await refusalOf(server.login({ ...other, tls: 'verify-full' }))).toBe('postgres.tlsHost');
  expect(await refusalOf(server.login({ tls: 'verify-ca', caFile: strangerFile }))).toBe('postgres.tlsUntrusted');
  expect(await refusalOf(server.login({ tls: 'verify-full', caFile: strangerFile }))).toBe('postgres.tlsUntrusted');
});

test.each<TlsMode>(['verify-ca', 'verify-full'])(
  '%s without a CA file trusts whom this machine trusts',
  async (tls) => {
    expect(await refusalOf(server.login({ tls }))).toBe('postgres.tlsUntrusted');
  },
);

test('verifying needs a CA file that is there and holds a certificate', async () => {
  for (const [file, reason] of [
    [join(server.folder, 'missing.pem'), 'it does not exist'],
    [join(server.folder, 'pg_hba.conf'), 'it holds no certificate'],
    [server.folder, 'it is a folder'],
  ] as const) {
    expect(await faultOf(connect(server.login({ tls: 'verify-ca', caFile: file })))).toMatchObject({
      code: 'postgres.tlsCaFile',
      sentence: `The CA file ${file} cannot be read: ${reason}.`,
    });
  }
});

test('TLS does not apply to a unix socket, as with libpq', async () => {
  const address: ServerAddress = { ...server.socketAddress, tls: 'verify-full' };
  expect(await isEncrypted({ address, password: null })).toBe(false);
});

test('a certificate that has expired, or is not valid yet, is told from others', async () => {
  for (const [certificate, code] of [
    [expired, 'postgres.tlsExpired'],
    [early, 'postgres.tlsNotYetValid'],
  ] as const) {
    await server.serve(certificate);
    for (const tls of ['verify-ca', 'verify-full'] as const)
      expect(await refusalOf(server.login({ tls, caFile }))).toBe(code);
    expect(await isEncrypted(server.login({ tls: 'require' }))).toBe(true);
  }
});

test('TLS never gives way to plain text', async () => {
  await server.serve(null);
  for (const tls of ['require', 'verify-ca', 'verify-full'] as const) {
    expect(await refusalOf(server.login({ tls, caFile }))).toBe('postgres.tlsMissing');
  }
  expect(await isEncrypted(server.login({ tls: 'disable' }))).toBe(false);
});
