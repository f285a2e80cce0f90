import type { Database, Statement } from 'better-sqlite3';

/** Statements that are held; the one that was not asked for the longest goes first. */
const HELD_MAX = 64;

/**
 * The statements of a database, made once each. One that is made for every page is not only slow: what SQLite holds for it is not
 * given back while the process lives, so that an export of millions of rows would grow with them.
 */
export class Statements {
  readonly #db: Database;
  readonly #held = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  of(sql: string): Statement {
    const statement = this.#held.get(sql) ?? this.#db.prepare(sql);
    this.#held.delete(sql);
    this.#held.set(sql, statement);
    const [oldest] = this.#held.keys();
    if (this.#held.size > HELD_MAX && oldest !== undefined) this.#held.delete(oldest);
    return statement;
  }
}
