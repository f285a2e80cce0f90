import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '#shared/contract/contract.ts';
import { isFault } from '#shared/fault.ts';
import { LIVE_JOB, newTestBackend, newTestLog, type TestBackend, type TestLog } from './test-backend.ts';
import { startHttpHost, type HttpHost } from './http-host.ts';

let pageFolder = '';
let host: HttpHost;
let backend: TestBackend;
let log: TestLog;

beforeEach(async () => {
  pageFolder = await mkdtemp(join(tmpdir(), 'sluice-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Sluice</title>');
  await writeFile(join(pageFolder, '.env'), 'hidden');
  log = newTestLog();
  backend = newTestBackend({ log, folder: await mkdtemp(join(tmpdir(), 'sluice-uploads-')) });
  host = await startHttpHost(backend, { port: 0, pageFolder });
});

afterEach(async () => {
  await host.close();
  await rm(pageFolder, { recursive: true, force: true });
  await rm(backend.uploads.folder, { recursive: true, force: true });
});

const origin = (): string => `http://127.0.0.1:${host.port}`;
const token = (): string => new URL(host.url).searchParams.get('token') ?? '';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

// node:http, not fetch: fetch would not let Host and Origin be forged.
function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function visit(): Promise<Record<string, string>> {
  const { headers } = await ask(new URL(host.url).pathname + new URL(host.url).search);
  const [cookie = ''] = headers['set-cookie'] ?? [];
  return { cookie: cookie.split(';')[0] ?? '' };
}

function openSocket(headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

test('the printed address leaves a cookie no script can read and leads to the page without the token', async () => {
  const first = await ask(`/?token=${token()}`);
  expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(new RegExp(`^sluice-${host.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`)),
  ]);
  expect(JSON.stringify(first)).not.toContain(token());
  const page = await ask('/', { headers: await visit() });
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
});

test.each(['/', '/index.html', '/alive', '/downloads/known', '/nothing', '/rpc'])('%s needs the cookie or the token', async (path) => {
  expect(await ask(path)).toMatchObject({ status: 401 });
  expect(await ask(path, { headers: { cookie: `sluice-${host.port}=x` } })).toMatchObject({ status: 401 });
  expect((await ask(path, { headers: { authorization: `Bearer ${token()}` } })).status).not.toBe(401);
});

test('a wrong token, or the token at another address, opens nothing', async () => {
  expect(await ask('/?token=wrong')).toMatchObject({ status: 401 });
  const elsewhere = await ask(`/alive?token=${token()}`);
  expect(elsewhere).toMatchObject({ status: 401 });
  expect(elsewhere.headers['set-cookie']).toBeUndefined();
});

test('who asks for a page without the token reads what to do', async () => {
  const { text } = await ask('/', { headers: { accept: 'text/html,*/*' } });
  expect(text).toBe('This address needs the token that Sluice printed at its start. Open that address.');
});

test('a request that names another host is refused, so that a rebound name reaches nothing', async () => {
  const headers = { ...(await visit()), host: `evil.example:${host.port}` };
  expect(await ask('/', { headers })).toMatchObject({ status: 403 });
  expect(await ask(`/?token=${token()}`, { headers })).toMatchObject({ status: 403 });
});

test('a request of another origin is refused', async () => {
  const headers = { ...(await visit()), origin: 'http://evil.example' };
  expect(await ask('/', { headers })).toMatchObject({ status: 403 });
  expect(await ask(`/uploads/${randomUUID()}?name=a`, { method: 'PUT', headers, body: 'x' })).toMatchObject({ status: 403 });
});

