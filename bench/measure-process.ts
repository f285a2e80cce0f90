import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';

/** What a process cost from its start to its end. */
export interface Measured {
  readonly wallMs: number;
  /** User and system time; null where there is no /proc. */
  readonly cpuMs: number | null;
  /** Most memory that it held at a time; null where there is no /proc. */
  readonly peakBytes: number | null;
  readonly exitCode: number;
  readonly out: string;
  readonly words: string;
}

/** How often a process is looked at: what it does after the last look is not counted. */
const LOOK_EVERY_MS = 20;
/** A tick of /proc/PID/stat: USER_HZ is 100 on every Linux. */
const TICK_MS = 10;

/** Runs a program to its end. @throws where it cannot be started */
export async function measureProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Measured> {
  const startMs = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const words: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => out.push(piece));
  child.stderr.on('data', (piece: Buffer) => words.push(piece));
  let wallMs = 0;
  child.once('exit', () => (wallMs = performance.now() - startMs));
  const { pid } = child;
  let seen: Pick<Measured, 'cpuMs' | 'peakBytes'> = { cpuMs: null, peakBytes: null };
  const looking = setInterval(() => {
    if (pid !== undefined) seen = look(pid) ?? seen;
  }, LOOK_EVERY_MS);
  try {
    // Rejects where there is no such program.
    await once(child, 'close');
  } finally {
    clearInterval(looking);
  }
  const text = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString('utf8');
  return { ...seen, wallMs, exitCode: child.exitCode ?? 1, out: text(out), words: text(words) };
}

/** See proc(5). Null where the process is no more, or the system has no /proc. */
function look(pid: number): Pick<Measured, 'cpuMs' | 'peakBytes'> | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses that may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak === undefined) return null;
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, peakBytes: Number(peak) * 1024 };
  } catch {
    return null;
  }
}
