import type { MessageChannelMain, UtilityProcess, WebContents } from 'electron';
import type { Fault } from '#shared/fault.ts';
import { toMainSchema, type ToBackend } from '#shared/host-messages.ts';
import { CHANNEL, type BackendNews } from '#shared/window-bridge.ts';
import type { Secrets } from './secrets.ts';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
/** A backend that lived so long died of something new: it is started again at once. */
const SOUND_MS = 30_000;
/** The backend gives itself 10 s to end; after that it is killed. */
const DEADLINE_MS = 11_000;

export interface BackendHostOptions {
  /** Starts the backend's process. */
  readonly fork: () => UtilityProcess;
  readonly newChannel: () => MessageChannelMain;
  readonly version: string;
  readonly secrets: Secrets;
}

/**
 * Keeps one backend alive for all windows. Each window gets a MessagePort to it; when the backend dies, every window is
 * told, the backend is started again (at once, then 0.2 s, 0.4 s … 5 s later) and every window gets a new port.
 */
export class BackendHost {
  readonly #options: BackendHostOptions;
  readonly #windows = new Set<WebContents>();
  #child: UtilityProcess | null = null;
  #fault: Fault | null = null;
  #timer: NodeJS.Timeout | undefined;
  #delayMs = 0;
  #closing: Promise<void> | null = null;

  constructor(options: BackendHostOptions) {
    this.#options = options;
  }

  /** Starts the backend, unless it runs. */
  start(): void {
    clearTimeout(this.#timer);
    if (this.#child !== null || this.#closing !== null) return;
    const child = this.#options.fork();
    const startedAt = Date.now();
    this.#child = child;
    this.#fault = null;
    child.on('message', (message: unknown) => void this.#heard(child, message));
    child.once('exit', () => this.#ended(Date.now() - startedAt));
    const { version, secrets } = this.#options;
    this.#post(child, { type: 'start', version, secrets: secrets.kind });
    for (const window of this.#windows) this.#hand(child, window);
  }

  /** Hands a port to a window that asks for one: a page that was loaded, or loaded anew. */
  connect(window: WebContents): void {
    if (!this.#windows.has(window)) {
      this.#windows.add(window);
      window.once('destroyed', () => this.#windows.delete(window));
    }
    if (this.#child !== null) this.#hand(this.#child, window);
    else this.start();
  }

  /** Ends the backend in order, or kills it when it does not end; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(() => child.kill(), DEADLINE_MS);
      child.once('exit', () => {
        clearTimeout(deadline);
        resolve();
      });
      this.#post(child, { type: 'close' });
    });
  }

  #post(child: UtilityProcess, message: ToBackend): void {
    child.postMessage(message);
  }

  #hand(child: UtilityProcess, window: WebContents): void {
    const { port1, port2 } = this.#options.newChannel();
    child.postMessage({ type: 'window' } satisfies ToBackend, [port1]);
    window.postMessage(CHANNEL.port, null, [port2]);
  }

  #tell(news: BackendNews): void {
    for (const window of this.#windows) window.send(CHANNEL.backend, news);
  }

  async #heard(child: UtilityProcess, data: unknown): Promise<void> {
    const parsed = toMainSchema.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    const { secrets } = this.#options;
    switch (message.type) {
      case 'encrypt':
        this.#post(child, { type: 'encrypted', id: message.id, secret: await secrets.encrypt(message.password) });
        return;
      case 'decrypt':
        this.#post(child, { type: 'decrypted', id: message.id, password: await secrets.decrypt(message.secret) });
        return;
      case 'failed':
        this.#fault = message.fault;
        return;
      case 'ready':
      case 'closing':
    }
  }

  #ended(livedMs: number): void {
    this.#child = null;
    if (this.#closing !== null) return;
    if (this.#fault !== null) {
      // Starting again would end the same way; the next page that asks for a port tries once more.
      this.#tell({ state: 'failed', fault: this.#fault });
      return;
    }
    this.#tell({ state: 'lost' });
    if (livedMs > SOUND_MS) this.#delayMs = 0;
    this.#timer = setTimeout(() => this.start(), this.#delayMs);
    this.#delayMs = Math.min(Math.max(this.#delayMs * 2, FIRST_DELAY_MS), LONGEST_DELAY_MS);
  }
}
