import { readFileSync } from 'node:fs';
import type { PostgresClient } from '#backend/postgres/connect.ts';
import { readProcess } from './read-process.ts';

/** What the sessions of a server have used so far. */
export interface ServerCpu {
  /** CPU time, in ms, of all sessions that have ended; null where the server cannot be looked at from here. */
  ofEndedSessions(): number | null;
}

/**
 * Looks at a server on this machine by way of the session's own process: its parent is the postmaster, to which the system
 * adds the times of each child that has ended.
 */
export async function watchServerCpu(client: PostgresClient): Promise<ServerCpu> {
  const { rows } = await client.query<{ pid: string }>('select pg_backend_pid() as pid');
  const pid = Number(rows[0]?.pid);
  const postmaster = isPostgres(pid) ? (readProcess(pid)?.parent ?? null) : null;
  return {
    ofEndedSessions: () => (postmaster === null ? null : (readProcess(postmaster)?.childrenCpuMs ?? null)),
  };
}

/** A server elsewhere has a process of that number too, and here it is another program, or none. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}
