import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running server says of itself in postmaster.pid (src/include/utils/pidfile.h of PostgreSQL). */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Empty where it listens on no socket. */
  readonly socketFolder: string;
  readonly listenAddress: string;
  /** starting, ready, stopping, or empty while it is not written yet. */
  readonly status: string;
}

/** The server that runs, or ran, on this data folder; null where the file is not there or not written yet. */
export function readPostmaster(data: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const [pid = '', , , port = '', socketFolder = '', listenAddress = '', , status = ''] = lines;
  if (!/^\d+$/.test(pid)) return null;
  return { pid: Number(pid), port: Number(port), socketFolder, listenAddress, status: status.trim() };
}

/** Whether a process of that id exists, be it a zombie. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether that process is a postmaster of this data folder and not a zombie or whoever has its id by now. */
export function isPostmasterOf(pid: number, data: string): boolean {
  try {
    if (process.platform === 'linux') {
      // Empty for a zombie.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(data);
  } catch {
    // There is no such process.
    return false;
  }
}

/** Larger than any process id of Linux or macOS. */
const nobodysPid = 999_999_999;

/**
 * Postgres refuses to start while the pid of a stale lock file belongs to any process, though it be a zombie or something
 * else altogether. Deleting the file would also take away what it says of shared memory, by which Postgres notices that
 * children of a dead postmaster are still at work; so only the pid is replaced.
 */
export function disownStaleLocks(data: string, socketFolder: string): void {
  for (const file of [join(data, 'postmaster.pid'), join(socketFolder, '.s.PGSQL.5432.lock')]) {
    try {
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(/^\d+/, String(nobodysPid)), { flag: 'r+' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}
