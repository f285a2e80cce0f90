import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readProcess } from './read-process.ts';

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
  /** Size of the file that it wrote; left out where that is not the question. */
  readonly fileBytes?: number;
}

/** How often a process is looked at: what it does after the last look is not counted. */
const LOOK_EVERY_MS = 20;
/** Runs a program to its end. A signal ends it. @throws where it cannot be started, and AbortError */
export async function measureProcess(
  program: string,
  args: readonly string[],
  { env = process.env, signal }: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<Measured> {
  const startMs = performance.now();
  const child = spawn(program, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const words: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => out.push(piece));
  child.stderr.on('data', (piece: Buffer) => words.push(piece));
  let wallMs = 0;
  child.once('exit', () => (wallMs = performance.now() - startMs));
  const { pid } = child;
  let seen: Pick<Measured, 'cpuMs' | 'peakBytes'> = { cpuMs: null, peakBytes: null };
  const looking = setInterval(() => {
    if (pid !== undefined) seen = readProcess(pid) ?? seen;
  }, LOOK_EVERY_MS);
  try {
    // Rejects where there is no such program.
    await once(child, 'close');
  } finally {
    clearInterval(looking);
  }
  const text = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString('utf8');
  const { cpuMs, peakBytes } = seen;
  return { cpuMs, peakBytes, wallMs, exitCode: child.exitCode ?? 1, out: text(out), words: text(words) };
}
