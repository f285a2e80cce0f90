import { readFileSync } from 'node:fs';

/** What the system knows of a process, see proc(5). */
export interface ProcessFigures {
  readonly parent: number;
  /** User and system time. */
  readonly cpuMs: number;
  /** The same of its children that have ended. */
  readonly childrenCpuMs: number;
  /** Most memory that it held at a time. */
  readonly peakBytes: number;
}

/** A tick of /proc/PID/stat: USER_HZ is 100 on every Linux. */
const TICK_MS = 10;

/** Null where the process is no more, or the system has no /proc. */
export function readProcess(pid: number): ProcessFigures | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses that may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0, , , , , , , , , , user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields;
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak === undefined) return null;
    return {
      parent,
      cpuMs: (user + system) * TICK_MS,
      childrenCpuMs: (childrenUser + childrenSystem) * TICK_MS,
      peakBytes: Number(peak) * 1024,
    };
  } catch {
    return null;
  }
}
