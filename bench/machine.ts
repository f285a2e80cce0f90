import { cpus, loadavg, totalmem } from 'node:os';
import type { PostgresClient } from '#backend/postgres/connect.ts';

/** Where the figures come from: they mean nothing without it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Processes that wanted to run in the last minute before the benchmark; above 0.5, others were at work. */
  readonly load: number;
  readonly node: string;
  readonly postgres: string;
  /** Whose Postgres it is. */
  readonly server: string;
}

export async function describeMachine(client: PostgresClient, server: string): Promise<Machine> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    node: process.versions.node,
    postgres: rows[0]?.server_version ?? 'of an unknown version',
    server,
  };
}
