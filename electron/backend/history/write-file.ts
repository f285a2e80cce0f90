import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fault, isFault } from '#shared/fault.ts';

type Parts = Iterable<Buffer> | AsyncIterable<Buffer>;

/**
 * Writes parts to a file by way of a temporary one beside it: under its name stands the whole file or what was there before.
 * A link stays a link; a device or a pipe (`/dev/stdout`) is written to as it is.
 * Faults: export.unwritable, and those of the parts.
 */
export async function writeFileOf(path: string, parts: Parts): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    if (there === null || there.isFile()) await replaceFile(there === null ? path : await realpath(path), parts);
    else await pipeline(Readable.from(parts, { objectMode: false }), createWriteStream(path));
  } catch (error) {
    if (isFault(error)) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it could not be written';
    throw fault('export.unwritable', { name: basename(path), reason: words[reason] ?? reason }, { cause: error });
  }
}

async function replaceFile(path: string, parts: Parts): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await pipeline(Readable.from(parts, { objectMode: false }), createWriteStream(temporary, { flush: true }));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EISDIR: 'a folder has that name',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};
