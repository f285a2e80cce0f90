import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fault, isFault } from '#shared/fault.ts';
import { reasonOf, type ZipArchive } from './zip-archive.ts';

/** So much may come out of any file, however small. */
export const UNPACKED_BYTES_FREE = 128 * 1024 * 1024;
/** Beyond that, no more than so many times the file's own size: tables of text shrink to a hundredth at best. */
export const UNPACKED_RATIO_MAX = 250;
/** Bytes of one slice of unpacked text. */
const SLICE_BYTES = 256 * 1024;

/** What a packed file holds. */
export interface PackedText {
  /** The unpacked bytes, from the beginning. Raises source.packed, source.bomb. */
  read(options?: { readonly signal?: AbortSignal }): AsyncGenerator<Buffer>;
  /** Bytes of the file that the reading under way has taken so far; an estimate. */
  readonly bytesRead: number;
}

/**
 * Unpacks a gzip file (RFC 1952), of one member or several.
 * @param slices the packed bytes from the beginning
 */
export function gunzip(slices: (signal?: AbortSignal) => AsyncIterable<Buffer>, file: PackedFile): PackedText {
  let taken = 0;
  return {
    async *read({ signal } = {}) {
      const unzip = createGunzip({ chunkSize: SLICE_BYTES });
      const feeding = pipeline(Readable.from(slices(signal)), unzip);
      // What fails here fails the loop below too.
      feeding.catch(() => undefined);
      const limit = new UnpackLimit(file);
      try {
        for await (const piece of unzip as AsyncIterable<Buffer>) {
          taken = unzip.bytesWritten;
          limit.count(piece.length);
          yield piece;
        }
      } catch (error) {
        if (isFault(error) || signal?.aborted) throw error;
        throw fault('source.packed', { name: file.name, reason: reasonOf(error) }, { cause: error });
      } finally {
        unzip.destroy();
      }
    },
    get bytesRead() {
      return taken;
    },
  };
}

interface PackedFile {
  readonly name: string;
  readonly bytes: number;
}

/** The one file of a ZIP archive. */
export function unzip(archive: ZipArchive, file: PackedFile): PackedText {
  const [entry, ...others] = archive.names;
  if (entry === undefined) throw fault('source.empty', { name: file.name });
  if (others.length > 0) throw fault('source.manyFiles', { name: file.name, count: archive.names.length });
  let unpacked = 0;
  return {
    async *read(options) {
      unpacked = 0;
      const limit = new UnpackLimit(file);
      for await (const piece of archive.read(entry, options)) {
        unpacked += piece.length;
        limit.count(piece.length);
        yield piece;
      }
    },
    get bytesRead() {
      const whole = archive.bytesOf(entry);
      return whole === 0 ? 0 : Math.min(file.bytes, Math.floor((unpacked / whole) * file.bytes));
    },
  };
}

/** Ends the unpacking of a file that was made to fill whatever takes it. */
class UnpackLimit {
  readonly #name: string;
  readonly #bytesMax: number;
  #bytes = 0;

  constructor({ name, bytes }: PackedFile) {
    this.#name = name;
    this.#bytesMax = Math.max(UNPACKED_BYTES_FREE, bytes * UNPACKED_RATIO_MAX);
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#bytesMax) return;
    const limit = `${Math.floor(this.#bytesMax / (1024 * 1024))} MiB`;
    throw fault('source.bomb', { name: this.#name, limit, ratio: UNPACKED_RATIO_MAX });
  }
}
