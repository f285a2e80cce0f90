import { createBackend, type Backend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { version } from '#backend/version.ts';

/** The backend in this process, for a command; the caller closes it. Faults: those of createBackend. */
export const openBackend = (dataFolder: string): Backend =>
  createBackend({ dataFolder, host: 'headless', version, secrets: sessionSecrets, allowPaths: true, door: 'cli' });
