import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

// The thread of file-hash.ts: hashes what stands in the shared pieces, in the order in which they are named.

/** A piece that is filled up to `length`; or, without one, all has come. */
export type ToHash = { readonly piece: number; readonly length: number } | { readonly piece: null };

/** A piece that is hashed and can be filled again; or the digest of all. */
export type Hashed = { readonly piece: number } | { readonly digest: string };

// Only file-hash.ts starts this thread, with its pieces.
const pieces = workerData as readonly SharedArrayBuffer[];
const hash = createHash('sha256');

function take(message: ToHash): Hashed {
  if (message.piece === null) return { digest: hash.digest('hex') };
  const piece = pieces[message.piece];
  if (piece === undefined) throw new Error(`There is no piece ${message.piece}.`);
  hash.update(new Uint8Array(piece, 0, message.length));
  return { piece: message.piece };
}

parentPort?.on('message', (message: ToHash) => parentPort?.postMessage(take(message)));
