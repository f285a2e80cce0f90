import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Ambiguity, Encoding } from '#shared/dialect.ts';
import { fault, isFault } from '#shared/fault.ts';
import { detectEncoding, HEAD_BYTES, type DetectedEncoding } from './detect-encoding.ts';
import { fileFault, refuseSpecial } from './file-fault.ts';
import { gunzip, unzip, type PackedText } from './packed-text.ts';
import { readInPlace } from './read-in-place.ts';
import { readInThread, THREAD_BYTES_MIN } from './read-in-thread.ts';
import { readOriginal, type ByteRange } from './read-original.ts';
import { readSamples } from './read-samples.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

/** Bytes of one slice of a source. */
export const SLICE_BYTES = 256 * 1024;

/** What a parser needs of a source. */
export interface TextSource {
  /** Size of the file in bytes when it was opened. */
  readonly bytes: number;
  /** Where the text begins: behind a byte order mark, else 0. */
  readonly textStart: number;
  /** The text from its beginning, unpacked and in its own encoding, in slices of SLICE_BYTES at most. */
  read(options?: ReadOptions): AsyncIterable<Buffer>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** True: a slice is valid until the next is asked for. Without it slices belong to whoever takes them. */
  readonly lent?: boolean;
}

/** A file with rows, open for reading. Whoever opened it closes it. Offsets count the bytes of the unpacked file. */
export interface Source extends TextSource {
  /** As a person knows it: the file's name, or the name an upload came with. */
  readonly name: string;
  readonly path: string;
  /** What the first bytes of the file say it is; null: text, of which kind is for the parser to find. */
  readonly format: 'avro' | 'xlsx' | null;
  /** How the text is packed; null: it is the file itself, whose bytes can be read at any place. */
  readonly packing: 'gzip' | 'zip' | null;
  /** That of the text; as found, or as chosen. */
  readonly encoding: Encoding;
  /** Asked where the bytes do not tell the encoding. */
  readonly ambiguous: Ambiguity | null;
  /** The first HEAD_BYTES of the text from `textStart`, or all of it. */
  readonly head: Buffer;
  /** Whether `head` is all of the text. */
  readonly headIsWhole: boolean;
  /** Whole lines from all over a file that is longer than its head. */
  readonly samples: readonly Buffer[];
  /** The parts of a workbook; null where the file is none. */
  readonly archive: ZipArchive | null;
  /** Bytes of the file that the reading under way has taken. */
  readonly bytesRead: number;
  /** Lower-case hex of the SHA-256 of the whole file (FIPS 180-4). Known once a `read()` came to its end. */
  sha256(): string;
  /** Raises source.changed when the file is not, byte count, time and place, the one that was opened. */
  verifyUnchanged(): Promise<void>;
  /** Bytes of the file itself, for rows that were found wrong after they were read. Raises source.changed. */
  readOriginal(ranges: readonly ByteRange[]): Promise<Buffer[]>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** What a person chose; without it the encoding is found. */
  readonly encoding?: Encoding | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a file: a path, or an upload with the name it came with. A gzip file, and a ZIP archive of one file, are read as
 * what they hold.
 * @throws source.missing, source.folder, source.notAFile, source.unreadable, source.empty, source.binary,
 * source.encoding, source.packed, source.manyFiles, source.bomb
 */
export async function openSource(
  { path, name = basename(path) }: { readonly path: string; readonly name?: string },
  { encoding, signal }: OpenOptions = {},
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
    const start = await readStart(file, Number(opened.size));
    const archive = startsWith(start, ZIP_MARK) ? await openZip(file.fd, name) : null;
    const source = new FileSource(file, { path, name, opened, archive, isGzip: startsWith(start, GZIP_MARK) });
    await source.look(start, encoding, signal);
    return source;
  } catch (error) {
    await file?.close();
    throw fileFault(error, name);
  }
}

const GZIP_MARK = [0x1f, 0x8b, 0x08];
const ZIP_MARK = [0x50, 0x4b, 0x03, 0x04];
const AVRO_MARK = [0x4f, 0x62, 0x6a, 0x01];

