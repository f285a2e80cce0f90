import type { SafeStorage } from 'electron';
import { afterEach, expect, test } from 'vitest';
import { openSecrets } from './secrets.ts';
import { safeStorage } from './test-electron.ts';

const storage = safeStorage as unknown as SafeStorage;
afterEach(() => {
  safeStorage.backend = 'gnome_libsecret';
});

test('a password is sealed and opened again', async () => {
  const secrets = await openSecrets(storage, 'linux');
  expect(secrets.kind).toBe('os');
  const sealed = await secrets.encrypt('pw');
  expect(sealed).not.toBeNull();
  expect(await secrets.decrypt(sealed ?? new Uint8Array())).toBe('pw');
});

test('what another key sealed is asked for again, not an error', async () => {
  const secrets = await openSecrets(storage, 'darwin');
  expect(await secrets.decrypt(Buffer.from('other'))).toBeNull();
});

test.each(['basic_text', 'unknown'])('Linux with the store %s keeps nothing', async (backend) => {
  safeStorage.backend = backend;
  const secrets = await openSecrets(storage, 'linux');
  expect(secrets.kind).toBe('session');
  expect(await secrets.encrypt('pw')).toBeNull();
});

test('a system without a store keeps nothing', async () => {
  const without = { ...safeStorage, isAsyncEncryptionAvailable: () => Promise.resolve(false) } as unknown as SafeStorage;
  expect((await openSecrets(without, 'win32')).kind).toBe('session');
});
