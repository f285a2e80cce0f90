import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '#shared/contract/contract.ts';

const entry = fileURLToPath(new URL('./start-server.ts', import.meta.url));
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-server-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [entry, '--home', home, ...args], { stdio: 'pipe' });
  let words = '';
  child.stderr.on('data', (data: Buffer) => (words += data.toString('utf8')));
  const ended = once(child, 'close').then(([code]: unknown[]) => code as number);
  return { child, ended, words: () => words };
}

test('the real backend answers over the WebSocket of the printed address, and ends with its launcher', async () => {
  const { child, ended, words } = run('--port', '0');
  const printed = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([printed, ended.then((code) => [`{"exit": ${code}, "words": "${words()}"}`])]);
  const url = new URL((JSON.parse(line ?? '') as { readonly url: string }).url);
  const socket = new WebSocket(`ws://${url.host}/rpc`, {
    headers: { authorization: `Bearer ${url.searchParams.get('token')}` },
  });
  await once(socket, 'open');
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ websocket: socket as never }));
  expect(await client.app.info()).toMatchObject({ host: 'headless', secrets: 'session', dataFolder: home });
  child.stdin.end();
  expect([await ended, words()]).toEqual([0, '']);
});

test('a port that is taken is one sentence and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { ended, words } = run('--port', String(port));
  expect([await ended, words()]).toEqual([1, `Port ${port} is taken. Choose another with --port.\n`]);
  other.close();
});

test.each(['--port x', '--port 70000', '--what', 'stray'])('%s is wrong use', async (args) => {
  const { ended, words } = run(...args.split(' '));
  expect(await ended).toBe(2);
  expect(words()).not.toContain('    at ');
});
