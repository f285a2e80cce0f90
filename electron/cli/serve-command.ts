import { createRouterClient } from '@orpc/server';
import { createBackend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { startHttpHost } from '#backend/transport/http-host.ts';
import { version } from '#backend/version.ts';

/** `sluice serve`: the app for a browser on this machine, until a signal ends it. */
export async function runServeCommand(
  { to, port }: { readonly to: string | null; readonly port: number },
  dataFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const backend = createBackend({
    dataFolder,
    host: 'headless',
    version,
    secrets: sessionSecrets,
    allowPaths: false,
    door: 'import',
  });
  try {
    if (to !== null) {
      const id = backend.connectionIdOf(to);
      await createRouterClient(backend.router).connections.open({ id, password: null });
    }
    const host = await startHttpHost(backend, { port });
    process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await host.close();
    return 0;
  } finally {
    await backend.close();
  }
}
