import { setTimeout as delay } from 'node:timers/promises';
import { serveHttp } from './serve-http.ts';
import { newTestBackend } from './transport/test-backend.ts';
import { untilTold } from './until-told.ts';

// Like start-server.ts, for the backend in memory. SLUICE_TEST_HANGS makes its end take for ever;
// SLUICE_TEST_FOLDER takes its uploads; SLUICE_TEST_HELD makes it end with its standard input, as start-server.ts does.

const backend = newTestBackend({ folder: process.env['SLUICE_TEST_FOLDER'] ?? '' });
await serveHttp(backend, { port: Number(process.argv[2] ?? 0), signal: untilTold(process.env['SLUICE_TEST_HELD'] === '1' ? { stdin: true } : {}) });
if (process.env['SLUICE_TEST_HANGS'] !== undefined) await delay(600_000);
await backend.close();
process.exit();
