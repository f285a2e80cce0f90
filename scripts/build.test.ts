import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { fingerprintSources } from './build.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-root-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'shared'));
  writeFileSync(join(root, 'shared', 'units.ts'), 'a');
});

test('sources that nobody touched have the same fingerprint', async () => {
  expect(await fingerprintSources(root)).toBe(await fingerprintSources(root));
});

test.each([
  ['is changed', (path: string) => writeFileSync(path, 'ab')],
  ['takes an older file’s place', (path: string) => utimesSync(path, new Date(0), new Date(0))],
  ['is removed', (path: string) => rmSync(path)],
  ['gets a neighbour', (path: string) => writeFileSync(`${path}.css`, '')],
])('a file that %s changes it', async (_, touch) => {
  const before = await fingerprintSources(root);
  touch(join(root, 'shared', 'units.ts'));
  expect(await fingerprintSources(root)).not.toBe(before);
});

test('a test does not change it, since no test is built', async () => {
  const before = await fingerprintSources(root);
  writeFileSync(join(root, 'shared', 'units.test.ts'), '');
  writeFileSync(join(root, 'shared', 'test-units.ts'), '');
  expect(await fingerprintSources(root)).toBe(before);
});
