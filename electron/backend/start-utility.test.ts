import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Contract } from '#shared/contract/contract.ts';
import type { ToMain } from '#shared/host-messages.ts';
import { MessageChannelMain, TestUtility, utility } from '../main/test-electron.ts';

// The entry that Electron starts, with the real backend, in a thread with a parentPort like Electron's.

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-utility-'));
  utility.entry = new URL('./start-utility.ts', import.meta.url).href;
  utility.env = { SLUICE_HOME: home };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function startBackend() {
  const child = new TestUtility();
  const heard: ToMain[] = [];
  child.on('message', (message: ToMain) => heard.push(message));
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code: number) => resolve(code));
  });
  child.postMessage({ type: 'start', version: '1.2.3', secrets: 'os' });
  return { child, heard, exited };
}

test('a window that comes before the backend is ready is served, main seals the passwords, and it ends in order', async () => {
  const { child, heard, exited } = startBackend();
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage({ type: 'window' }, [port1]);
  const port = port2.release();
  port.start();
  const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port as never }));
  expect(await client.app.info()).toMatchObject({ version: '1.2.3', host: 'electron', secrets: 'os', dataFolder: home });

  const address = { host: '127.0.0.1', port: 1, database: 'd', user: 'u', schema: 'public', tls: 'disable', caFile: null } as const;
  const draft = { name: 'mine', kind: 'server', address, environment: 'local' } as const;
  const saving = client.connections.save({ id: null, draft, password: 'pw', remember: true });
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ type: 'encrypt', password: 'pw' }));
  const asked = heard.at(-1) as Extract<ToMain, { readonly type: 'encrypt' }>;
  child.postMessage({ type: 'encrypted', id: asked.id, secret: new TextEncoder().encode('sealed') });
  expect(await saving).toMatchObject({ name: 'mine', password: 'stored' });

  child.postMessage({ type: 'close' });
  expect(await exited).toBe(0);
  expect(heard.map(({ type }) => type)).toEqual(['ready', 'encrypt', 'closing']);
});

test('a backend that cannot start says why and ends', async () => {
  // A file where the data folder should be.
  const file = join(home, 'file');
  writeFileSync(file, '');
  utility.env = { SLUICE_HOME: file };
  const { heard, exited } = startBackend();
  expect(await exited).toBe(1);
  expect(heard).toMatchObject([{ type: 'failed', fault: { code: 'history.unwritable' } }]);
});
