import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { mkdtempSync, rmSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Contract } from '#shared/contract/contract.ts';
import { PORT_MESSAGE, type AppCommand, type BackendNews, type WindowBridge } from '#shared/window-bridge.ts';
import * as electron from './test-electron.ts';

vi.mock('electron', () => import('./test-electron.ts'));

interface PageFile {
  readonly path: string;
}
interface PortEvent {
  readonly data: { readonly type: string };
  readonly ports: readonly MessagePort[];
}

const home = mkdtempSync(join(tmpdir(), 'sluice-main-'));
const handed: MessagePort[] = [];
const news: BackendNews[] = [];
const commands: AppCommand[] = [];
let bridge: WindowBridge<PageFile>;

/** Not imported by its name, so that the DOM's types stay out of this room. */
const preloadFile = new URL('../preload/preload.ts', import.meta.url).href;

beforeAll(async () => {
  vi.stubEnv('SLUICE_HOME', home);
  // The page's window, as far as the preload needs it.
  vi.stubGlobal('window', {
    postMessage: (data: PortEvent['data'], _origin: string, ports: readonly MessagePort[]) => {
      if (data.type === PORT_MESSAGE) handed.push(...ports);
    },
  });
  electron.utility.entry = new URL('../backend/transport/test-backend-entry.ts', import.meta.url).href;
  await import('./main.ts');
  await import(/* @vite-ignore */ preloadFile);
  bridge = electron.exposed['sluice'] as WindowBridge<PageFile>;
  bridge.onBackend((message) => news.push(message));
  bridge.onCommand((command) => commands.push(command));
  await vi.waitUntil(() => electron.BrowserWindow.windows.length === 1);
});

afterAll(async () => {
  for (const child of electron.utility.children) child.kill();
  await Promise.all(electron.utility.children.map(({ gone }) => gone));
  rmSync(home, { recursive: true, force: true });
});

const pageWindow = (): electron.BrowserWindow => electron.BrowserWindow.windows[0] as electron.BrowserWindow;

/** The page's client on the port that was handed to it last. */
async function newestClient(count: number): Promise<ContractRouterClient<Contract>> {
  await vi.waitFor(() => expect(handed).toHaveLength(count), 10_000);
  const port = handed.at(-1) as MessagePort;
  port.start();
  return createORPCClient(new RPCLink({ port: port as never }));
}

test('the window shows our page, in the sandbox and without Node', () => {
  const window = pageWindow();
  expect(window.done).toEqual(['load sluice://app/', 'show']);
  expect(window.options['webPreferences']).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  expect(electron.app.done).toContain('enableSandbox');
});

test('the preload exposes one object', () => {
  expect(Object.keys(electron.exposed)).toEqual(['sluice']);
});

test('the window goes nowhere else and opens nothing', () => {
  const { webContents } = pageWindow();
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    let prevented = false;
    webContents.emit(name, { preventDefault: () => (prevented = true) }, 'https://evil.example/');
    expect([name, prevented]).toEqual([name, true]);
  }
  expect(webContents.windowOpenHandler?.()).toEqual({ action: 'deny' });
});

test('every permission but copying text is denied', () => {
  const handler = electron.calls.find(([name]) => name === 'permissionRequest')?.[1] as (
    contents: unknown,
    permission: string,
    answer: (granted: boolean) => void,
  ) => void;
  const granted: string[] = [];
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'clipboard-sanitized-write']) {
    handler(null, permission, (yes) => (yes ? granted.push(permission) : undefined));
  }
  expect(granted).toEqual(['clipboard-sanitized-write']);
});

test('a page that asks gets a port, and a call gets through to the backend in its own thread', async () => {
  bridge.connect();
  const client = await newestClient(1);
  expect(await client.app.info()).toMatchObject({ version: '9.9.9', secrets: 'os' });
});

test('the backend has passwords sealed and opened by main', async () => {
  bridge.connect();
  const client = await newestClient(2);
  const { notes } = await client.connections.open({ id: '1', password: 'pw' });
  expect(notes).toEqual(['sealed as sealed:pw', 'opened as pw']);
});

