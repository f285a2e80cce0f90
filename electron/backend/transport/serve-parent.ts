import type { SecretStore } from '#backend/postgres/secret-store.ts';
import { fault, isFault } from '#shared/fault.ts';
import { toBackendSchema, type ToMain } from '#shared/host-messages.ts';
import { askMain, type AskedSecrets } from './ask-main.ts';
import type { HostedBackend } from './hosted-backend.ts';
import { servePorts, type ServedPort, type ServePort } from './serve-port.ts';

/** After this long a backend that was told to end ends, whatever is still open. */
const DEADLINE_MS = 10_000;

/** A window's port: Electron's MessagePortMain. */
export interface WindowPort extends ServedPort {
  start(): void;
}

/** Electron's `process.parentPort`, the way to main. */
export interface ParentPort {
  on(event: 'message', callback: (event: { readonly data: unknown; readonly ports: readonly WindowPort[] }) => void): unknown;
  postMessage(message: ToMain): void;
}

export interface ParentOptions {
  readonly parent: ParentPort;
  /** Composes the backend, once main has said what it offers. */
  readonly create: (options: { readonly version: string; readonly secrets: SecretStore }) => HostedBackend;
  /** Ends this process. */
  readonly exit: (code: number) => void;
}

/**
 * Runs a backend for Electron's main process: starts it when main says so, serves the contract on each window's port, and
 * ends it in order. A port that comes early waits. Returns what ends it, as main's `close` does.
 */
export function serveParent({ parent, create, exit }: ParentOptions): () => void {
  const early: WindowPort[] = [];
  let secrets: AskedSecrets | null = null;
  let backend: HostedBackend | null = null;
  let servePort: ServePort | null = null;
  let closing = false;

  const post = (message: ToMain): void => parent.postMessage(message);

  const serve = (port: WindowPort): void => {
    if (servePort === null) {
      early.push(port);
      return;
    }
    servePort(port);
    port.start();
  };

  const start = (version: string, kind: SecretStore['kind']): void => {
    try {
      secrets = askMain(kind, post);
      backend = create({ version, secrets });
      servePort = servePorts(backend);
    } catch (error) {
      // There is no log yet. Standard error is main's own.
      if (!isFault(error)) console.error(error);
      post({ type: 'failed', fault: (isFault(error) ? error : fault('internal')).fault });
      exit(1);
      return;
    }
    post({ type: 'ready' });
    for (const port of early.splice(0)) serve(port);
  };

  const close = (): void => {
    if (closing) return;
    closing = true;
    post({ type: 'closing' });
    const deadline = setTimeout(() => exit(1), DEADLINE_MS);
    const ended = backend === null ? Promise.resolve() : backend.close();
    void ended
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(deadline);
        exit(0);
      });
  };

  parent.on('message', ({ data, ports }) => {
    const message = toBackendSchema.parse(data);
    switch (message.type) {
      case 'start':
        if (backend === null) start(message.version, message.secrets);
        return;
      case 'window':
        for (const port of ports) serve(port);
        return;
      case 'encrypted':
      case 'decrypted':
        secrets?.answered(message);
        return;
      case 'close':
        close();
    }
  });
  return close;
}