test.each(['/', '/nothing', '/alive'])('%s answers with the headers that keep a page apart', async (path) => {
  for (const headers of [await visit(), {}]) {
    expect((await ask(path, { headers })).headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
  }
});

test.each(['/../package.json', '/%2e%2e/%2e%2e/etc/passwd', '/..%2fpackage.json', '/.env', '/%00', '//etc/passwd'])(
  '%s reads nothing outside the page',
  async (path) => {
    const { status } = await ask(path, { headers: await visit() });
    expect([400, 403, 404]).toContain(status);
  },
);

test('it listens on the loopback address only', async () => {
  const { networkInterfaces } = await import('node:os');
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address !== undefined && !address.internal && address.family === 'IPv4');
  const reached = await Promise.all(
    others.map(
      (address) =>
        new Promise<boolean>((resolve) => {
          const socket = connect(host.port, address?.address ?? '', () => resolve(true));
          socket.on('error', () => resolve(false));
        }),
    ),
  );
  expect(reached).not.toContain(true);
  expect(host.url.startsWith('http://127.0.0.1:')).toBe(true);
});

test('a call and a stream run over the WebSocket of the page', async () => {
  const socket = await openSocket({ ...(await visit()), origin: origin() });
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ websocket: socket as never }));
  expect(await client.app.info()).toMatchObject({ platform: 'test' });
  backend.stepTo(6);
  const versions: number[] = [];
  for await (const { version } of await client.jobs.watch({ jobId: LIVE_JOB })) versions.push(version);
  expect(versions).toEqual([1, 2, 3, 4, 5, 6]);
  socket.close();
});

test('a stream ends on the backend when its WebSocket is cut', async () => {
  const socket = await openSocket({ authorization: `Bearer ${token()}` });
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ websocket: socket as never }));
  const stream = await client.app.changes();
  stream.next().catch(() => undefined);
  await client.app.info();
  socket.terminate();
  await vi.waitFor(() => expect(backend.aborted).toEqual(['app.changes']));
});

test('a WebSocket without cookie, from another origin or from none is refused', async () => {
  await expect(openSocket({ origin: origin() })).rejects.toThrow('401');
  const cookie = await visit();
  await expect(openSocket({ ...cookie, origin: 'http://evil.example' })).rejects.toThrow('403');
  await expect(openSocket({ ...cookie, origin: 'null' })).rejects.toThrow('403');
  await expect(openSocket(cookie)).rejects.toThrow('403');
});

test('a message that is too large ends the WebSocket, not the host', async () => {
  const socket = await openSocket({ authorization: `Bearer ${token()}` });
  const closed = new Promise((resolve) => { socket.once('close', resolve); });
  socket.on('error', () => undefined);
  socket.send('x'.repeat(9 * 1024 * 1024));
  expect(await closed).toBe(1009);
  expect((await ask('/alive', { headers: await visit() })).status).toBe(204);
});

test('an upload lands in the folder with its bytes, and is removed when the host closes', async () => {
  const id = randomUUID();
  const body = Buffer.alloc(3_000_000, 'a,b\n');
  const answer = await ask(`/uploads/${id}?name=${encodeURIComponent('Löhne.csv')}`, {
    method: 'PUT',
    headers: { ...(await visit()), origin: origin(), 'content-type': 'text/csv' },
    body,
  });
  expect(answer.status).toBe(201);
  expect(JSON.parse(answer.text)).toEqual({ id, name: 'Löhne.csv', bytes: body.length });
  expect((await readFile(join(backend.uploads.folder, id))).equals(body)).toBe(true);
  await host.close();
  expect(await readdir(backend.uploads.folder)).toEqual([]);
});

test('an empty upload is an empty file, not a mistake of the host', async () => {
  const id = randomUUID();
  const headers = { ...(await visit()), origin: origin(), 'content-length': '0' };
  expect((await ask(`/uploads/${id}?name=empty.csv`, { method: 'PUT', headers })).status).toBe(201);
  expect((await readFile(join(backend.uploads.folder, id))).length).toBe(0);
});

test('an upload of JSON or a form is taken as the bytes it is', async () => {
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
    const id = randomUUID();
    const headers = { ...(await visit()), origin: origin(), 'content-type': type };
    expect((await ask(`/uploads/${id}?name=a`, { method: 'PUT', headers, body: '{not json' })).status).toBe(201);
    expect(await readFile(join(backend.uploads.folder, id), 'utf8')).toBe('{not json');
  }
});

