import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import { withoutSync } from './without-sync.ts';

/** How a step stands: done, taken back, or no longer to be done again, and to be cleared away. */
export const DONE = 0;
export const UNDONE = 1;
export const GONE = 2;

/** Rows that are cleared away in one go. */
const CLEARED_ROWS = 5000;

/** Steps that nobody can get back to any more. They may hold hundreds of thousands of rows, so they go bit by bit. */
export class GoneSteps {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #statements: Statements;
  #isClosed = false;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
    this.#statements = new Statements(db);
  }

  /** Clears them away; nobody need wait for it. What is left at the end of the process, the next one clears away. */
  async clear(): Promise<void> {
    const next = this.#statements.of(`SELECT id FROM reject_step WHERE undone = ${GONE} LIMIT 1`).pluck();
    const drop = this.#statements.of(
      `DELETE FROM reject_step_row WHERE step = @step AND record <= (
         SELECT max(record) FROM (SELECT record FROM reject_step_row WHERE step = @step ORDER BY record LIMIT ${CLEARED_ROWS}))`,
    );
    for (; !this.#isClosed; await setImmediate()) {
      const step = this.#guard(() => next.get());
      if (step === undefined) return;
      this.#guard(() =>
        withoutSync(this.#db, () => {
          if (drop.run({ step }).changes === 0) this.#statements.of('DELETE FROM reject_step WHERE id = ?').run(step);
        }),
      );
    }
  }

  close(): void {
    this.#isClosed = true;
  }
}
