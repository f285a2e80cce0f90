import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { PIECE_BYTES, type PieceReader } from './piece-reader.ts';

/**
 * Reads a file ahead, and hashes it where it is called.
 * @param bytes that are to be read
 * @param hashed false: nobody will ask for the digest
 */
export const readInPlace = (file: FileHandle, bytes: number, hashed: boolean): PieceReader =>
  new InPlace(file, bytes, hashed ? createHash('sha256') : null);

class InPlace implements PieceReader {
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #hash: Hash | null;
  /** One is worked on while the other is filled. */
  readonly #buffers: [Buffer | null, Buffer | null] = [null, null];
  #turn: 0 | 1 = 0;
  #position = 0;
  #ahead: Promise<Buffer> | null = null;

  constructor(file: FileHandle, bytes: number, hash: Hash | null) {
    this.#file = file;
    this.#bytes = bytes;
    this.#hash = hash;
  }

  async next(): Promise<Buffer> {
    const piece = await (this.#ahead ?? this.#read());
    this.#ahead = this.#read();
    // Told to whoever asks for that piece; nobody may.
    this.#ahead.catch(() => undefined);
    this.#hash?.update(piece);
    return piece;
  }

  digest(): Promise<string> {
    if (this.#hash === null) throw new Error('This file is read without its digest.');
    return Promise.resolve(this.#hash.digest('hex'));
  }

  async end(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  async #read(): Promise<Buffer> {
    const wanted = Math.min(PIECE_BYTES, this.#bytes - this.#position);
    if (wanted <= 0) return Buffer.alloc(0);
    this.#turn = this.#turn === 0 ? 1 : 0;
    const buffer = (this.#buffers[this.#turn] ??= Buffer.allocUnsafeSlow(wanted));
    const { bytesRead } = await this.#file.read(buffer, 0, wanted, this.#position);
    this.#position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}
