import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { qualify, quoteIdentifier } from '#backend/postgres/identifiers.ts';

/** Signature, flags, length of the header's extension (PostgreSQL manual, COPY, Binary Format). */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const trailer = Buffer.from([0xff, 0xff]);

/** A COPY into a table that is under way. It ends by `finish` or `abort`, or by the server's refusal. */
export interface CopyIn {
  /**
   * Sends whole tuples in binary form. Resolves when more may be sent and these bytes may be used again. Rejects with the server's
   * refusal: then they must be left alone.
   */
  write(tuples: Buffer): Promise<void>;
  /** Ends the COPY and returns how many rows the server counted (the command tag). Rejects with the server's refusal. */
  finish(): Promise<number>;
  /**
   * Sends CopyFail and waits for the server's answer; the transaction has failed then. After `finish` was called nothing
   * but a cancel from a second session helps.
   */
  abort(reason: string): Promise<void>;
}

/** `COPY … FROM STDIN (FORMAT binary)` for these columns, in this order. */
export const copyInSql = (
  target: { readonly schema: string; readonly table: string },
  columns: readonly string[],
): string =>
  `copy ${qualify(target.schema, target.table)} (${columns.map(quoteIdentifier).join(', ')}) from stdin (format binary)`;

/**
 * Begins a binary COPY. Header and trailer are added here. The client serves nothing else until it has ended.
 *
 * Chunks go out one at a time: pg-copy-streams would call into a connection that is gone when a refusal comes while more
 * than one waits for the socket to drain.
 */
export function openCopyIn(client: Client, sql: string): CopyIn {
  const stream = client.query(from(sql));
  const socket = client.connection.stream;
  let failure: Error | null = null;
  let ended = false;
  let rejectPending: ((error: Error) => void) | null = null;
  stream.on('error', (error) => {
    failure ??= error;
    rejectPending?.(failure);
  });

  const wait = async (begin: (done: (error?: Error | null) => void) => void): Promise<void> => {
    if (failure !== null) throw failure;
    try {
      await new Promise<void>((resolve, reject) => {
        rejectPending = reject;
        begin((error) => (error ? reject(failure ?? error) : resolve()));
      });
    } finally {
      rejectPending = null;
    }
  };
  const send = (bytes: Buffer): Promise<void> => wait((done) => stream.write(bytes, done));

  let begun = false;
  const begin = async (): Promise<void> => {
    if (begun) return;
    begun = true;
    await send(header);
  };

  return {
    async write(tuples) {
      await begin();
      // What fills the socket's buffer is waited for until the system has taken it; less may stand there longer.
      await send(tuples.length >= socket.writableHighWaterMark ? tuples : Buffer.from(tuples));
    },
    async finish() {
      await begin();
      await send(trailer);
      ended = true;
      await wait((done) => stream.end(done));
      return stream.rowCount;
    },
    async abort(reason) {
      // After the server's refusal the stream has no connection any more; after its end CopyFail means nothing.
      if (failure !== null || ended) return;
      await new Promise<void>((resolve) => {
        stream.once('close', resolve);
        stream.destroy(new Error(reason));
      });
    },
  };
}
