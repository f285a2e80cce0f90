import { serveParent, type ParentPort } from './serve-parent.ts';
import { newTestBackend } from './test-backend.ts';

// Like start-utility.ts, for the backend in memory. SLUICE_TEST_FAILS makes its start fail.

const { parentPort } = process as unknown as { readonly parentPort: ParentPort };
serveParent({
  parent: parentPort,
  create({ version, secrets }) {
    if (process.env['SLUICE_TEST_FAILS'] !== undefined) throw new Error('no backend today');
    return newTestBackend({ version, secrets });
  },
  exit: (code) => process.exit(code),
});
