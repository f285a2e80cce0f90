import { readFileSync } from 'node:fs';

/**
 * Names this process for as long as it lives: its id and, on Linux, the tick at which it started, so that a process id that
 * was given out again is not mistaken for it.
 */
export const thisProcess = (): string => `${process.pid}:${startTick(process.pid) ?? ''}`;

/** Whether the process that `thisProcess` named is still there. */
export function isAlive(owner: string): boolean {
  const [id, tick] = owner.split(':');
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return owner === thisProcess();
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startTick(pid);
  return now === null || tick === '' || now === tick;
}

/** Field 22 of /proc/<pid>/stat (proc_pid_stat(5)); null where there is no /proc. */
function startTick(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
