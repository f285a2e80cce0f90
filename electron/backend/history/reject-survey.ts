import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Guard } from './sqlite-fault.ts';

/** How many rows of a part of a run's rejects are of a kind and in a state. */
export interface GroupCount {
  readonly kind: number;
  readonly state: number;
  readonly count: number;
}

/** A part of the rejects of a run, in the order of their records. */
export interface SurveyPart {
  /** The last record before it. */
  readonly after: number;
  readonly groups: readonly GroupCount[];
}

/** What pages and facets of a run's rejects are found by: how many rows of which kind and state stand in which part. */
export type Survey = readonly SurveyPart[];

/** Rows looked at before others get their turn: some milliseconds. Text is searched in the rows themselves. */
const PART_ROWS = 20_000;
const SEARCHED_ROWS = 1000;
/** Surveys that are held, oldest first out. */
const SURVEYS_MAX = 8;

const groupRows = z.array(z.object({ kind: z.number(), state: z.number(), count: z.number() }));

/** Makes surveys, and holds them until a reject changes. */
export class RejectSurveys {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #held = new Map<string, Promise<Survey>>();
  #version = 0;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** To be called when rejects have changed. */
  outdate(): void {
    this.#version += 1;
  }

  /** @param query folded text that stands in the line; empty: all rows */
  of(run: number, query: string): Promise<Survey> {
    // data_version tells what other processes have written.
    const written = this.#guard(() => String(this.#db.pragma('data_version', { simple: true })));
    const name = JSON.stringify([run, this.#version, written, query]);
    const held = this.#held.get(name);
    if (held !== undefined) return held;
    const made = this.#make(run, query);
    this.#held.set(name, made);
    for (const old of [...this.#held.keys()].slice(0, -SURVEYS_MAX)) this.#held.delete(old);
    made.catch(() => this.#held.delete(name));
    return made;
  }

  async #make(run: number, query: string): Promise<Survey> {
    const size = query === '' ? PART_ROWS : SEARCHED_ROWS;
    const lastOf = this.#db
      .prepare('SELECT record FROM reject_row WHERE run = ? AND record > ? ORDER BY record LIMIT 1 OFFSET ?')
      .pluck();
    const groups = this.#db.prepare(
      `SELECT kind, state, count(*) AS count FROM reject_row r WHERE run = @run AND record > @after AND record <= @last
       ${query === '' ? '' : 'AND instr(fold(bytes), @query) > 0'} GROUP BY kind, state`,
    );
    const parts: SurveyPart[] = [];
    for (let after = 0; ;) {
      const part = this.#guard(() => {
        const last =
          z
            .number()
            .optional()
            .parse(lastOf.get(run, after, size - 1)) ?? Number.MAX_SAFE_INTEGER;
        const values = { run, after, last, ...(query === '' ? {} : { query }) };
        return { last, groups: groupRows.parse(groups.all(values)) };
      });
      parts.push({ after, groups: part.groups });
      if (part.last === Number.MAX_SAFE_INTEGER) return parts;
      after = part.last;
      await setImmediate();
    }
  }
}
