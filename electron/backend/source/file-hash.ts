import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Hashed, ToHash } from './file-hash-thread.ts';

/** Smaller files are hashed in place: a thread takes longer to start than they do. */
export const THREAD_BYTES_MIN = 64 * 1024 * 1024;
/** Bytes that go to the thread at once, and how many times so many are on their way at most. */
const PIECE_BYTES = 512 * 1024;
const PIECES = 4;

/** MiB. What is hashed stands outside of the thread's heap. */
const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

/** The SHA-256 (FIPS 180-4) of bytes that come one after the other. */
export interface FileHash {
  /** Takes a copy of the bytes where they are not hashed at once. Resolves when there is room for more. */
  update(bytes: Buffer): Promise<void>;
  /** Lower-case hex of all that came. Rejects where it cannot be told for certain; it is never a wrong one. */
  digest(): Promise<string>;
  /** Gives up what it holds; nothing may be asked of it any more. */
  end(): void;
}

const threadFile = import.meta.url.endsWith('.ts') ? './file-hash-thread.ts' : './file-hash-thread.js';

/**
 * @param bytes that will come, about
 * @param thread what a thread runs: file-hash-thread.ts
 */
export function openFileHash(bytes: number, thread = new URL(threadFile, import.meta.url)): FileHash {
  return bytes < THREAD_BYTES_MIN ? hashInPlace() : new ThreadHash(thread);
}

function hashInPlace(): FileHash {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
      return Promise.resolve();
    },
    digest: () => Promise.resolve(hash.digest('hex')),
    end: () => undefined,
  };
}

/**
 * Hashes in a thread of its own, so that the event loop is free meanwhile. Bytes are copied into a few shared pieces: copying
 * takes a tenth of the time that hashing does, and whoever read the bytes may do with them what they like.
 */
class ThreadHash implements FileHash {
  readonly #shared = Array.from({ length: PIECES }, () => new SharedArrayBuffer(PIECE_BYTES));
  readonly #pieces = this.#shared.map((shared) => new Uint8Array(shared));
  readonly #free = this.#pieces.map((_, piece) => piece);
  #filling = this.#free.pop() ?? 0;
  #filled = 0;
  readonly #file: URL;
  #thread: Worker | null = null;
  #failure: Error | null = null;
  #digest: string | null = null;
  #changed = Promise.withResolvers<void>();

  constructor(file: URL) {
    this.#file = file;
  }

  async update(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#filled === PIECE_BYTES) await this.#nextPiece();
      const part = bytes.subarray(at, at + PIECE_BYTES - this.#filled);
      this.#pieces[this.#filling]?.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
    }
  }

  async digest(): Promise<string> {
    this.#send({ piece: this.#filling, length: this.#filled });
    this.#send({ piece: null });
    await this.#until(() => this.#digest !== null);
    return this.#digest ?? '';
  }

  end(): void {
    void this.#thread?.terminate();
    this.#thread = null;
    this.#fail(new Error('The digest is not wanted any more.'));
  }

  async #nextPiece(): Promise<void> {
    this.#send({ piece: this.#filling, length: this.#filled });
    await this.#until(() => this.#free.length > 0);
    this.#filling = this.#free.pop() ?? 0;
    this.#filled = 0;
  }

  #send(message: ToHash): void {
    if (this.#failure !== null) throw this.#failure;
    this.#thread ??= this.#start();
    this.#thread.postMessage(message);
  }

  /** The thread keeps the process alive only while somebody waits for it. */
  async #until(isSo: () => boolean): Promise<void> {
    this.#thread?.ref();
    while (!isSo()) {
      if (this.#failure !== null) throw this.#failure;
      await this.#changed.promise;
    }
    this.#thread?.unref();
  }

  #start(): Worker {
    const thread = new Worker(this.#file, { workerData: this.#shared, resourceLimits });
    thread.unref();
    thread.on('message', (message: Hashed) => {
      if ('digest' in message) this.#digest = message.digest;
      else this.#free.push(message.piece);
      this.#tell();
    });
    thread.on('error', (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    thread.on('exit', () => this.#fail(new Error('The thread that hashes the file ended.')));
    return thread;
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
