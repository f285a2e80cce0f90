import { access, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { fault } from '#shared/fault.ts';

/** Room that an upload leaves on the disk: the history and the embedded database need some to work. */
const RESERVE_BYTES = 64 * 1024 * 1024;
const OLD_AFTER_MS = 24 * 60 * 60 * 1000;
const PART = '.part';

export interface Upload {
  /** Names the file in the folder; anything but a UUID is refused, so that no path can be smuggled in. */
  readonly id: string;
  /** What the person calls it; for sentences only. */
  readonly name: string;
  /** As the sender announced it; null when it did not. */
  readonly bytes: number | null;
  readonly body: Readable;
}

/** Bytes that an upload may take, so that the reserve stays free. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize - RESERVE_BYTES;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Streams an upload to `<folder>/<id>`. The file has that name only when it is whole; an upload that breaks off leaves
 * nothing. There is no fsync: an upload does not outlive the session that reads it.
 * Returns the bytes taken in. Faults: call.invalid, host.uploadTooLarge, host.uploadFailed.
 */
export async function takeUpload(folder: string, upload: Upload): Promise<number> {
  const { id, name, bytes, body } = upload;
  if (!z.uuid().safeParse(id).success) throw fault('call.invalid', { reason: 'the id of an upload is a UUID' });
  const path = join(folder, id.toLowerCase());
  if (await exists(path)) throw fault('call.invalid', { reason: 'an upload of this id is here already' });
  try {
    if (bytes !== null && bytes > (await freeBytes(folder))) throw fault('host.uploadTooLarge', { folder });
    const taken = await writeNew(path + PART, body);
    if (bytes === null || taken === bytes) {
      await rename(path + PART, path);
      return taken;
    }
    await rm(path + PART, { force: true });
    throw fault('host.uploadFailed', { name, reason: `${taken} of ${bytes} bytes came` });
  } catch (error) {
    // What is still coming is read and dropped: a sender hears the answer only when it may send on.
    body.resume();
    throw uploadFault(error, name, folder);
  }
}

/** Writes a file that must not be there yet; one that cannot be written to its end is removed. Returns its bytes. */
async function writeNew(path: string, body: Readable): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    await file.writeFile(counted());
    return bytes;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

function uploadFault(error: unknown, name: string, folder: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fault('host.uploadTooLarge', { folder }, { cause: error });
    case 'ERR_STREAM_PREMATURE_CLOSE':
    case 'ECONNRESET':
    case 'ABORT_ERR':
      return fault('host.uploadFailed', { name, reason: 'the connection was closed' }, { cause: error });
    case 'EEXIST':
    case 'EACCES':
    case 'EIO':
    case 'ENOENT':
    case 'EROFS':
      return fault('host.uploadFailed', { name, reason: `the disk answered ${codeOf(error)}` }, { cause: error });
    default:
      return error;
  }
}

/** Removes uploads that nobody can want any more: whole or broken off, a day old. Other files are left alone. */
export async function removeOldUploads(folder: string, now: Date): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const id = entry.name.endsWith(PART) ? entry.name.slice(0, -PART.length) : entry.name;
    if (!entry.isFile() || !z.uuid().safeParse(id).success) continue;
    const path = join(folder, entry.name);
    const { mtimeMs } = await stat(path);
    if (now.getTime() - mtimeMs > OLD_AFTER_MS) await rm(path, { force: true });
  }
}
