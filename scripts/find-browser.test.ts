import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { browserCandidates, findBrowser, hasDisplay } from './find-browser.mjs';

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('the order of preference goes before the order of PATH', () => {
  const first = folderWith('google-chrome');
  const second = folderWith('chromium');
  expect(findBrowser({ PATH: `${first}:${second}` }, 'linux')).toBe(join(second, 'chromium'));
});

test('a file that may not be run is no browser, nor is a machine without one in need of one', () => {
  const folder = folderWith();
  writeFileSync(join(folder, 'chromium'), '', { mode: 0o644 });
  mkdirSync(join(folder, 'empty'));
  expect(findBrowser({ PATH: `${folder}:${join(folder, 'empty')}` }, 'linux')).toBeNull();
  expect(findBrowser({}, 'linux')).toBeNull();
});

test('SLUICE_BROWSER names the one to take', () => {
  const mine = join(folderWith('mine'), 'mine');
  expect(findBrowser({ PATH: folderWith('chromium'), SLUICE_BROWSER: mine }, 'linux')).toBe(mine);
});

test('macOS and Windows have their own places', () => {
  expect(browserCandidates({ HOME: '/Users/ada' }, 'darwin')).toContain(
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  );
  const edge = browserCandidates({ PROGRAMFILES: 'C' }, 'win32').find((path) => path.endsWith('msedge.exe'));
  expect(edge).toBe(join('C', 'Microsoft', 'Edge', 'Application', 'msedge.exe'));
});

test('Linux has a display when X or Wayland says so, the others always', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
  expect(hasDisplay({}, 'win32')).toBe(true);
});