const startsWith = (bytes: Buffer, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

async function readStart(file: FileHandle, bytes: number): Promise<Buffer> {
  const start = Buffer.allocUnsafe(Math.min(HEAD_BYTES, bytes));
  const { bytesRead } = await file.read(start, 0, start.length, 0);
  return start.subarray(0, bytesRead);
}

const isWorkbook = (archive: ZipArchive): boolean =>
  archive.names.includes('[Content_Types].xml') && archive.names.some((name) => /^xl\/workbook\.xml$/i.test(name));

interface Opened {
  readonly path: string;
  readonly name: string;
  readonly opened: BigIntStats;
  readonly archive: ZipArchive | null;
  readonly isGzip: boolean;
}

class FileSource implements Source {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly packing: 'gzip' | 'zip' | null;
  readonly archive: ZipArchive | null;
  format: 'avro' | 'xlsx' | null;
  head: Buffer = Buffer.alloc(0);
  headIsWhole = false;
  samples: readonly Buffer[] = [];
  #detected: DetectedEncoding = { encoding: 'utf-8', textStart: 0, ambiguous: null };
  readonly #file: FileHandle;
  readonly #opened: BigIntStats;
  readonly #packed: PackedText | null;
  #bytesRead = 0;
  #sha256: string | undefined;

  constructor(file: FileHandle, { path, name, opened, archive, isGzip }: Opened) {
    this.#file = file;
    this.#opened = opened;
    this.path = path;
    this.name = name;
    this.bytes = Number(opened.size);
    this.format = archive !== null && isWorkbook(archive) ? 'xlsx' : null;
    this.archive = this.format === 'xlsx' ? archive : null;
    this.packing = isGzip ? 'gzip' : archive !== null && this.archive === null ? 'zip' : null;
    this.#packed =
      this.packing === 'gzip'
        ? gunzip((signal) => this.#slices({ signal, hashed: false }), this)
        : archive !== null && this.packing === 'zip'
          ? unzip(archive, this)
          : null;
  }

  /** Finds out what the file holds, from its beginning. */
  async look(start: Buffer, encoding?: Encoding, signal?: AbortSignal): Promise<void> {
    if (this.format === 'xlsx') return;
    const head = this.#packed === null ? start : await readHead(this.#packed, signal);
    if (startsWith(head, AVRO_MARK)) {
      this.format = 'avro';
      return;
    }
    if (this.#packed === null) this.samples = await readSamples(this.#file, this.bytes);
    this.#detected = detectEncoding(head, this.samples, this.name, encoding);
    this.head = head.subarray(this.textStart);
    this.headIsWhole = this.#packed === null ? head.length === this.bytes : head.length < HEAD_BYTES;
    if (this.headIsWhole && this.head.length === 0) throw fault('source.empty', { name: this.name });
  }

  get textStart(): number {
    return this.#detected.textStart;
  }

  get encoding(): Encoding {
    return this.#detected.encoding;
  }

  get ambiguous(): Ambiguity | null {
    return this.#detected.ambiguous;
  }

  get bytesRead(): number {
    return this.#packed?.bytesRead ?? this.#bytesRead;
  }

  async *read({ signal, lent = false }: ReadOptions = {}): AsyncGenerator<Buffer> {
    let position = 0;
    const slices = this.#packed?.read(signal ? { signal } : {}) ?? this.#slices({ signal, lent });
    for await (const slice of slices) {
      const text = position < this.textStart ? slice.subarray(this.textStart - position) : slice;
      position += slice.length;
      if (text.length > 0) yield text;
    }
    // A packed file may be read in another order than that of its bytes, and not all of them.
    if (this.#packed !== null) for await (const _ of this.#slices({ signal, lent: true }));
    if (await this.#isLonger()) throw fault('source.changed', { name: this.name });
    await this.verifyUnchanged();
  }

  /** The bytes of the file itself. */
  async *#slices({ signal, lent = false, hashed = true }: SliceOptions): AsyncGenerator<Buffer> {
    this.#bytesRead = 0;
    this.#sha256 = undefined;
    const pieces =
      hashed && this.bytes >= THREAD_BYTES_MIN
        ? readInThread(this.#file, this.bytes)
        : readInPlace(this.#file, this.bytes, hashed);
    try {
      while (this.#bytesRead < this.bytes) {
        signal?.throwIfAborted();
        const piece = await pieces.next();
        if (piece.length === 0) throw fault('source.changed', { name: this.name });
        for (let at = 0; at < piece.length; at += SLICE_BYTES) {
          signal?.throwIfAborted();
          const slice = piece.subarray(at, at + SLICE_BYTES);
          this.#bytesRead += slice.length;
          yield lent ? slice : Buffer.from(slice);
        }
      }
      if (hashed) this.#sha256 = await pieces.digest();
    } catch (error) {
      throw this.#unread(error, signal);
    } finally {
      await pieces.end();
    }
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
      throw fileFault(error, this.name);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #unread(error: unknown, signal?: AbortSignal): unknown {
    const found = fileFault(error, this.name);
    if (found !== error || isFault(error) || signal?.aborted === true) return found;
    const reason = error instanceof Error ? error.message : String(error);
    return fault('source.unreadable', { name: this.name, reason }, { cause: error });
  }

  async #isLonger(): Promise<boolean> {
    try {
      const { bytesRead } = await this.#file.read(Buffer.alloc(1), 0, 1, this.bytes);
      return bytesRead > 0;
    } catch (error) {
      throw fileFault(error, this.name);
    }
  }
}

interface SliceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly lent?: boolean;
  readonly hashed?: boolean;
}

/** The first HEAD_BYTES of what is packed, or all of it. */
async function readHead(packed: PackedText, signal?: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of packed.read(signal ? { signal } : {})) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}
