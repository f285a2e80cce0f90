import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from './embedded-server.ts';
import { formatConnectionUrl } from './parse-connection-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's address of the server that the integration tests share. */
    readonly postgresUrl: string;
  }
}

/**
 * Runs once before all tests: starts one embedded server for all of them, or takes the one that SLUICE_TEST_POSTGRES_URL
 * names (Postgres 13 to 18; its role must be allowed to create schemas). Returns what ends it again.
 *
 * @public Called by vitest.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const other = process.env['SLUICE_TEST_POSTGRES_URL'];
  if (other) {
    project.provide('postgresUrl', other);
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  // The data is thrown away anyway, and many small transactions are much faster without waiting for the disk.
  const server = await startEmbedded({ folder, settings: { fsync: 'off', max_connections: '200' } });
  project.provide('postgresUrl', formatConnectionUrl(server.address));
  return async () => {
    await server.close({ wait: true });
    rmSync(folder, { recursive: true, force: true });
  };
}
