import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { fault, isFault, type FaultError } from '#shared/fault.ts';
import { HEAD_BYTES, inspectHead } from './inspect-head.ts';
import { readOriginal, type ByteRange } from './read-original.ts';

/** Bytes of one slice of a source. */
export const SLICE_BYTES = 256 * 1024;

/** What a parser needs of a source. */
export interface TextSource {
  /** Size of the file in bytes when it was opened. */
  readonly bytes: number;
  /** Where the text begins in the file: 3 behind a byte order mark, else 0. */
  readonly textStart: number;
  /** The text from its beginning, in slices that belong to whoever takes them. */
  read(options?: { readonly signal?: AbortSignal }): AsyncIterable<Buffer>;
}

/** A file with rows, open for reading. Whoever opened it closes it. */
export interface Source extends TextSource {
  /** As a person knows it: the file's name, or the name an upload came with. */
  readonly name: string;
  readonly path: string;
  /** The first HEAD_BYTES of the file from `textStart`, or all of its text. */
  readonly head: Buffer;
  /** Whether `head` is all of the text. */
  readonly headIsWhole: boolean;
  /** Lower-case hex of the SHA-256 of the whole file (FIPS 180-4). Known once a `read()` came to its end. */
  sha256(): string;
  /** Raises source.changed when the file is not, byte count, time and place, the one that was opened. */
  verifyUnchanged(): Promise<void>;
  /** Original bytes, for rows that were found wrong after they were read. Raises source.changed. */
  readOriginal(ranges: readonly ByteRange[]): Promise<Buffer[]>;
  close(): Promise<void>;
}

/**
 * Opens a text file: a path, or an upload with the name it came with.
 * @throws source.missing, source.folder, source.notAFile, source.unreadable, source.empty, source.binary,
 * source.encoding
 */
export async function openSource(
  { path, name = basename(path) }: { readonly path: string; readonly name?: string },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Source> {
  signal?.throwIfAborted();
  let file: FileHandle | undefined;
  try {
    refuseSpecial(await stat(path, { bigint: true }), name);
    // Should the path have become a pipe meanwhile, opening it must not wait for a writer. Windows has neither.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const opened = await file.stat({ bigint: true });
    refuseSpecial(opened, name);
    if (opened.size === 0n) throw fault('source.empty', { name });
    const whole = Buffer.allocUnsafe(Math.min(HEAD_BYTES, Number(opened.size)));
    const { bytesRead } = await file.read(whole, 0, whole.length, 0);
    const head = whole.subarray(0, bytesRead);
    const textStart = inspectHead(head, name);
    if (Number(opened.size) === textStart) throw fault('source.empty', { name });
    return new FileSource(file, { path, name, opened, textStart, head: head.subarray(textStart) });
  } catch (error) {
    await file?.close();
    throw asFault(error, name);
  }
}

interface Opened {
  readonly path: string;
  readonly name: string;
  readonly opened: BigIntStats;
  readonly textStart: number;
  readonly head: Buffer;
}

class FileSource implements Source {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly textStart: number;
  readonly head: Buffer;
  readonly headIsWhole: boolean;
  readonly #file: FileHandle;
  readonly #opened: BigIntStats;
  #sha256: string | undefined;

  constructor(file: FileHandle, { path, name, opened, textStart, head }: Opened) {
    this.#file = file;
    this.#opened = opened;
    this.path = path;
    this.name = name;
    this.bytes = Number(opened.size);
    this.textStart = textStart;
    this.head = head;
    this.headIsWhole = textStart + head.length === this.bytes;
  }

  async *read({ signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let position = 0;
    while (position < this.bytes) {
      signal?.throwIfAborted();
      const slice = await this.#readSlice(position, Math.min(SLICE_BYTES, this.bytes - position));
      if (slice.length === 0) throw fault('source.changed', { name: this.name });
      hash.update(slice);
      const text = position < this.textStart ? slice.subarray(this.textStart - position) : slice;
      position += slice.length;
      if (text.length > 0) yield text;
    }
    if ((await this.#readSlice(position, 1)).length > 0) throw fault('source.changed', { name: this.name });
    await this.verifyUnchanged();
    this.#sha256 = hash.digest('hex');
  }

  sha256(): string {
    if (this.#sha256 === undefined) throw new Error('The digest of a source is known when it was read to its end.');
    return this.#sha256;
  }

  async verifyUnchanged(): Promise<void> {
    // By path: a file that was removed, or replaced by another of the same name, is not what was loaded any more.
    const now = await stat(this.path, { bigint: true }).catch(() => null);
    const was = this.#opened;
    const same =
      now !== null &&
      now.size === was.size &&
      now.mtimeNs === was.mtimeNs &&
      now.ino === was.ino &&
      now.dev === was.dev;
    if (!same) throw fault('source.changed', { name: this.name });
  }

  async readOriginal(ranges: readonly ByteRange[]): Promise<Buffer[]> {
    try {
      return await readOriginal(this.#file, this.name, ranges);
    } catch (error) {
      throw asFault(error, this.name);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #readSlice(position: number, bytes: number): Promise<Buffer> {
    try {
      const slice = Buffer.allocUnsafe(bytes);
      const { bytesRead } = await this.#file.read(slice, 0, bytes, position);
      return slice.subarray(0, bytesRead);
    } catch (error) {
      throw asFault(error, this.name);
    }
  }
}

function refuseSpecial(stats: BigIntStats, name: string): void {
  if (stats.isDirectory()) throw fault('source.folder', { name });
  if (!stats.isFile()) throw fault('source.notAFile', { name });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EBUSY: 'another program holds it',
  ELOOP: 'its links lead in a circle',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** What the system says about a file, as a Fault; anything else stays what it is. */
function asFault(error: unknown, name: string): unknown {
  if (isFault(error) || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  return systemFault(error.code, name, error);
}

function systemFault(code: string, name: string, cause: Error): FaultError {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ERR_INVALID_ARG_VALUE': // a NUL in the name
    case 'ENAMETOOLONG':
      return fault('source.missing', { name }, { cause });
    case 'EISDIR':
      return fault('source.folder', { name }, { cause });
    default:
      return fault('source.unreadable', { name, reason: reasons[code] ?? `the system says ${code}` }, { cause });
  }
}
