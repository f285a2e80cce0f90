import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron } from './find-electron.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-root-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text = ''): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

test('there is none in a package that was installed without its download', () => {
  put('node_modules/electron/package.json');
  expect(findElectron(root, {})).toBeNull();
});

test('there is none when the download was cut short before its end', () => {
  put('node_modules/electron/dist/electron');
  expect(findElectron(root, {})).toBeNull();
});

test('path.txt names it', () => {
  put('node_modules/electron/path.txt', 'electron');
  expect(findElectron(root, {})).toBeNull();
  const binary = put('node_modules/electron/dist/electron');
  expect(findElectron(root, {})).toBe(binary);
});

test.each([
  ['linux', 'electron'],
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ['win32', 'electron.exe'],
] as const)('a folder of its own goes before, on %s', (platform, name) => {
  put('node_modules/electron/path.txt', name);
  put(`node_modules/electron/dist/${name}`);
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'mine') };
  expect(findElectron(root, env, platform)).toBeNull();
  const binary = put(`mine/${name}`);
  expect(findElectron(root, env, platform)).toBe(binary);
});
