import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fault } from '#shared/fault.ts';
import { type EmbeddedBinaries, handOver, type Runner, runToEnd } from './embedded-binaries.ts';
import { isRunning } from './embedded-postmaster.ts';

/** The superuser of every embedded server, and its one database. */
export const embeddedName = 'sluice';
const socketName = '.s.PGSQL.5432';
/** sockaddr_un.sun_path without its NUL: 108 bytes on Linux, 104 on macOS. */
const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107;

/**
 * Makes the data folder of a new server where there is none: under a temporary name first, so that a folder `data` is
 * always a whole one. Faults: embedded.startFailed.
 */
export async function prepareCluster(folder: string, binaries: EmbeddedBinaries, runner: Runner): Promise<void> {
  const data = join(folder, 'data');
  removeLeftovers(folder);
  if (existsSync(data)) return await handOver(data, runner);
  const fresh = join(folder, `data.new-${process.pid}-${randomUUID().slice(0, 8)}`);
  mkdirSync(fresh, { mode: 0o700 });
  try {
    await handOver(fresh, runner);
    const args = ['-U', embeddedName, '-E', 'UTF8', '--locale=C', '--auth-local=trust', '--auth-host=reject'];
    await runToEnd(runner, binaries.initdb, ['-D', fresh, ...args, '--no-instructions']);
    renameSync(fresh, data);
    syncFolder(folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Two processes may have had the same idea; the faster one's folder is as good.
    if (existsSync(data)) return;
    const detail = error instanceof Error ? error.message : String(error);
    throw fault('embedded.startFailed', { reason: 'its data folder could not be made' }, { detail, cause: error });
  }
}

/** What an initdb or a guard left behind whose process is no more: `data.new-<pid>-…`, `lease.<pid>`, `lease.new.<pid>`. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^(?:data\.new-|lease\.(?:new\.)?)(\d+)/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/**
 * Where the socket goes: into the data folder, which only its owner may enter; where that path is too long for a socket,
 * into a private folder of the system's temporary one.
 */
export async function prepareSocketFolder(folder: string, runner: Runner): Promise<string> {
  const data = join(folder, 'data');
  if (Buffer.byteLength(join(data, socketName)) <= socketPathBytesMax) return data;
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `sluice-${hash}`);
  if (Buffer.byteLength(join(short, socketName)) > socketPathBytesMax) {
    throw fault('embedded.startFailed', { reason: `the path of ${data} is too long` });
  }
  mkdirSync(short, { recursive: true, mode: 0o700 });
  const found = lstatSync(short);
  // Everyone may write to the temporary folder: a folder that someone else has laid there is not to be trusted.
  const owners = [process.getuid?.(), runner.owner];
  if (!found.isDirectory() || (found.mode & 0o077) !== 0 || !owners.includes(found.uid)) {
    throw fault('embedded.startFailed', { reason: `${short} belongs to someone else` });
  }
  await handOver(short, runner);
  return short;
}
