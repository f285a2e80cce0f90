import type { FileHandle } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { PIECE_BYTES, type PieceReader } from './piece-reader.ts';
import type { FromReader, ReaderData, ToReader } from './piece-thread.ts';

/** Smaller files are read in place: a thread takes longer to start than they do. */
export const THREAD_BYTES_MIN = 64 * 1024 * 1024;
/** One is worked on, the others are filled or wait. */
const PIECES = 4;

/** MiB. What is read stands outside of the thread's heap. */
const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

const threadFile = import.meta.url.endsWith('.ts') ? './piece-thread.ts' : './piece-thread.js';

/**
 * Reads and hashes in a thread of its own, which hands over what it read in shared memory: the event loop has neither to do. The first
 * piece is read in place, since many readers want no more than that.
 * @param bytes that are to be read
 * @param thread what it runs: piece-thread.ts
 */
export const readInThread = (
  file: FileHandle,
  bytes: number,
  thread = new URL(threadFile, import.meta.url),
): PieceReader => new InThread(file, bytes, thread);

class InThread implements PieceReader {
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #threadFile: URL;
  readonly #shared = Array.from({ length: PIECES }, () => new SharedArrayBuffer(PIECE_BYTES));
  readonly #pieces = this.#shared.map((piece) => Buffer.from(piece));
  readonly #filled: { readonly piece: number; readonly length: number }[] = [];
  #thread: Worker | null = null;
  /** Bytes of the first piece; null: it was not read yet. */
  #first: number | null = null;
  /** The piece that is worked on. */
  #lent: number | null = null;
  #digest: string | null = null;
  #failure: Error | null = null;
  #changed = Promise.withResolvers<void>();

  constructor(file: FileHandle, bytes: number, threadFile: URL) {
    this.#file = file;
    this.#bytes = bytes;
    this.#threadFile = threadFile;
  }

  async next(): Promise<Buffer> {
    if (this.#first === null) return await this.#readFirst();
    if (this.#thread === null) this.#start(this.#first);
    else if (this.#lent !== null) this.#send({ piece: this.#lent });
    this.#lent = null;
    await this.#until(() => this.#filled.length > 0 || this.#digest !== null);
    const next = this.#filled.shift();
    if (next === undefined) return Buffer.alloc(0);
    this.#lent = next.piece;
    return this.#pieces[next.piece]?.subarray(0, next.length) ?? Buffer.alloc(0);
  }

  async digest(): Promise<string> {
    if (this.#thread === null) this.#start(this.#first ?? 0);
    await this.#until(() => this.#digest !== null);
    return this.#digest ?? '';
  }

  async end(): Promise<void> {
    this.#fail(new Error('it is not wanted any more'));
    await this.#thread?.terminate();
  }

  async #readFirst(): Promise<Buffer> {
    const [piece = Buffer.alloc(0)] = this.#pieces;
    const { bytesRead } = await this.#file.read(piece, 0, Math.min(piece.length, this.#bytes), 0);
    this.#first = bytesRead;
    return piece.subarray(0, bytesRead);
  }

  #start(first: number): void {
    const data: ReaderData = { fd: this.#file.fd, bytes: this.#bytes, pieces: this.#shared, first };
    const thread = new Worker(this.#threadFile, { workerData: data, resourceLimits });
    this.#thread = thread;
    thread.unref();
    thread.on('message', (message: FromReader) => this.#take(message));
    thread.on('error', (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    thread.on('exit', () => this.#fail(new Error('the thread that reads it ended')));
    for (const piece of this.#shared.keys()) this.#send({ piece });
  }

  #send(message: ToReader): void {
    this.#thread?.postMessage(message);
  }

  /** The thread keeps the process alive only while somebody waits for it. */
  async #until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    this.#thread?.ref();
    while (!isSo()) {
      if (this.#failure !== null) throw this.#failure;
      await this.#changed.promise;
    }
    this.#thread?.unref();
  }

  #take(message: FromReader): void {
    if ('failure' in message) this.#fail(Object.assign(new Error(message.failure), { code: message.code }));
    else if ('digest' in message) this.#digest = message.digest;
    else this.#filled.push(message);
    this.#tell();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
