import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from './embedded-binaries.ts';

/**
 * The guard owns postgres. It outlives whoever started it and stops postgres when nobody holds a lease any more.
 *
 * A lease is an open write end of the FIFO `lease.<pid of postgres>`: the kernel closes it with its process, however that
 * ends, and the guard reads end-of-file when the last one is gone. The FIFO has its name before postgres writes that pid
 * into postmaster.pid, so that whoever can read the pid can take a lease.
 *
 * At end-of-file the FIFO is renamed first and read once more: whoever opened it in between has written a line, which is
 * found there, and is served. Nobody can open it after that.
 *
 * File descriptors: 3 keeps the FIFO open until the starter has its lease (or is gone: end-of-file on 5, its pipe); 4 reads it.
 * Postgres inherits none of them.
 */
const script = `
dir=$1; shift
new=$dir/lease.new.$$
mkfifo -m 600 "$new" || exit 70
exec 3<>"$new" 4<"$new" 5<&0 </dev/null
sh -c 'mv -f "$1" "$2/lease.$$" && shift 2 && exec "$@"' sh "$new" "$dir" "$@" 3>&- 4<&- 5<&- &
pg=$!
lease=$dir/lease.$pg
(
  read -r word <&5
  exec 3>&- 5<&-
  while :; do
    while read -r word <&4; do :; done
    mv -f "$lease" "$lease.closing" || break
    read -r word <&4 || break
    mv -f "$lease.closing" "$lease"
  done
  kill -INT $pg
) &
reader=$!
exec 3>&- 4<&- 5<&-
again=1
trap 'again=1; kill -INT $pg' HUP INT TERM
while [ $again = 1 ]; do again=0; wait $pg; code=$?; done
kill $reader 2>/dev/null
rm -f "$new" "$lease" "$lease.closing"
exit $code
`;

export interface Guard {
  /** The exit code of postgres once it has ended, else null. */
  readonly exitCode: number | null;
  /** What postgres has written to its log since this guard started it. */
  readLog(): string;
  /** The starter holds a lease, or gives up: from now on only leases count. */
  letGo(): void;
}

const logBytesMax = 1_000_000;

/** Starts a guard with a postgres in a session of their own; both go on when this process ends. */
export function startGuard(folder: string, command: readonly string[]): Guard {
  const logFile = join(folder, 'postgres.log');
  const grown = (statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax;
  const log = openSync(logFile, grown ? 'w' : 'a', 0o600);
  const logStart = statSync(logFile).size;
  const child = spawn('/bin/sh', ['-c', script, 'sluice-guard', folder, ...command], {
    cwd: '/',
    detached: true,
    env: cleanEnvironment(),
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let exitCode: number | null = null;
  child.on('exit', (code) => (exitCode = code ?? 1));
  child.on('error', () => (exitCode = 127));
  // A guard that has ended has closed its pipe.
  child.stdin?.on('error', () => {});
  child.unref();
  return {
    get exitCode() {
      return exitCode;
    },
    readLog: () => readFileSync(logFile).subarray(logStart).toString('utf8'),
    letGo: () => void child.stdin?.destroy(),
  };
}

/** Takes a lease on the postgres of that pid: an open file descriptor, or null where no guard serves it. */
export function takeLease(folder: string, pid: number): number | null {
  try {
    const lease = openSync(join(folder, `lease.${pid}`), constants.O_WRONLY | constants.O_NONBLOCK);
    if (isServed(lease)) return lease;
    closeSync(lease);
    return null;
  } catch (error) {
    // ENXIO: nobody reads it. ENOENT: there is none, or its guard is on the way out.
    if (error instanceof Error && 'code' in error && (error.code === 'ENXIO' || error.code === 'ENOENT')) return null;
    throw error;
  }
}

/** Whether the guard behind a lease still runs; also the line by which a guard notices who comes late. */
export function isServed(lease: number): boolean {
  try {
    writeSync(lease, '\n');
    return true;
  } catch (error) {
    // A full pipe has a reader, if a slow one.
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
  }
}
