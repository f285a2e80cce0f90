import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { startHttpHost, type HttpHost } from '../../electron/backend/transport/http-host.ts';
import { newTestBackend, type TestBackend } from '../../electron/backend/transport/test-backend.ts';

/** A browser's page, as jsdom makes them; vitest puts the one of its environment beside the globals. */
interface Dom {
  readonly window: Window & { readonly XMLHttpRequest: typeof XMLHttpRequest };
  readonly cookieJar: { setCookieSync(cookie: string, url: string): unknown };
}
/** A part of undici's Dispatcher, by which jsdom fetches. */
type Dispatch = (request: { readonly headers: Record<string, string> }, handler: unknown) => boolean;
interface DomSettings {
  readonly url: string;
  readonly resources: { readonly interceptors: readonly ((dispatch: Dispatch) => Dispatch)[] };
}
type NewDom = new (html: string, settings: DomSettings) => Dom;

/** The page of a real host with a backend in memory. */
export interface TestPage {
  readonly backend: TestBackend;
  readonly host: HttpHost;
  /** Address of the page. */
  readonly url: URL;
  /** Closes the WebSockets of the window, as a lost connection does. */
  readonly cutSockets: () => void;
  /** Ends the host and starts another on the same port; its cookie is another, too. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a headless host and visits it, as a browser would: the test's WebSocket, XMLHttpRequest and fetch are those of its
 * page, with its origin and its cookie.
 */
export async function openTestPage(): Promise<TestPage> {
  const pageFolder = mkdtempSync(join(tmpdir(), 'sluice-page-'));
  writeFileSync(join(pageFolder, 'index.html'), '<title>Sluice</title>');
  const backend = newTestBackend({ folder: mkdtempSync(join(tmpdir(), 'sluice-uploads-')) });
  let host = await startHttpHost(backend, { port: 0, pageFolder });

  const nodeFetch = globalThis.fetch;
  const answer = await nodeFetch(host.url, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie') ?? '';
  const url = new URL(`http://127.0.0.1:${host.port}/`);
  const environment = (globalThis as unknown as { readonly jsdom: Dom }).jsdom;
  // A browser says where a PUT comes from, to its own origin, too (Fetch standard, "append a request Origin header").
  const sayOrigin =
    (dispatch: Dispatch): Dispatch =>
    (request, handler) =>
      dispatch({ ...request, headers: { ...request.headers, origin: url.origin } }, handler);
  const dom = new (environment.constructor as NewDom)('', { url: url.href, resources: { interceptors: [sayOrigin] } });
  dom.cookieJar.setCookieSync(cookie, url.href);

  // jsdom's own WebSocket does not work where vitest has put jsdom's Event in the place of Node's.
  const sockets: NodeSocket[] = [];
  class PageSocket extends NodeSocket {
    constructor(address: URL) {
      super(address, { origin: url.origin, headers: { cookie: cookie.split(';')[0] ?? '' } });
      // In a browser an error event that nobody hears is no more than that.
      this.on('error', () => undefined);
      sockets.push(this);
    }
  }
  vi.stubGlobal('WebSocket', PageSocket);
  vi.stubGlobal('XMLHttpRequest', dom.window.XMLHttpRequest);
  // Node's fetch knows no cookies.
  vi.stubGlobal('fetch', (address: URL) => nodeFetch(address, { headers: { cookie: cookie.split(';')[0] ?? '' } }));

  return {
    backend,
    url,
    get host() {
      return host;
    },
    cutSockets() {
      for (const socket of sockets.splice(0)) socket.close();
    },
    async restart() {
      const { port } = host;
      await host.close();
      host = await startHttpHost(backend, { port, pageFolder });
    },
    async close() {
      vi.unstubAllGlobals();
      dom.window.close();
      await host.close();
      rmSync(pageFolder, { recursive: true, force: true });
      rmSync(backend.uploads.folder, { recursive: true, force: true });
    },
  };
}
