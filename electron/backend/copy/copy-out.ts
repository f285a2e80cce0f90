import type { Client, Connection, Submittable } from 'pg';

// Messages of the server by their first byte (PostgreSQL manual, Message Formats): a byte, then int32 length with itself.
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const COPY_OUT_RESPONSE = 0x48;
const NOTICE = 0x4e;
const PARAMETER_STATUS = 0x53;
const NOTIFICATION = 0x41;
const FRAME_BYTES = 5;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Signature, flags and length of an extension that no server has sent yet. */
const HEADER_BYTES = SIGNATURE.length + 8;
/** Stands in the place of a number of columns behind the last row. */
const TRAILER_BYTES = 2;

/**
 * Takes rows in binary form, one tuple each: `bounds` holds where each begins and ends in `bytes`, which must not be kept. Where it returns a promise,
 * nothing more is read from the server until that has resolved.
 */
export type TakeRows = (bytes: Buffer, bounds: Int32Array, rows: number) => Promise<void> | null;

/** The COPY of rows out of a table, for `client.query`; pg-copy-streams would make a buffer of each row. */
export class CopyOut implements Submittable {
  /** Resolves with the number of rows that the server counted, when all are taken; rejects with its refusal or that of `take`. */
  readonly ended: Promise<number>;
  /** Called once when `take` fails: the server is to be stopped. What it still sends is left out. */
  onFailure: (() => void) | null = null;
  readonly #sql: string;
  readonly #take: TakeRows;
  readonly #end = Promise.withResolvers<number>();
  #stream: Connection['stream'] | null = null;
  #toDriver: ((chunk: Buffer) => void) | null = null;
  #pieces: Buffer[] = [];
  #held = 0;
  #needed = FRAME_BYTES;
  #bounds = new Int32Array(4096);
  #isFirst = true;
  #failure: { readonly error: unknown } | null = null;
  #taking: Promise<void> = Promise.resolve();
  #counted = 0;

  /** @param sql a `COPY … TO STDOUT (FORMAT binary)` */
  constructor(sql: string, take: TakeRows) {
    this.#sql = sql;
    this.#take = take;
    this.ended = this.#end.promise;
  }

  submit(connection: Connection): void {
    this.#stream = connection.stream;
    const [toDriver] = connection.stream.listeners('data');
    // The only listener there is: that of the driver's parser.
    this.#toDriver = toDriver as (chunk: Buffer) => void;
    connection.stream.removeListener('data', this.#toDriver);
    connection.stream.on('data', this.#onData);
    connection.query(this.#sql);
  }

  handleError(error: Error): void {
    this.#detach();
    this.#end.reject(this.#failure === null ? error : this.#failure.error);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#counted = Number(/^COPY (\d+)$/.exec(text)?.[1]);
  }

  handleReadyForQuery(): void {
    void this.#taking.then(() => {
      if (this.#failure === null) this.#end.resolve(this.#counted);
      else this.#end.reject(this.#failure.error);
    });
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#pieces.push(chunk);
    this.#held += chunk.length;
    // A row can be longer than many chunks: they are joined once.
    if (this.#held < this.#needed) return;
    const bytes = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces);
    const at = this.#readFrames(bytes);
    if (this.#stream === null) {
      this.#toDriver?.(bytes.subarray(at));
      return;
    }
    const rest = bytes.subarray(at);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
  };

  /** Returns where the first frame begins that is not complete, or not for us. */
  #readFrames(bytes: Buffer): number {
    let at = 0;
    let rows = 0;
    while (at + FRAME_BYTES <= bytes.length) {
      const kind = bytes[at];
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (kind !== COPY_DATA && kind !== COPY_OUT_RESPONSE && kind !== COPY_DONE && !isAside(kind)) {
        this.#detach();
        break;
      }
      if (end > bytes.length) {
        this.#needed = end - at;
        break;
      }
      if (kind === COPY_DATA) rows = this.#addRow(bytes, at + FRAME_BYTES, end, rows);
      else if (isAside(kind)) this.#toDriver?.(bytes.subarray(at, end));
      at = end;
      this.#needed = FRAME_BYTES;
    }
    if (rows > 0 && this.#failure === null) this.#hand(bytes, rows);
    return at;
  }

  /** The server sends each row in a message of its own; before the first, perhaps in the same message, stands the header. */
  #addRow(bytes: Buffer, start: number, end: number, rows: number): number {
    let from = start;
    if (this.#isFirst) {
      this.#isFirst = false;
      if (bytes.compare(SIGNATURE, 0, SIGNATURE.length, start, start + SIGNATURE.length) !== 0)
        this.#fail(new Error('The server sends rows in no binary form.'));
      from += HEADER_BYTES;
    }
    if (end - from < TRAILER_BYTES || bytes[from] === 0xff) return rows;
    if (2 * rows === this.#bounds.length) {
      const grown = new Int32Array(2 * this.#bounds.length);
      grown.set(this.#bounds);
      this.#bounds = grown;
    }
    this.#bounds[2 * rows] = from;
    this.#bounds[2 * rows + 1] = end;
    return rows + 1;
  }

  #hand(bytes: Buffer, rows: number): void {
    try {
      const taking = this.#take(bytes, this.#bounds, rows);
      if (taking === null) return;
      const stream = this.#stream;
      stream?.pause();
      this.#taking = taking.then(
        () => void stream?.resume(),
        (error: unknown) => {
          this.#fail(error);
          stream?.resume();
        },
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    this.onFailure?.();
  }

  #detach(): void {
    const stream = this.#stream;
    if (stream === null || this.#toDriver === null) return;
    this.#stream = null;
    this.#pieces = [];
    stream.removeListener('data', this.#onData);
    stream.on('data', this.#toDriver);
  }
}

/** What the server may say at any time. */
const isAside = (kind: number | undefined): boolean =>
  kind === NOTICE || kind === PARAMETER_STATUS || kind === NOTIFICATION;

/** Begins a COPY out of a table; see CopyOut. */
export const openCopyOut = (client: Client, sql: string, take: TakeRows): CopyOut =>
  client.query(new CopyOut(sql, take));