test.each([
  ['an id that is none', '/uploads/passwd?name=a'],
  ['an id with a way out', '/uploads/..%2f..%2fx?name=a'],
  ['no name', `/uploads/${randomUUID()}`],
])('an upload with %s is refused with a fault', async (_what, path) => {
  const headers = { ...(await visit()), origin: origin() };
  const answer = await ask(path, { method: 'PUT', headers, body: 'x' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toMatchObject({ fault: { code: 'call.invalid' } });
  expect(await readdir(backend.uploads.folder)).toEqual([]);
});

test('an upload that is cut off leaves nothing behind', async () => {
  const { cookie = '' } = await visit();
  const socket = connect(host.port, '127.0.0.1');
  const head = [`PUT /uploads/${randomUUID()}?name=a HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Origin: ${origin()}`];
  socket.write([...head, `Cookie: ${cookie}`, 'Content-Length: 1000000', '', 'x'.repeat(1000)].join('\r\n'));
  await vi.waitFor(async () => expect(await readdir(backend.uploads.folder)).toHaveLength(1));
  socket.destroy();
  await vi.waitFor(async () => expect(await readdir(backend.uploads.folder)).toEqual([]));
});

test('an upload that is too large hears why, though it is still sending', async () => {
  const { cookie = '' } = await visit();
  const socket = connect(host.port, '127.0.0.1');
  const head = [`PUT /uploads/${randomUUID()}?name=a HTTP/1.1`, `Host: 127.0.0.1:${host.port}`, `Origin: ${origin()}`];
  socket.write([...head, `Cookie: ${cookie}`, `Content-Length: ${Number.MAX_SAFE_INTEGER}`, '', 'x'].join('\r\n'));
  const answer = await new Promise<string>((resolve) => { socket.once('data', (data) => resolve(data.toString('utf8'))); });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('host.uploadTooLarge');
  socket.destroy();
});

test('a download is an attachment under its name, never shown', async () => {
  const answer = await ask('/downloads/known', { headers: await visit() });
  expect(answer).toMatchObject({ status: 200, text: 'id,name\n1,Ä\n' });
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="_rger _1_.csv"; filename*=UTF-8''%C3%84rger%20%221%22.csv`,
    'cache-control': 'no-store',
  });
});

test('a download that is not there is a fault', async () => {
  const answer = await ask('/downloads/other', { headers: await visit() });
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.text)).toMatchObject({ fault: { code: 'host.downloadUnknown' } });
});

test('a port that is taken is a fault', async () => {
  const taken = await startHttpHost(backend, { port: host.port, pageFolder }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(isFault(taken) && taken.fault.sentence).toBe(`Port ${host.port} is taken.`);
});

test('closing ends sockets and requests that are under way', async () => {
  const socket = await openSocket({ authorization: `Bearer ${token()}` });
  const closed = new Promise((resolve) => { socket.once('close', resolve); });
  const idle = connect(host.port, '127.0.0.1');
  const idleClosed = new Promise((resolve) => { idle.once('close', resolve); });
  await new Promise((resolve) => { idle.once('connect', resolve); });
  await host.close();
  expect(await closed).toBe(1001);
  await idleClosed;
  await expect(openSocket({ authorization: `Bearer ${token()}` })).rejects.toThrow('ECONNREFUSED');
});

test('neither token nor cookie is ever logged', async () => {
  const headers = await visit();
  await ask(`/?token=${token()}`, { headers: { host: 'evil' } });
  await ask('/uploads/x?name=a', { method: 'PUT', headers: { ...headers, origin: origin() }, body: 'x' });
  expect(JSON.stringify(log.lines)).not.toContain(token());
  expect(JSON.stringify(log.lines)).not.toContain(headers['cookie']?.split('=')[1]);
});
