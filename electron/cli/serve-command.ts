import { createRouterClient } from '@orpc/server';
import { createBackend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { serveHttp } from '#backend/serve-http.ts';
import { untilTold } from '#backend/until-told.ts';
import { version } from '#backend/version.ts';
import type { ServeCommandRequest } from './serve-options.ts';

/** `sluice serve`: the app for a browser on this machine, with the REST service if asked for, until a signal ends it. */
export async function runServeCommand({ to, port, ingest }: ServeCommandRequest, dataFolder: string): Promise<number> {
  const backend = createBackend({
    dataFolder,
    host: 'headless',
    version,
    secrets: sessionSecrets,
    allowPaths: false,
    door: 'import',
    schedules: {},
  });
  try {
    const signal = untilTold();
    const connectionId = to === null ? null : await openAtStart(backend, to);
    if (ingest === null || connectionId === null) await serveHttp(backend, { port, signal });
    else {
      const { running } = await backend.ingest.start({ connectionId, ...ingest });
      await serveHttp(backend, { port, signal, also: { ingestUrl: running?.url ?? '' } });
    }
    return 0;
  } finally {
    await backend.close();
  }
}

/** Connects once, so that what is wrong is said at the start, and makes it the connection that the window opens. */
async function openAtStart(backend: ReturnType<typeof createBackend>, to: string): Promise<string> {
  const call = createRouterClient(backend.router);
  const id = await backend.saveConnection(to);
  await call.connections.open({ id, password: null });
  await call.app.changeSettings({ lastConnectionId: id });
  return id;
}
