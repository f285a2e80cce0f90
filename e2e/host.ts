import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Page, PlaywrightWorkerArgs } from '@playwright/test';
import { startHeadlessHost } from '../scripts/headless-host.mjs';
import { chooseBrowser } from './browser.ts';
import { electronBinary, root } from './electron.ts';

/** The app as a spec meets it: running, with a data folder of its own, and ready to open windows. */
export interface Sluice {
  /** Where the app keeps its data; the command may be run against it (SLUICE_HOME). */
  readonly home: string;
  /** Opens a window of the app. Electron has the one it starts with; it is opened again when it was closed. */
  openWindow(): Promise<Page>;
  /** Ends the app in order and starts it again over the same data. Windows that were open are lost. */
  restart(): Promise<void>;
  /** Ends the app as a crash would, and comes back when it is gone. In a browser its windows stay. */
  kill(): Promise<void>;
  /** Starts the app again over the same data after it was killed. */
  start(): Promise<void>;
  /** Runs the command line over the same data: `load`, `FILE`, `--to`, `embedded`. */
  command(...args: readonly string[]): Promise<CommandEnd>;
  /** Ends the app and removes its data. */
  close(): Promise<void>;
}

/** How a command ended. */
export interface CommandEnd {
  /** 0 done, 1 failed, 2 wrong use, 3 done with rejects. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Playwright = PlaywrightWorkerArgs['playwright'];

/** The built app behind the headless host, in the browser that chooseBrowser chose. */
export async function startInBrowser(playwright: Pick<Playwright, 'chromium'>): Promise<Sluice> {
  const home = await makeHome();
  const log = openLog();
  const { executablePath, args, env } = await chooseBrowser();
  const browser = await playwright.chromium.launch({ executablePath, args: [...args], env: { ...env } });
  const startHost = () => startHeadlessHost(root, process.execPath, { env: hostEnvironment(home), log });
  let host = startHost();
  return {
    home,
    openWindow: async () => {
      const context = await browser.newContext({ viewport: WINDOW });
      const page = await context.newPage();
      await page.goto(await host.ready);
      return page;
    },
    restart: async () => {
      await host.end();
      host = startHost();
    },
    kill: async () => {
      host.kill();
      await host.ended;
    },
    start: async () => {
      host = startHost();
      await host.ready;
    },
    command: (...args) => runCommand(home, args),
    close: async () => {
      await browser.close();
      await host.end();
      closeSync(log);
      await removeHome(home);
    },
  };
}

/** The built app in Electron. */
export async function startInElectron(playwright: Playwright): Promise<Sluice> {
  const home = await makeHome();
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error('There is no Electron binary: see electronAbsence.');
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const launch = () =>
    playwright._electron.launch({ executablePath, args: [...sandbox, root], env: hostEnvironment(home) });
  let app = await launch();
  return {
    home,
    openWindow: async () => {
      const page = await app.firstWindow();
      await page.setViewportSize(WINDOW);
      return page;
    },
    restart: async () => {
      await app.close();
      app = await launch();
    },
    kill: async () => {
      const ended = new Promise((resolve) => {
        app.process().once('exit', resolve);
      });
      app.process().kill('SIGKILL');
      await ended;
    },
    start: async () => {
      app = await launch();
    },
    command: (...args) => runCommand(home, args),
    close: async () => {
      await app.close();
      await removeHome(home);
    },
  };
}

const WINDOW = { width: 1280, height: 800 };

function makeHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sluice-e2e-'));
}

function removeHome(home: string): Promise<void> {
  return rm(home, { recursive: true, force: true, maxRetries: 10 });
}

function hostEnvironment(home: string): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), SLUICE_HOME: home };
}

/** The built command, in the Node that runs the specs. */
async function runCommand(home: string, args: readonly string[]): Promise<CommandEnd> {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'sluice.js'), ...args], {
    env: hostEnvironment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { exitCode: child.exitCode ?? -1, stdout, stderr };
}

/** What the hosts of a run say stands beside the traces of the specs that failed. */
function openLog(): number {
  const folder = join(root, 'test-results');
  mkdirSync(folder, { recursive: true });
  return openSync(join(folder, `host-${process.pid}.log`), 'a');
}
