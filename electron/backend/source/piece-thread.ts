import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

// The thread of read-in-thread.ts: reads a file from its beginning into shared pieces, hashes it, and tells what it filled.

export interface ReaderData {
  /** Open for reading; its owner closes it when this thread has ended. */
  readonly fd: number;
  /** Bytes that are to be read. */
  readonly bytes: number;
  readonly pieces: readonly SharedArrayBuffer[];
  /** Bytes of the file that stand in the first of them already. */
  readonly first: number;
}

/** A piece that may be filled. */
export interface ToReader {
  readonly piece: number;
}

/** A piece that is filled up to `length`; the digest when the file is at its end; or why it cannot be read. */
export type FromReader =
  | { readonly piece: number; readonly length: number }
  | { readonly digest: string }
  | { readonly failure: string; readonly code: string | undefined };

// Only read-in-thread.ts starts this thread.
const { fd, bytes, pieces, first } = workerData as ReaderData;
const hash = createHash('sha256');
if (pieces[0] !== undefined) hash.update(new Uint8Array(pieces[0], 0, first));
let position = first;
let ended = false;

function fill({ piece }: ToReader): FromReader {
  const shared = pieces[piece];
  if (shared === undefined) throw new Error(`There is no piece ${piece}.`);
  const wanted = Math.min(shared.byteLength, bytes - position);
  const length = wanted > 0 ? readSync(fd, new Uint8Array(shared), 0, wanted, position) : 0;
  if (length === 0) {
    ended = true;
    return { digest: hash.digest('hex') };
  }
  hash.update(new Uint8Array(shared, 0, length));
  position += length;
  return { piece, length };
}

function answer(message: ToReader): FromReader {
  try {
    return fill(message);
  } catch (error) {
    ended = true;
    const { message: failure, code } = error as NodeJS.ErrnoException;
    return { failure, code };
  }
}

parentPort?.on('message', (message: ToReader) => {
  if (!ended) parentPort?.postMessage(answer(message));
});
