import { createHash } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault, isFault } from '#shared/fault.ts';

/**
 * A file that is either whole under its name or not there. It is written under a temporary name (`.name.<process>.part`), brought to the disk,
 * given its name, which no other file may have, and its folder is brought to the disk too.
 */
export class DurableFile {
  bytes = 0;
  #name: string;
  readonly #folder: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #isNamed = false;

  private constructor(folder: string, name: string, temporary: string, handle: FileHandle) {
    this.#name = name;
    this.#folder = folder;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Without its folder. */
  get name(): string {
    return this.#name;
  }

  /** Faults: backup.unwritable. */
  static async create(folder: string, name: string): Promise<DurableFile> {
    const temporary = join(folder, `.${name}.${process.pid}.part`);
    const handle = await asFault(name, () => open(temporary, 'wx', 0o600));
    return new DurableFile(folder, name, temporary, handle);
  }

  /** Appends; one call at a time. Faults: backup.unwritable. */
  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    await asFault(this.name, async () => {
      for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at)).bytesWritten;
    });
    this.bytes += bytes.length;
  }

  /**
   * Gives the file its name and returns the SHA-256 of what was written, as hex digits.
   * @param another finds a name where another process took this one meanwhile; without it, that is a fault
   * Faults: backup.unwritable.
   */
  async commit(another: (() => Promise<string>) | null = null): Promise<string> {
    await asFault(this.name, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      while (!(await takeName(this.#temporary, this.#path))) {
        if (another === null) throw fault('backup.unwritable', { name: this.name, reason: IS_TAKEN });
        this.#name = await another();
      }
      this.#isNamed = true;
      await rm(this.#temporary, { force: true });
      await syncFolder(this.#folder);
    });
    return this.#hash.digest('hex');
  }

  get #path(): string {
    return join(this.#folder, this.#name);
  }

  /** Leaves nothing of the file, whether it has its name already or not. Never rejects. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
    // Until then, what has the name is somebody else's.
    if (this.#isNamed) await rm(this.#path, { force: true }).catch(() => {});
  }
}

/** What a file system says that knows no second name of a file. */
const linkless: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Gives a file another name. A rename would take it from whoever has it. False: somebody has it. */
async function takeName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!linkless.has(codeOf(error))) throw error;
  }
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await rename(temporary, path);
  return true;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/**
 * Sees to it that a folder can take files.
 * Faults: backup.folder where it is none, or a link to one, or cannot be reached.
 */
export async function demandFolder(folder: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): Error =>
    fault('backup.folder', { name: folder, reason }, { cause });
  const stats = await lstat(folder).catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw refuse(isMissing ? 'it does not exist' : reasonOf(error), error);
  });
  if (stats.isSymbolicLink()) throw refuse('it is a link; name the folder that it leads to');
  if (!stats.isDirectory()) throw refuse('it is a file');
}

/** Brings the names of a folder to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows knows no way to do it, and does it by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function asFault<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error)) throw error;
    throw fault('backup.unwritable', { name, reason: reasonOf(error) }, { cause: error });
  }
}

const IS_TAKEN = 'another backup is being written there';

/** Why the file system refuses, in words that go behind a colon. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code] ?? (code === '' ? 'the system refuses it' : `the system says ${code}`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  ELOOP: 'its links lead in a circle',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EROFS: 'the disk is read-only',
  EFBIG: 'the disk takes no file of that size',
  ENAMETOOLONG: 'its name is too long',
  EEXIST: IS_TAKEN,
};
