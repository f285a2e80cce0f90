import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { isListening } from './is-listening.ts';

const server = createServer();
const folder = mkdtempSync(join(tmpdir(), 'sluice-listening-'));
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a socket or a port is listened at until its server closes', async () => {
  const address = { host: folder, port: 5432 };
  expect(await isListening(address)).toBe(false);
  await once(server.listen(join(folder, '.s.PGSQL.5432')), 'listening');
  expect(await isListening(address)).toBe(true);
  await once(server.close(), 'close');
  expect(await isListening(address)).toBe(false);

  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isListening({ host: '127.0.0.1', port })).toBe(true);
  await once(server.close(), 'close');
  expect(await isListening({ host: '127.0.0.1', port })).toBe(false);
});
