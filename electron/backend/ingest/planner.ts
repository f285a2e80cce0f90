import type { Login } from '#shared/connection.ts';
import { fault, isFault } from '#shared/fault.ts';
import { Session } from '#backend/copy/session.ts';
import type { DoorQueue } from './door-queue.ts';

/** The session that looks into the catalog and plans; opened when it is needed, and anew when it was lost. */
export class Planner {
  readonly #login: () => Promise<Login>;
  readonly #queue: DoorQueue;
  #session: Session | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #looked: { readonly atMs: number; readonly answer: Promise<boolean> } | null = null;

  constructor(login: () => Promise<Login>, queue: DoorQueue) {
    this.#login = login;
    this.#queue = queue;
  }

  /** Works on the session, when those who came before are done. Faults: ingest.databaseAway. */
  ask<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const asked = this.#last.then(async () => work(await this.#open()));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  /** Whether the database answers; asked at most once a second. */
  answers(): Promise<boolean> {
    if (this.#looked !== null && performance.now() - this.#looked.atMs < 1000) return this.#looked.answer;
    const answer = this.ask((session) => session.query('select 1')).then(
      () => true,
      () => false,
    );
    this.#looked = { atMs: performance.now(), answer };
    return answer;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#session?.close();
  }

  async #open(): Promise<Session> {
    if (this.#session?.isOpen) return this.#session;
    this.#queue.demandDatabase();
    try {
      this.#session = await Session.open(await this.#login(), () => undefined);
      this.#queue.noteReach(true);
      return this.#session;
    } catch (error) {
      this.#session = null;
      this.#queue.noteReach(false);
      const more = isFault(error) ? { detail: error.fault.sentence, cause: error } : { cause: error };
      throw fault('ingest.databaseAway', { seconds: this.#queue.secondsAway }, more);
    }
  }
}
