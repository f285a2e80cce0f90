import { spawn, type ChildProcess, type StdioNull, type StdioPipe } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';

const entry = fileURLToPath(new URL('./test-server-entry.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sluice-serve-'));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Server {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly url: URL;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

async function startServer(stdin: StdioPipe | StdioNull, env: Record<string, string> = {}): Promise<Server> {
  const child = spawn(process.execPath, [entry], { stdio: [stdin, 'pipe', 'inherit'], env: { ...process.env, SLUICE_TEST_FOLDER: folder, ...env } });
  children.push(child);
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => (code ?? signal) as number | string);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  reader.on('line', (line) => lines.push(line));
  await Promise.race([once(reader, 'line'), ended]);
  const { url } = JSON.parse(lines[0] ?? '{}') as { readonly url: string };
  return { child, lines, url: new URL(url), ended };
}

const isAlive = async ({ url }: Server): Promise<boolean> => {
  const token = url.searchParams.get('token') ?? '';
  const answer = await fetch(new URL('/alive', url), { headers: { authorization: `Bearer ${token}` } });
  return answer.status === 204;
};

test('it prints one line with its address, and serves there', async () => {
  const server = await startServer('pipe');
  expect(server.url.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(Buffer.from(server.url.searchParams.get('token') ?? '', 'base64url')).toHaveLength(32);
  expect(await isAlive(server)).toBe(true);
  server.child.kill('SIGTERM');
  await server.ended;
  expect(server.lines).toHaveLength(1);
});

test('it ends in order when who started it is gone', async () => {
  for (const env of [{ SLUICE_TEST_HELD: '1' }, { SLUICE_EXIT_WITH_STDIN: '1' }]) {
    const server = await startServer('pipe', env);
    server.child.stdin?.destroy();
    expect(await server.ended).toBe(0);
  }
});

test('a standard input at its end does not end what a person or a timer started', async () => {
  const server = await startServer('pipe');
  server.child.stdin?.destroy();
  expect(await isAlive(server)).toBe(true);
});

test('without a standard input to hold it lives until it is told', async () => {
  const server = await startServer('ignore', { SLUICE_TEST_HELD: '1' });
  expect(await isAlive(server)).toBe(true);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it in order, and twice at once is once', async (signal) => {
  const server = await startServer('ignore');
  server.child.kill(signal);
  server.child.kill(signal);
  expect(await server.ended).toBe(0);
});

test('a second signal later ends one that does not end', async () => {
  const server = await startServer('ignore', { SLUICE_TEST_HANGS: '1' });
  server.child.kill('SIGTERM');
  const again = setInterval(() => server.child.kill('SIGTERM'), 200);
  expect(await server.ended).toBe(1);
  clearInterval(again);
});
