import { parseArgs } from 'node:util';
import { exitCodeOf, fault, isFault } from '#shared/fault.ts';
import { dataFolder } from './data-folder.ts';
import { keepCompiled } from './keep-compiled.ts';
import { sessionSecrets } from './postgres/secret-store.ts';
import { untilTold } from './until-told.ts';
import { version } from './version.ts';

// Entry of the headless host: the backend in plain Node, for a browser on this machine.
// server.js [--port N] [--home DIR]

/** better-sqlite3 crashes an older Node instead of refusing it. */
const OLDEST_NODE = 22;

interface ServerArguments {
  readonly port: number;
  readonly home: string | null;
}

function readArguments(): ServerArguments {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, home: { type: 'string' } } });
    const port = Number(values.port ?? 0);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return { port, home: values.home ?? null };
  } catch (error) {
    throw fault('usage.invalid', { what: error instanceof Error ? error.message : 'The options cannot be read.' });
  }
  throw fault('usage.invalid', { what: 'A port is a number from 0 to 65535.' });
}

async function serve(signal: AbortSignal): Promise<void> {
  const { port, home } = readArguments();
  // Imported when it is known that this Node can run them, and that what they were compiled to is kept.
  const [{ createBackend }, { serveHttp }] = await Promise.all([import('./backend.ts'), import('./serve-http.ts')]);
  const backend = createBackend({
    dataFolder: dataFolder(home),
    host: 'headless',
    version,
    secrets: sessionSecrets,
    allowPaths: false,
    door: 'import',
    schedules: {},
  });
  try {
    await serveHttp(backend, { port, signal });
  } finally {
    await backend.close();
  }
}

try {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw fault('usage.invalid', { what: `This needs Node ${OLDEST_NODE} or later; run it by npm start.` });
  }
  keepCompiled();
  await serve(untilTold({ stdin: true }));
} catch (error) {
  const known = isFault(error) ? error.fault : null;
  process.stderr.write(`${known === null ? String(error) : `${known.sentence} ${known.next}`}\n`);
  process.exitCode = known === null ? 1 : exitCodeOf(known.code);
}
// What still holds the event loop (stdin, a signal handler) must not keep a host that has ended.
process.exit();
