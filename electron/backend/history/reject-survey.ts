import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import { withoutSync } from './without-sync.ts';

/** How many rows of a part of a run's rejects are of a kind and in a state. */
export interface GroupCount {
  readonly kind: number;
  readonly state: number;
  readonly count: number;
}

/** A part of the rejects of a run, in the order of their records. */
export interface SurveyPart {
  /** The last record before it, and its own last. */
  readonly after: number;
  readonly last: number;
  readonly groups: readonly GroupCount[];
}

/** What pages and facets of a run's rejects are found by: how many rows of which kind and state stand in which part. */
export type Survey = readonly SurveyPart[];

/** Rows looked at before others get their turn: some milliseconds. Text is searched in the rows themselves. */
const PART_ROWS = 10_000;
const SEARCHED_ROWS = 2000;
/** Searches that are held, oldest first out. */
const SEARCHES_MAX = 8;

const groupsSchema = z.array(z.object({ kind: z.number(), state: z.number(), count: z.number() }));
const partRow = z.object({ after: z.number(), last: z.number(), groups: z.string() });

/**
 * Makes surveys. That of all rows is kept in the database part by part, and only parts in which something changed are made anew;
 * those of searches are held in memory until a reject changes. Runs are named by their number.
 */
export class RejectSurveys {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #guard: Guard;
  readonly #searches = new Map<string, Promise<Survey>>();
  #version = 0;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#guard = guard;
  }

  /** To be called in the transaction in which rejects of these records change; without any, all of the run. */
  outdate(run: number, records: readonly number[] | null): void {
    this.#version += 1;
    const [first, last] = records === null ? [0, END] : [Math.min(...records), Math.max(...records)];
    this.#statements.of('DELETE FROM reject_part WHERE run = ? AND last >= ? AND after < ?').run(run, first, last);
  }

  /** @param search null: all rows */
  of(run: number, search: LineSearch | null): Promise<Survey> {
    if (search === null) return this.#all(run);
    // data_version tells what other processes have written.
    const written = this.#guard(() => String(this.#db.pragma('data_version', { simple: true })));
    const name = JSON.stringify([run, this.#version, written, search.values]);
    const held = this.#searches.get(name);
    if (held !== undefined) return held;
    const made = this.#search(run, search);
    this.#searches.set(name, made);
    for (const old of [...this.#searches.keys()].slice(0, -SEARCHES_MAX)) this.#searches.delete(old);
    made.catch(() => this.#searches.delete(name));
    return made;
  }

  async #all(run: number): Promise<Survey> {
    const known = this.#statements.of('SELECT after, last, groups FROM reject_part WHERE run = ? ORDER BY after');
    const put = this.#statements.of(
      'INSERT OR REPLACE INTO reject_part (run, after, last, groups) VALUES (?, ?, ?, ?)',
    );
    for (; ; await setImmediate()) {
      const kept = this.#guard(() => z.array(partRow).parse(known.all(run)));
      const gap = gapsIn(kept).find((one) => this.#hasRows(run, one));
      if (gap === undefined) {
        return kept.map(({ after, last, groups }) => ({ after, last, groups: groupsSchema.parse(JSON.parse(groups)) }));
      }
      try {
        withoutSync(this.#db, () => {
          const last = Math.min(gap.last, this.#lastOf(run, gap.after, PART_ROWS));
          const part = this.#count(run, gap.after, last, null);
          put.run(run, part.after, part.last, JSON.stringify(part.groups));
        });
      } catch {
        // Where nothing can be written, what is there can still be read.
        return this.#search(run, null);
      }
    }
  }

  async #search(run: number, search: LineSearch | null): Promise<Survey> {
    const parts: SurveyPart[] = [];
    for (let after = 0; this.#hasRows(run, { after, last: END }); await setImmediate()) {
      const last = this.#guard(() => this.#lastOf(run, after, SEARCHED_ROWS));
      parts.push(this.#guard(() => this.#count(run, after, last, search)));
      after = last;
    }
    return parts;
  }

  #hasRows(run: number, { after, last }: Gap): boolean {
    const row = this.#guard(() =>
      this.#statements
        .of('SELECT 1 FROM reject_row WHERE run = ? AND record > ? AND record <= ? LIMIT 1')
        .get(run, after, last),
    );
    return row !== undefined;
  }

  /** The record of the last of so many rows behind `after`, or of the last there is. */
  #lastOf(run: number, after: number, rows: number): number {
    const found = this.#statements
      .of(
        'SELECT max(record) FROM (SELECT record FROM reject_row WHERE run = ? AND record > ? ORDER BY record LIMIT ?)',
      )
      .pluck()
      .get(run, after, rows);
    return Number(found);
  }

  #count(run: number, after: number, last: number, search: LineSearch | null): SurveyPart {
    const groups = this.#statements
      .of(
        `SELECT kind, state, count(*) AS count FROM reject_row r WHERE run = @run AND record > @after AND record <= @last
         ${search === null ? '' : `AND ${search.clause}`} GROUP BY kind, state`,
      )
      .all({ run, after, last, ...search?.values });
    return { after, last, groups: groupsSchema.parse(groups) };
  }
}

const END = Number.MAX_SAFE_INTEGER;

/** Records behind `after` up to `last`. */
interface Gap {
  readonly after: number;
  readonly last: number;
}

/** The records that no part covers; those behind the last part too. */
function gapsIn(parts: readonly Gap[]): Gap[] {
  const ends = [0, ...parts.map(({ last }) => last)];
  const starts = [...parts.map(({ after }) => after), END];
  return ends.map((after, index) => ({ after, last: starts[index] ?? END })).filter(({ after, last }) => last > after);
}
