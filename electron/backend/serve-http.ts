import { startHttpHost } from './transport/http-host.ts';
import type { HostedBackend } from './transport/hosted-backend.ts';

export interface ServeOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Ends the host. */
  readonly signal: AbortSignal;
  /** What else the line tells. */
  readonly also?: Readonly<Record<string, string>>;
}

/**
 * Serves a backend to this machine's browsers until the signal says so. When it listens it prints one line on standard
 * output, `{"url": "http://127.0.0.1:PORT/?token=…"}`, and nothing after it. The backend is the caller's to close.
 * Faults: host.portTaken.
 */
export async function serveHttp(backend: HostedBackend, { port, signal, also = {} }: ServeOptions): Promise<void> {
  const host = await startHttpHost(backend, { port });
  process.stdout.write(`${JSON.stringify({ url: host.url, ...also })}\n`);
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  await host.close();
}
