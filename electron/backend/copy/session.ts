import type { Client, QueryConfig } from 'pg';
import { to } from 'pg-copy-streams';
import type { Login } from '#shared/connection.ts';
import { connect, disconnect } from '#backend/postgres/connect.ts';
import { isServerError } from '#backend/postgres/sqlstate-fault.ts';
import { cancelBackend } from './cancel-backend.ts';
import { type CopyIn, openCopyIn } from './copy-in.ts';
import { openCopyOut, type TakeRows } from './copy-out.ts';
import { settles } from './settles.ts';
import { watchBackend } from './watch-backend.ts';

/** How long the server has to answer a cancel before the connection is cut. */
const answerMsMax = 3000;
/** CopyFail is the kind way to end a COPY; a server that waits for a lock does not read it. */
const copyFailMsMax = 300;

export interface QueryAnswer<Row> {
  readonly rows: readonly Row[];
  /** Rows the statement touched, as its command tag says; 0 where the tag has no number. */
  readonly count: number;
}

export interface SessionOptions {
  readonly signal?: AbortSignal | undefined;
  /** How often a connection on which nothing moves is looked after, in ms. */
  readonly lookMs?: number;
  /** Statements are sent before those that came before them are answered. */
  readonly pipeline?: boolean;
}

/**
 * One connection that works for one job: it notes its statements and stops at once when the job's signal aborts.
 *
 * When the signal aborts, whatever is under way rejects with the signal's reason, after the server has answered: a COPY by
 * CopyFail, anything else by pg_cancel_backend from a second session. A server that does not answer within 3 s is left, and
 * ends the transaction itself. COMMIT alone is never cancelled: it either takes place or does not. A connection that died
 * without a word is noticed within a minute.
 *
 * Errors are those of pg, as they come; whoever opened the session closes it.
 */
export class Session {
  readonly client: Client;
  readonly login: Login;
  readonly #signal: AbortSignal | undefined;
  readonly #note: (sql: string) => void;
  readonly #processId: number;
  readonly #endWatch: () => void;
  #copy: CopyIn | null = null;

  private constructor(
    client: Client,
    login: Login,
    processId: number,
    note: (sql: string) => void,
    { signal, lookMs }: SessionOptions,
  ) {
    this.client = client;
    this.login = login;
    this.#processId = processId;
    this.#note = note;
    this.#signal = signal;
    this.#endWatch = watchBackend(client, login, processId, lookMs);
  }

  /**
   * Connects. `note` hears each statement before it is sent.
   * Faults: those of connect.
   */
  static async open(login: Login, note: (sql: string) => void, options: SessionOptions = {}): Promise<Session> {
    const client = await connect(login, { signal: options.signal, pipeline: options.pipeline ?? false });
    try {
      // A pooler between us invents the number of the protocol's start; the server's own is needed to cancel.
      const { rows } = await client.query<{ id: string }>('select pg_backend_pid() as id');
      return new Session(client, login, Number(rows[0]?.id), note, options);
    } catch (error) {
      await disconnect(client);
      throw error;
    }
  }

