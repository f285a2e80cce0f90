import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { CHANNEL } from '#shared/window-bridge.ts';
import { answerPage } from './answer-page.ts';
import { appScheme, PAGE_ORIGIN, serveFolder } from './app-protocol.ts';
import { BackendHost } from './backend-host.ts';
import { menuTemplate } from './menu-template.ts';
import { guardContents, guardSession } from './navigation-guard.ts';
import { openSecrets } from './secrets.ts';
import { becomeOnly } from './single-instance.ts';
import { windowOptions } from './window-options.ts';
import { fitToScreens, readWindowState, writeWindowState } from './window-state.ts';

// Electron's main process. It holds what only it can: the window, the menu, dialogs, passwords, the life of the backend.

/** out/, seen from out/main. */
const out = join(import.meta.dirname, '..');

/** What must stand before the app is ready. */
function prepare(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([appScheme]);
  // Two data folders are two apps: each has its window, its lock and its place for Chromium's files.
  const home = process.env['SLUICE_HOME'] ?? '';
  if (home === '') return;
  const folder = resolve(home, 'electron');
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}

function openWindow(): BrowserWindow {
  const file = join(app.getPath('userData'), 'window.json');
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const state = fitToScreens(
    readWindowState(file),
    [main, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow(
    windowOptions(state, join(out, 'preload', 'preload.cjs'), nativeTheme.shouldUseDarkColors),
  );
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeWindowState(file, window.getNormalBounds(), window.isMaximized()));
  const load = (): void => void window.loadURL(`${PAGE_ORIGIN}/`);
  // A page that crashed comes back; what ran goes on in the backend.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') load();
  });
  load();
  return window;
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    openWindow();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}

async function run(): Promise<void> {
  await app.whenReady();
  guardSession(session.defaultSession);
  protocol.handle(appScheme.scheme, serveFolder(join(out, 'renderer')));
  const host = new BackendHost({
    fork: () => utilityProcess.fork(join(out, 'main', 'backend.js'), [], { serviceName: 'Sluice backend' }),
    newChannel: () => new MessageChannelMain(),
    version: app.getVersion(),
    secrets: await openSecrets(safeStorage, process.platform),
  });
  host.start();
  answerPage({
    ipcMain,
    dialog,
    shell,
    windowOf: (contents) => BrowserWindow.fromWebContents(contents),
    connect: (contents) => host.connect(contents),
  });
  const menu = menuTemplate(process.platform, (command) => {
    BrowserWindow.getFocusedWindow()?.webContents.send(CHANNEL.command, command);
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate([...menu]));

  let ended = false;
  app.on('before-quit', (event) => {
    if (ended) return;
    // The backend rolls back what runs, and stops the built-in database, before the app goes.
    event.preventDefault();
    void host.close().finally(() => {
      ended = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', showWindow);
  openWindow();
}

app.on('web-contents-created', (_event, contents) => guardContents(contents));
prepare();
if (becomeOnly(app, showWindow)) {
  // Not awaited: Electron is ready only after this module has been evaluated to its end.
  run().catch((error: unknown) => {
    dialog.showErrorBox('Sluice cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  app.quit();
}
