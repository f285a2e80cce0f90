import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import {
  changedGroups,
  everyRecord,
  gapsIn,
  groupsSchema,
  overlap,
  rowsIn,
  spanOf,
  sumOf,
  type GroupCount,
  type Span,
  type StateChange,
  type SurveyPart,
} from './survey-part.ts';
import { withoutSync } from './without-sync.ts';

/** What pages and facets of a run's rejects are found by: how many rows of which kind and state stand in which part. */
export interface Survey {
  /** In the order of their records. */
  readonly parts: readonly SurveyPart[];
  /** Parts from the first one on between which no rows are left to be counted. */
  readonly solid: number;
  /** All rows are counted. */
  readonly isWhole: boolean;
}

/** A survey that grows, slice by slice, only as long as somebody asks for more of it. */
export interface GrowingSurvey {
  now(): Survey;
  /** Counts some more rows, for some milliseconds, and lets others have their turn. */
  more(): Promise<void>;
}

/** Rows of a part that is kept: some milliseconds. */
const PART_ROWS = 10_000;
/** Rows that are searched in one go: at first, at least and at most. How long it takes depends on the rows and on the text. */
const FIRST_ROWS = 500;
const SEARCHED_ROWS_MIN = 20;
const SEARCHED_ROWS_MAX = 5000;
/** How long one go is to take. */
const SLICE_MS = 6;
/** Surveys that are held, oldest first out. */
const HELD_MAX = 12;

interface Held {
  readonly run: number;
  /** Null: all rows. */
  readonly search: LineSearch | null;
  /** Of the rejects as they were counted; null: not known. */
  version: number | null;
  parts: readonly SurveyPart[];
  /** The first span with rows that are not counted; null: there is none; undefined: not known. */
  gap: Span | null | undefined;
  /** Rows of the next slice. */
  rows: number;
  slice: Promise<void> | null;
}

const partRow = z.object({ after: z.number(), last: z.number(), groups: z.string() });
const partOf = (raw: unknown): SurveyPart => {
  const { after, last, groups } = partRow.parse(raw);
  return { after, last, groups: groupsSchema.parse(JSON.parse(groups)) };
};

/**
 * Makes surveys. That of all rows is kept in the database part by part, and follows every change of a reject in the transaction of
 * that change; those of searches are held in memory, and only parts in which something changed are searched anew. Runs are named by
 * their number.
 */