  /** Whether the connection still stands, as far as is known. */
  get isOpen(): boolean {
    return !this.client.connection.stream.destroyed;
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<QueryAnswer<Row>> {
    this.#note(sql);
    return this.#untilAborted(async () => {
      const { rows, rowCount } = await this.client.query<Row>(sql, [...values]);
      return { rows, count: rowCount ?? 0 };
    });
  }

  /**
   * Runs a statement that the server keeps under a name for the next time. Values that are buffers go in the binary form of their
   * types.
   */
  async prepared<Row extends object>(name: string, sql: string, values: readonly Buffer[]): Promise<QueryAnswer<Row>> {
    this.#note(sql);
    return this.#untilAborted(async () => {
      const { rows, rowCount } = await this.client.query<Row>({ name, text: sql, values: [...values] });
      return { rows, count: rowCount ?? 0 };
    });
  }

  /** Runs one statement by the extended protocol, which refuses several; for statements that a person wrote. */
  async single(sql: string): Promise<void> {
    this.#note(sql);
    // The types of pg do not know this option of its queries.
    const query: QueryConfig & { readonly queryMode: 'extended' } = { text: sql, queryMode: 'extended' };
    await this.#untilAborted(() => this.client.query(query));
  }

  /** Begins a binary COPY; `write` and `finish` of it stop when the signal aborts, and `rollback` ends it too. */
  copyIn(sql: string): CopyIn {
    this.#signal?.throwIfAborted();
    this.#note(sql);
    const copy = openCopyIn(this.client, sql);
    this.#copy = copy;
    return {
      write: (tuples) => this.#untilAborted(() => copy.write(tuples), copy),
      finish: () => this.#untilAborted(() => copy.finish(), copy),
      abort: (reason) => this.#stop(copy.abort(reason), copyFailMsMax),
    };
  }

  /** Runs a `COPY … TO STDOUT` and hands on its bytes as they come, cut anywhere; `take` must not throw. */
  async copyOut(sql: string, take: (chunk: Buffer) => void): Promise<void> {
    this.#note(sql);
    await this.#untilAborted(async () => {
      const stream: AsyncIterable<Buffer> = this.client.query(to(sql));
      for await (const chunk of stream) take(chunk);
    });
  }

  /**
   * Runs a `COPY … TO STDOUT (FORMAT binary)` and hands on its rows as tuples; returns how many the server counted. Where `take` fails,
   * the server is told to stop, and this rejects with that failure; the transaction can go on from a savepoint.
   */
  async copyRows(sql: string, take: TakeRows): Promise<number> {
    this.#note(sql);
    return this.#untilAborted(async () => {
      const copy = openCopyOut(this.client, sql, take);
      let cancelling = Promise.resolve(false);
      copy.onFailure = () => void (cancelling = this.cancel());
      try {
        return await copy.ended;
      } finally {
        // A cancel that came later would be taken for one of the next statement.
        await cancelling;
      }
    });
  }

  /** Sends COMMIT. Not stopped by the signal: once it is sent, only the server knows. */
  async commit(): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#note('commit');
    await this.client.query('commit');
  }

  /**
   * Ends the transaction without a trace, and a COPY that is under way in it; of no effect where there is none, or no
   * connection. Never rejects.
   */
  async rollback(): Promise<void> {
    if (this.#copy !== null) await this.#stop(this.#copy.abort('rolled back'), copyFailMsMax);
    this.#copy = null;
    // Nothing is open after a COMMIT; a history that ends in "rollback" would look like one.
    if (this.client.getTransactionStatus() === 'I') return;
    this.#note('rollback');
    await this.#within(answerMsMax, this.client.query('rollback'));
  }

  /** Has the server cancel what is under way, which then rejects. False where the server could not be asked. */
  cancel(): Promise<boolean> {
    return cancelBackend(this.login, this.#processId);
  }

  async close(): Promise<void> {
    this.#endWatch();
    await disconnect(this.client);
  }

  async #untilAborted<T>(work: () => Promise<T>, copy?: CopyIn): Promise<T> {
    const signal = this.#signal;
    if (signal === undefined) return work();
    signal.throwIfAborted();
    const pending = work();
    let stopping: Promise<void> | undefined;
    const stop = (): void => {
      const answer = Promise.allSettled([pending, copy?.abort('cancelled')]);
      stopping = this.#stop(answer, copy ? copyFailMsMax : 0);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await pending;
    } catch (error) {
      if (stopping !== undefined) throw signal.reason;
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await stopping;
    }
  }

  /** Waits for an answer that is due; if it does not come, asks the server to cancel, and at last cuts the connection. */
  async #stop(answer: Promise<unknown>, patienceMs: number): Promise<void> {
    if (await settles(answer, patienceMs)) return;
    await settles(this.cancel(), answerMsMax);
    await this.#within(answerMsMax, answer);
  }

  async #within(waitMs: number, answer: Promise<unknown>): Promise<void> {
    if (!(await settles(answer, waitMs))) this.client.connection.stream.destroy();
  }
}

/** SQLSTATE of an error of the server, else null. */
export const sqlStateOf = (error: unknown): string | null => (isServerError(error) ? error.code : null);
