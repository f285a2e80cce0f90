import type { Login } from '#shared/connection.ts';
import { startEmbedded } from '#backend/postgres/embedded-server.ts';
import { parseConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { debianPrograms, startDebian } from '#backend/postgres/test-debian-postgres.ts';
import type { ServerChoice } from './bench-options.ts';
import { UsageError } from './usage-error.ts';

/** The server that all contenders load into. */
export interface BenchServer {
  readonly login: Login;
  /** Ends a server that was started for the benchmark, and no other. */
  close(): Promise<void>;
}

/**
 * Starts the server that was chosen, with its data in `folder`, or takes the one that is named. Servers that are started
 * listen on a unix socket only, with their default settings.
 * Faults: those of startEmbedded, connection.url. @throws UsageError where Debian's Postgres is not installed
 */
export async function startBenchServer(choice: ServerChoice, folder: string): Promise<BenchServer> {
  switch (choice.kind) {
    case 'url':
      return { login: parseConnectionUrl(choice.url), close: async () => {} };
    case 'debian':
      return await startDebianServer(folder);
    case 'embedded': {
      const server = await startEmbedded({ folder });
      return { login: { address: server.address, password: null }, close: () => server.close({ wait: true }) };
    }
  }
}

async function startDebianServer(folder: string): Promise<BenchServer> {
  const bin = debianPrograms();
  if (bin === null)
    throw new UsageError('Debian’s Postgres is not here: install the package postgresql, or leave --server out.');
  return await startDebian(bin, folder);
}
