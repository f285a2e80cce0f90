import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { installElectron } from './install-electron.mjs';

const { signal } = new AbortController();
const DAY_MS = 24 * 60 * 60 * 1000;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-root-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'node_modules', 'electron'), { recursive: true });
});

/** Puts a download of our own in the place of Electron's. It notes each time it is run. */
function putDownload(source: string): void {
  writeFileSync(
    join(root, 'node_modules', 'electron', 'install.js'),
    `require('node:fs').appendFileSync(${JSON.stringify(join(root, 'runs'))}, 'x');\n${source}`,
  );
}

test('a download that goes well is an installation', async () => {
  putDownload('');
  expect(await installElectron(root, process.execPath, { signal })).toEqual({ outcome: 'installed' });
});

test('a download that fails tells why', async () => {
  putDownload("console.error('TypeError: fetch failed\\n    at node:internal'); process.exit(1);");
  expect(await installElectron(root, process.execPath, { signal })).toEqual({
    outcome: 'failed',
    reason: 'fetch failed',
  });
});

test('a download that never gets an answer is given up', async () => {
  putDownload('setInterval(() => {}, 1000);');
  expect(await installElectron(root, process.execPath, { patienceMs: 300, signal })).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('no progress') as string,
  });
});

test('a download that grows is waited for, longer than one that does not', async () => {
  putDownload(`
    const { appendFileSync } = require('node:fs');
    const { join } = require('node:path');
    const { tmpdir } = require('node:os');
    let ticks = 0;
    setInterval(() => {
      appendFileSync(join(tmpdir(), 'electron.zip'), 'x');
      if (++ticks === 30) process.exit(0);
    }, 100);
  `);
  expect(await installElectron(root, process.execPath, { patienceMs: 2000, signal })).toEqual({ outcome: 'installed' });
});

test('what failed is not tried again for a day', async () => {
  putDownload('process.exit(1);');
  const runs = (): number => (existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').length : 0);
  await installElectron(root, process.execPath, { now: 0, signal });
  expect(await installElectron(root, process.execPath, { now: DAY_MS - 1, signal })).toEqual({
    outcome: 'failed before',
  });
  expect(runs()).toBe(1);
  await installElectron(root, process.execPath, { now: DAY_MS, signal });
  expect(runs()).toBe(2);
});

test('nothing of a download that was given up stays behind', async () => {
  putDownload(
    `require('node:fs').writeFileSync(require('node:path').join(require('node:os').tmpdir(), 'half.zip'), 'x');
     require('node:fs').writeFileSync(${JSON.stringify(join(root, 'folder'))}, require('node:os').tmpdir());
     setInterval(() => {}, 1000);`,
  );
  await installElectron(root, process.execPath, { patienceMs: 1000, signal });
  expect(existsSync(readFileSync(join(root, 'folder'), 'utf8'))).toBe(false);
});

test('a signal ends it', async () => {
  putDownload('setInterval(() => {}, 1000);');
  await expect(installElectron(root, process.execPath, { signal: AbortSignal.timeout(200) })).rejects.toThrow(
    'timeout',
  );
});

test('a signal that came before ends it too', async () => {
  putDownload('setInterval(() => {}, 1000);');
  await expect(installElectron(root, process.execPath, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
});
