import { createBackend } from './backend.ts';
import { dataFolder } from './data-folder.ts';
import { serveParent, type ParentPort } from './transport/serve-parent.ts';

// Entry of the backend in Electron's utilityProcess, started by path (electron/main/backend-host.ts).

/** Electron adds it to `process` in a utilityProcess. */
const { parentPort } = process as { readonly parentPort?: ParentPort };
if (parentPort === undefined) throw new Error('This file runs in an Electron utilityProcess.');

const close = serveParent({
  parent: parentPort,
  create: ({ version, secrets }) =>
    createBackend({
      dataFolder: dataFolder(null),
      host: 'electron',
      version,
      secrets,
      allowPaths: true,
      door: 'import',
      schedules: {},
    }),
  exit: (code) => process.exit(code),
});
process.on('SIGTERM', close);
