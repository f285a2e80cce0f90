import { isDeepStrictEqual } from 'node:util';
import type { Login } from '#shared/connection.ts';
import { isFault } from '#shared/fault.ts';
import { Session } from '#backend/copy/session.ts';
import { settles } from '#backend/copy/settles.ts';
import { queryFault } from '#backend/postgres/sqlstate-fault.ts';

/** A session that nobody used for so long is closed. */
const IDLE_MS = 30_000;
/** How long work that nobody waits for any more may go on: to cancel it costs two connections, and most of it is done before. */
const PATIENCE_MS = 300;

interface Held {
  readonly login: Login;
  readonly session: Session;
}

/**
 * Sessions by which rows are judged while they are typed, one a connection: to open one for every key that is pressed would
 * take longer than the judging. Whoever made it closes it.
 */
export class JudgeSessions {
  readonly #idle = new Map<string, Held & { readonly timer: NodeJS.Timeout }>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /**
   * Runs work in the session of a connection, one at a time. Where the signal aborts, work whose turn has not come is left out,
   * and work that goes on for long (it may wait for a lock) is cancelled: it rejects with the signal's reason.
   * Faults: those of connect; what the server says otherwise, as Faults too.
   */
  async use<T>(
    connectionId: string,
    login: Login,
    work: (session: Session) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const before = this.#turns.get(connectionId);
    const turn = Promise.allSettled([before]).then(() => {
      signal?.throwIfAborted();
      return this.#run(connectionId, login, (session) => cancellable(session, work(session), signal));
    });
    this.#turns.set(connectionId, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(connectionId) === turn) this.#turns.delete(connectionId);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#turns.values());
    for (const id of this.#idle.keys()) await this.#take(id)?.session.close();
  }

  async #run<T>(connectionId: string, login: Login, work: (session: Session) => Promise<T>): Promise<T> {
    const known = this.#take(connectionId);
    if (known !== null && isDeepStrictEqual(known.login, login)) {
      try {
        return await this.#work(connectionId, known, work);
      } catch (error) {
        // It may have ended while it was idle.
        if (!isFault(error) || error.fault.code !== 'postgres.gone') throw error;
      }
    } else {
      await known?.session.close();
    }
    return this.#work(connectionId, { login, session: await Session.open(login, () => undefined) }, work);
  }

  async #work<T>(connectionId: string, held: Held, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      const done = await work(held.session);
      const timer = setTimeout(() => void this.#take(connectionId)?.session.close(), IDLE_MS);
      timer.unref();
      this.#idle.set(connectionId, { ...held, timer });
      return done;
    } catch (error) {
      // The next one begins with a session that nothing happened in.
      await held.session.close();
      throw queryFault(error, held.login.address);
    }
  }

  #take(connectionId: string): Held | null {
    const held = this.#idle.get(connectionId);
    if (held === undefined) return null;
    this.#idle.delete(connectionId);
    clearTimeout(held.timer);
    return held;
  }
}

async function cancellable<T>(session: Session, pending: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return pending;
  let stopping: Promise<boolean> | undefined;
  const stop = async (): Promise<boolean> => {
    if (await settles(pending, PATIENCE_MS)) return false;
    return session.cancel();
  };
  const onAbort = (): void => void (stopping = stop());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const done = await pending;
    // A cancel that came late must not meet the next one's work: the session ends with this.
    if ((await stopping) === true) throw signal.reason;
    return done;
  } catch (error) {
    await stopping;
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