export class RejectSurveys {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #guard: Guard;
  readonly #held = new Map<string, Held>();

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#guard = guard;
  }

  /** @param search null: all rows */
  of(run: number, search: LineSearch | null): GrowingSurvey {
    const name = JSON.stringify([run, search?.values ?? null]);
    const held: Held = this.#held.get(name) ?? {
      run,
      search,
      version: null,
      parts: [],
      gap: undefined,
      rows: search === null ? PART_ROWS : FIRST_ROWS,
      slice: null,
    };
    this.#held.delete(name);
    this.#held.set(name, held);
    for (const old of [...this.#held.keys()].slice(0, -HELD_MAX)) this.#held.delete(old);
    return { now: () => this.#guard(() => this.#now(held)), more: () => this.#more(held) };
  }

  /** The record of the last of so many rows behind `after`, or of the last there is; null: there is none. */
  endOf(run: number, after: number, rows: number): number | null {
    const found = this.#statements
      .of(
        'SELECT max(record) FROM (SELECT record FROM reject_row WHERE run = ? AND record > ? ORDER BY record LIMIT ?)',
      )
      .pluck()
      .get(run, after, rows);
    return found === null ? null : Number(found);
  }

  /** To be called in the transaction that writes new rows of these records, before it does. */
  adds(run: number, { after: before, last }: Span, groups: readonly GroupCount[]): void {
    const tail = this.#statements.of('SELECT after, last, groups FROM reject_part WHERE run = ? ORDER BY after DESC');
    const raw = tail.get(run);
    const part = raw === undefined ? null : partOf(raw);
    const end = part?.last ?? 0;
    if (before < end) this.#drop(run, { after: before, last });
    else if (!this.#hasRows(run, { after: end, last: everyRecord.last })) {
      const isRoom = part !== null && rowsIn(part.groups) < PART_ROWS;
      this.#put(run, { after: isRoom ? part.after : end, last, groups: sumOf(isRoom ? part.groups : [], groups) });
    }
    this.#changed(run, { after: before, last });
  }

  /** To be called in the transaction in which rows change their states. */
  changes(run: number, rows: readonly StateChange[]): void {
    const moved = rows.filter(({ from, to }) => from !== to);
    if (moved.length === 0) return;
    const span = spanOf(moved.map(({ record }) => record));
    const parts = this.#statements
      .of('SELECT after, last, groups FROM reject_part WHERE run = ? AND last > ? AND after < ?')
      .all(run, span.after, span.last)
      .map(partOf);
    for (const part of parts) {
      const within = moved.filter(({ record }) => record > part.after && record <= part.last);
      if (within.length > 0) this.#put(run, { ...part, groups: changedGroups(part.groups, within) });
    }
    this.#changed(run, span);
  }

  /** To be called in the transaction in which rows of these records go, or change otherwise; they are counted anew. */
  outdate(run: number, span: Span = everyRecord): void {
    this.#drop(run, span);
    this.#changed(run, span);
  }

  /** Forgets what is held: a transaction may have been rolled back. */
  forget(): void {
    for (const held of this.#held.values()) held.version = null;
  }

  #now(held: Held): Survey {
    const version = this.#versionOf(held.run);
    if (held.version !== version) {
      held.version = version;
      held.parts = held.search === null ? this.#kept(held.run) : [];
      held.gap = undefined;
    }
    if (held.gap === undefined) held.gap = gapsIn(held.parts).find((gap) => this.#hasRows(held.run, gap)) ?? null;
    const { parts, gap } = held;
    const solid = gap === null ? parts.length : parts.filter(({ last }) => last <= gap.after).length;
    return { parts, solid, isWhole: gap === null };
  }

  async #more(held: Held): Promise<void> {
    held.slice ??= this.#slice(held).finally(() => {
      held.slice = null;
    });
    await held.slice;
  }

  async #slice(held: Held): Promise<void> {
    this.#guard(() => {
      this.#now(held);
      const { gap, run, search } = held;
      if (gap == null) return;
      const startMs = performance.now();
      const last = Math.min(gap.last, this.endOf(run, gap.after, held.rows) ?? gap.last);
      const part = this.#count(run, { after: gap.after, last }, search);
      held.parts = [...held.parts, part].toSorted((one, other) => one.after - other.after);
      held.gap = undefined;
      if (search === null) this.#keep(run, part, held.version);
      else held.rows = nextRows(held.rows, performance.now() - startMs);
    });
    await setImmediate();
  }

  #count(run: number, { after, last }: Span, search: LineSearch | null): SurveyPart {
    const groups = this.#statements
      .of(
        `SELECT kind, state, count(*) AS count FROM reject_row r WHERE run = @run AND record > @after AND record <= @last
         ${search === null ? '' : `AND ${search.clause}`} GROUP BY kind, state`,
      )
      .all({ run, after, last, ...search?.values });
    return { after, last, groups: groupsSchema.parse(groups) };
  }

  /** Keeps a part that was counted, where nothing has changed since. */
  #keep(run: number, part: SurveyPart, version: number | null): void {
    try {
      withoutSync(this.#db, () => {
        if (this.#versionOf(run) === version && !this.#hasPart(run, part)) this.#put(run, part);
      });
    } catch {
      // Where nothing can be written, what was counted is held.
    }
  }

  #kept(run: number): SurveyPart[] {
    return this.#statements
      .of('SELECT after, last, groups FROM reject_part WHERE run = ? ORDER BY after')
      .all(run)
      .map(partOf);
  }

  #hasPart(run: number, { after, last }: Span): boolean {
    const has = this.#statements.of('SELECT 1 FROM reject_part WHERE run = ? AND last > ? AND after < ? LIMIT 1');
    return has.get(run, after, last) !== undefined;
  }

  #put(run: number, { after, last, groups }: SurveyPart): void {
    this.#statements
      .of('INSERT OR REPLACE INTO reject_part (run, after, last, groups) VALUES (?, ?, ?, ?)')
      .run(run, after, last, JSON.stringify(groups));
  }

  #drop(run: number, { after, last }: Span): void {
    this.#statements.of('DELETE FROM reject_part WHERE run = ? AND last > ? AND after < ?').run(run, after, last);
  }

  /** Counts the change, and takes what is held along. */
  #changed(run: number, span: Span): void {
    const version = Number(
      this.#statements
        .of(
          `INSERT INTO reject_version (run, version) VALUES (?, 1)
           ON CONFLICT (run) DO UPDATE SET version = version + 1 RETURNING version`,
        )
        .pluck()
        .get(run),
    );
    for (const held of this.#held.values()) {
      if (held.run !== run) continue;
      const isOurs = held.search !== null && held.version === version - 1;
      held.version = isOurs ? version : null;
      held.parts = held.parts.filter((part) => !overlap(part, span));
      held.gap = undefined;
    }
  }

  #versionOf(run: number): number {
    return Number(this.#statements.of('SELECT version FROM reject_version WHERE run = ?').pluck().get(run) ?? 0);
  }

  #hasRows(run: number, { after, last }: Span): boolean {
    const has = this.#statements.of('SELECT 1 FROM reject_row WHERE run = ? AND record > ? AND record <= ? LIMIT 1');
    return has.get(run, after, last) !== undefined;
  }
}

/** How many rows the next go has, when that many took so long. */
export const nextRows = (rows: number, tookMs: number): number =>
  Math.round(Math.min(SEARCHED_ROWS_MAX, Math.max(SEARCHED_ROWS_MIN, (rows * SLICE_MS) / Math.max(tookMs, 0.1))));