test('a backend that dies is started again: the page is told, gets a new port unasked, and calls get through', async () => {
  const before = electron.utility.children.length;
  electron.utility.children.at(-1)?.kill();
  await vi.waitFor(() => expect(news).toEqual([{ state: 'lost' }]));
  const client = await newestClient(3);
  expect(electron.utility.children).toHaveLength(before + 1);
  expect(await client.app.info()).toMatchObject({ version: '9.9.9' });
});

test('a backend that does not start is told with its fault, and tried again when a page asks', async () => {
  news.length = 0;
  electron.utility.env = { SLUICE_TEST_FAILS: '1' };
  electron.utility.children.at(-1)?.kill();
  await vi.waitFor(() => expect(news.map(({ state }) => state)).toEqual(['lost', 'failed']), 10_000);
  expect(news[1]).toMatchObject({ fault: { code: 'internal' } });
  expect(JSON.stringify(news)).not.toContain('no backend today');

  electron.utility.env = {};
  const ports = handed.length;
  bridge.connect();
  const client = await newestClient(ports + 1);
  expect(await client.app.info()).toMatchObject({ version: '9.9.9' });
});

test('a fault keeps its data on the way to the page', async () => {
  bridge.connect();
  const client = await newestClient(handed.length + 1);
  const error: unknown = await client.jobs.cancel({ jobId: '7' }).catch((thrown: unknown) => thrown);
  expect(error instanceof ORPCError && error.data).toMatchObject({ code: 'job.unknown' });
});

test('a frame in the page, or another page, is not heard', async () => {
  const ports = handed.length;
  for (const url of ['sluice://app/', 'https://evil.example/', 'sluice://app.evil/', 'file:///etc/passwd']) {
    electron.sender.frame = { url };
    bridge.connect();
    expect(await bridge.pick()).toEqual([]);
    expect(await bridge.chooseSavePath('x.csv')).toBeNull();
    await bridge.reveal('/etc/passwd');
  }
  electron.sender.frame = null;
  expect(handed).toHaveLength(ports);
  expect(electron.calls.filter(([name]) => name === 'reveal')).toEqual([]);
});

test('dialogs answer with paths, and what does not fit is not done', async () => {
  expect(await bridge.pick()).toEqual(['/data/a.csv']);
  expect(await bridge.chooseSavePath('rejects.csv')).toBe('/saved/rejects.csv');
  expect(await bridge.chooseSavePath(7 as unknown as string)).toBeNull();
  await bridge.reveal('relative');
  await bridge.reveal('/data/a.csv');
  expect(electron.calls.filter(([name]) => name === 'reveal')).toEqual([['reveal', '/data/a.csv']]);
  expect(bridge.pathOf({ path: '/data/b.csv' })).toBe('/data/b.csv');
});

test('the menu sends its commands to the window in front', async () => {
  const template = electron.calls.find(([name]) => name === 'menu')?.[1] as {
    submenu?: { id?: string; click?: () => void }[];
  }[];
  for (const item of template.flatMap(({ submenu = [] }) => submenu)) item.click?.();
  await vi.waitFor(() => expect(commands).toContain('openFiles'));
  expect(commands.toSorted()).toEqual(['connections', 'find', 'nextProblem', 'openFiles', 'palette', 'settings']);
});

test('a second start shows the window of the first', () => {
  electron.app.emit('second-instance');
  expect(pageWindow().done.slice(-2)).toEqual(['restore', 'focus']);
});

test('the window is remembered', () => {
  pageWindow().emit('close');
  const file = join(home, 'electron', 'window.json');
  expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    bounds: { x: 10, y: 20, width: 1000, height: 700 },
    maximized: false,
  });
});

test('quitting ends the backend in order before the app, and does not start it again', async () => {
  const children = electron.utility.children.length;
  electron.app.quit();
  expect(electron.app.done).not.toContain('quit');
  await vi.waitFor(() => expect(electron.app.done).toContain('quit'), 10_000);
  await electron.utility.children.at(-1)?.gone;
  expect(electron.utility.children).toHaveLength(children);
});
