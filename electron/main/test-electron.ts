import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { TestPort } from './test-port.ts';

// A double of the `electron` module: enough of it to run main and preload in Node, with real MessagePorts between main,
// page and backend, and the backend in a thread of its own that can be killed. Give it to vi.mock('electron').

type Listener = (...args: unknown[]) => void;

/** What a frame of the page is for main. */
interface Frame {
  url: string;
}

export class TestContents extends EventEmitter {
  readonly mainFrame: Frame = { url: '' };
  windowOpenHandler: (() => { action: string }) | null = null;

  setWindowOpenHandler(handler: () => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  /** To the preload, as ipcRenderer hears it. */
  send(channel: string, ...args: unknown[]): void {
    queueMicrotask(() => ipcRenderer.emit(channel, { ports: [] }, ...args));
  }
  postMessage(channel: string, message: unknown, ports: TestPort[] = []): void {
    // What crosses to a page is a DOM port there: Node's own has its methods.
    queueMicrotask(() => ipcRenderer.emit(channel, { ports: ports.map((port) => port.release()) }, message));
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly windows: BrowserWindow[] = [];
  static getAllWindows = (): BrowserWindow[] => BrowserWindow.windows;
  static getFocusedWindow = (): BrowserWindow | null => BrowserWindow.windows[0] ?? null;
  static fromWebContents = (contents: TestContents): BrowserWindow | null =>
    BrowserWindow.windows.find(({ webContents }) => webContents === contents) ?? null;

  readonly webContents = new TestContents();
  readonly done: string[] = [];
  readonly options: Record<string, unknown>;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    this.done.push(`load ${url}`);
    queueMicrotask(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  show(): void {
    this.done.push('show');
  }
  focus(): void {
    this.done.push('focus');
  }
  restore(): void {
    this.done.push('restore');
  }
  maximize(): void {
    this.done.push('maximize');
  }
  isMinimized = (): boolean => true;
  isMaximized = (): boolean => false;
  getNormalBounds = (): object => ({ x: 10, y: 20, width: 1000, height: 700 });
}

class TestApp extends EventEmitter {
  readonly paths = new Map<string, string>([['userData', tmpdir()]]);
  readonly done: string[] = [];
  isOnly = true;
  whenReady = (): Promise<void> => Promise.resolve();
  enableSandbox = (): void => void this.done.push('enableSandbox');
  getVersion = (): string => '9.9.9';
  getPath = (name: string): string => this.paths.get(name) ?? '';
  setPath = (name: string, path: string): void => void this.paths.set(name, path);
  requestSingleInstanceLock = (): boolean => this.isOnly;
  exit = (code: number): void => void this.done.push(`exit ${code}`);
  quit = (): void => {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.done.push('quit');
  };
}
export const app = new TestApp();

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, (event: object, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: object, ...args: unknown[]) => unknown): void {
    this.handlers.set(channel, handler);
  }
}
export const ipcMain = new IpcMain();

/** Whose messages main hears; a test may put a frame there. */
export const sender: { frame: Frame | null } = { frame: null };

const eventOfPage = (): object => {
  const contents = BrowserWindow.windows[0]?.webContents;
  return { sender: contents, senderFrame: sender.frame ?? contents?.mainFrame ?? null };
};

class IpcRenderer extends EventEmitter {
  send(channel: string, ...args: unknown[]): void {
    queueMicrotask(() => ipcMain.emit(channel, eventOfPage(), ...args));
  }
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    await Promise.resolve();
    return ipcMain.handlers.get(channel)?.(eventOfPage(), ...args);
  }
}
export const ipcRenderer = new IpcRenderer();

/** What the preload exposed. */
export const exposed: Record<string, unknown> = {};
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown): void => void (exposed[name] = value) };
export const webUtils = { getPathForFile: (file: { path?: string }): string => file.path ?? '' };

export class MessageChannelMain {
  readonly port1: TestPort;
  readonly port2: TestPort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new TestPort(port1);
    this.port2 = new TestPort(port2);
  }
}

/** Where the double finds what runs in the utilityProcess: the entry to import, and its environment. */
export const utility: { entry: string; env: Record<string, string | undefined>; readonly children: TestUtility[] } = {
  entry: '',
  env: {},
  children: [],
};

export class TestUtility extends EventEmitter {
  readonly #worker: Worker;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;

  constructor() {
    super();
    this.#worker = new Worker(new URL('./test-utility.ts', import.meta.url), {
      workerData: { entry: utility.entry },
      env: { ...process.env, ...utility.env },
      // What it writes there when it cannot start is expected, and no part of the test's report.
      stderr: true,
    });
    this.#worker.on('message', (message: unknown) => this.emit('message', message));
    this.#worker.on('error', (error: unknown) => this.emit('error', 'FatalError', '', String(error)));
    this.gone = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.emit('exit', code);
        resolve();
      });
    });
    this.on('error', () => undefined);
  }
  postMessage(data: unknown, ports: TestPort[] = []): void {
    const raw: MessagePort[] = ports.map((port) => port.release());
    this.#worker.postMessage({ data, ports: raw }, raw);
  }
  kill(): boolean {
    void this.#worker.terminate();
    return true;
  }
}

export const utilityProcess = {
  fork(): TestUtility {
    const child = new TestUtility();
    utility.children.push(child);
    return child;
  },
};

/** What was done with the parts below, in order. */
export const calls: unknown[][] = [];
const note =
  (name: string): Listener =>
  (...args) =>
    void calls.push([name, ...args]);

export const protocol = { registerSchemesAsPrivileged: note('schemes'), handle: note('handle') };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: note('permissionRequest'),
    setPermissionCheckHandler: note('permissionCheck'),
    setDevicePermissionHandler: note('devicePermission'),
  },
};
export const Menu = { buildFromTemplate: (template: unknown): unknown => template, setApplicationMenu: note('menu') };
export const nativeTheme = { shouldUseDarkColors: true };
export const shell = { showItemInFolder: note('reveal') };
export const dialog = {
  showErrorBox: note('errorBox'),
  showOpenDialog: (): Promise<object> => Promise.resolve({ canceled: false, filePaths: ['/data/a.csv'] }),
  showSaveDialog: (_window: unknown, { defaultPath }: { defaultPath: string }): Promise<object> =>
    Promise.resolve({ canceled: false, filePath: `/saved/${defaultPath}` }),
};
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

export const safeStorage = {
  backend: 'gnome_libsecret',
  getSelectedStorageBackend: (): string => safeStorage.backend,
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(true),
  encryptStringAsync: (text: string): Promise<Buffer> => Promise.resolve(Buffer.from(`sealed:${text}`)),
  decryptStringAsync: (sealed: Buffer): Promise<{ result: string }> => {
    const text = sealed.toString('utf8');
    return text.startsWith('sealed:')
      ? Promise.resolve({ result: text.slice(7) })
      : Promise.reject(new Error('The key has changed.'));
  },
};
