import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

// The launcher's second half as it is started for real, over a host and a browser that are scripts of a few lines.

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-root-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'out', 'main'), { recursive: true });
  writeFileSync(
    join(root, 'launch.mjs'),
    `import { runHeadless } from ${JSON.stringify(resolve(import.meta.dirname, 'run-headless.mjs'))};
     import { untilStopped } from ${JSON.stringify(resolve(import.meta.dirname, 'until-stopped.mjs'))};
     const [root, browser] = process.argv.slice(2);
     const run = { root, node: process.execPath, port: undefined, browser: browser ?? null, say: (it) => console.error(it) };
     process.exitCode = await untilStopped((signal) => runHeadless(run, { signal }));`,
  );
});

/** A host that notes how it came to its end. */
function putHost(source = ''): void {
  writeFileSync(
    join(root, 'out', 'main', 'server.js'),
    `const { writeFileSync } = require('node:fs');
     console.log('a line of no interest');
     console.log(JSON.stringify({ url: 'http://127.0.0.1:1/?token=abc' }));
     process.stdin.on('end', () => { writeFileSync(${JSON.stringify(join(root, 'ended'))}, 'in order'); process.exit(0); }).resume();
     ${source}`,
  );
}

/** A browser that notes its arguments. */
function putBrowser(rest: string): string {
  const path = join(root, 'browser');
  writeFileSync(path, `#!/bin/sh\necho "$@" > ${join(root, 'arguments')}\n${rest}\n`);
  chmodSync(path, 0o755);
  return path;
}

interface Launched {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

function launch(...args: readonly string[]): Launched {
  const child = spawn(process.execPath, [join(root, 'launch.mjs'), root, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, exitCode: once(child, 'close').then(([code]) => code as number | null) };
}

async function outputContaining(launched: Launched, text: string): Promise<void> {
  await expect.poll(launched.output).toContain(text);
}

const endedInOrder = (): boolean => existsSync(join(root, 'ended'));

test('closing the window ends the host in order, and leaves no profile behind', async () => {
  putHost();
  const launched = launch(putBrowser('exit 0'));
  expect(await launched.exitCode).toBe(0);
  expect(endedInOrder()).toBe(true);
  const seen = readFileSync(join(root, 'arguments'), 'utf8');
  expect(seen).toContain('--app=http://127.0.0.1:1/?token=abc');
  const profile = /--user-data-dir=(\S+)/.exec(seen)?.[1] ?? root;
  expect(existsSync(profile)).toBe(false);
});

test('without a browser the address is printed, and a signal ends the host in order', async () => {
  putHost();
  const launched = launch();
  await outputContaining(launched, 'Sluice runs at http://127.0.0.1:1/?token=abc');
  launched.child.kill('SIGTERM');
  expect(await launched.exitCode).toBe(0);
  expect(endedInOrder()).toBe(true);
});

test('a signal closes the window as well', async () => {
  putHost();
  const launched = launch(putBrowser('exec sleep 600'));
  await expect.poll(() => existsSync(join(root, 'arguments'))).toBe(true);
  launched.child.kill('SIGINT');
  expect(await launched.exitCode).toBe(0);
  expect(endedInOrder()).toBe(true);
});

test('a browser that cannot show a window leaves the address to be opened by hand', async () => {
  putHost();
  const launched = launch(putBrowser('exit 3'));
  await outputContaining(launched, 'could not show a window (exit code 3)');
  await outputContaining(launched, 'Sluice runs at http://127.0.0.1:1/?token=abc');
  launched.child.kill('SIGTERM');
  expect(await launched.exitCode).toBe(0);
});

test('a host that ends by itself closes the window, and its exit code is told', async () => {
  putHost('setTimeout(() => process.exit(7), 300);');
  const launched = launch(putBrowser('exec sleep 600'));
  expect(await launched.exitCode).toBe(7);
  expect(launched.output()).toContain('The backend ended by itself, with exit code 7.');
});

test('a host that ends before it is ready is told of', async () => {
  writeFileSync(join(root, 'out', 'main', 'server.js'), 'process.exit(4);');
  const launched = launch();
  expect(await launched.exitCode).toBe(1);
  expect(launched.output()).toContain('The backend ended before it was ready (exit code 4).');
});
