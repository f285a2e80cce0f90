import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { cellErrorSchema, rejectFixSchema, type TypedFields } from '#shared/reject.ts';
import { GONE } from './gone-steps.ts';
import { FIXED, LOADED, OPEN, SENT } from './reject-state.ts';
import type { RejectSurveys } from './reject-survey.ts';
import type { NewRun, RunStore } from './run-store.ts';
import type { Guard } from './sqlite-fault.ts';

/** A row that a replay sends. */
export interface SentRow {
  readonly record: number;
  readonly byteOffset: number;
  readonly fields: TypedFields;
}

const sentRow = z.object({ record: z.number(), kind: z.number(), byte_offset: z.number(), fix: z.string() });
const backRow = z.object({ record: z.number(), kind: z.number() });
const endedRow = z.object({ record: z.number(), kind: z.number(), fix: z.string(), errors: z.string().nullable() });

/**
 * What rows a replay has. From its beginning until its end is known the run names the replay, and its rows are neither changed
 * nor sent again: whatever happens in between, none goes in twice. Runs are named by their number.
 */
export class ReplayStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #runs: RunStore;
  readonly #surveys: RejectSurveys;

  constructor(
    db: Database,
    guard: Guard,
    { runs, surveys }: { readonly runs: RunStore; readonly surveys: RejectSurveys },
  ) {
    this.#db = db;
    this.#guard = guard;
    this.#runs = runs;
    this.#surveys = surveys;
  }

  /** Begins the child run, and says in its parent that it is on; false where another replay of the parent is. */
  begin(parentId: string, child: NewRun): boolean {
    return this.#write(() => {
      const { changes } = this.#db
        .prepare('UPDATE run SET replaying = ? WHERE id = ? AND replaying IS NULL')
        .run(child.id, parentId);
      if (changes === 1) this.#runs.begin(child);
      return changes === 1;
    });
  }

  /** Takes the next fixed rows behind a record for the replay, in the order of their records. */
  take(run: number, after: number, limit: number): SentRow[] {
    return this.#write(() => {
      const rows = this.#db
        .prepare(
          `SELECT r.record, r.kind, r.byte_offset, f.fix FROM reject_row r JOIN reject_fix f ON f.run = r.run AND f.record = r.record
           WHERE r.run = ? AND r.record > ? AND r.state = ${FIXED} ORDER BY r.record LIMIT ?`,
        )
        .all(run, after, limit);
      const sent = z.array(sentRow).parse(rows);
      this.#move(run, sent, FIXED, () => SENT);
      return sent.map(({ record, byte_offset: byteOffset, fix }) => ({
        record,
        byteOffset,
        fields: rejectFixSchema.parse(JSON.parse(fix)).fields,
      }));
    });
  }

  /**
   * Gives back some of the rows of a replay that put none in, those behind a record; the last record of them, and null when there is
   * none left.
   */
  giveBack(run: number, after: number, limit: number): number | null {
    return this.#write(() => {
      const rows = this.#db
        .prepare(
          `SELECT record, kind FROM reject_row WHERE run = ? AND record > ? AND state = ${SENT} ORDER BY record LIMIT ?`,
        )
        .all(run, after, limit);
      const back = z.array(backRow).parse(rows);
      this.#move(run, back, SENT, () => FIXED);
      return back.at(-1)?.record ?? null;
    });
  }

  /**
   * Says of some of the rows of a replay that ended what became of them, those behind a record: loaded, or open with what they were
   * rejected for again. The last record of them, and null when there is none left.
   * @param child number of its run, whose rejects have the records of the parent
   */
  mark(run: number, child: number, after: number, limit: number): number | null {
    return this.#write(() => {
      const rows = this.#db
        .prepare(
          `SELECT r.record, r.kind, f.fix, c.errors FROM reject_row r
           JOIN reject_fix f ON f.run = r.run AND f.record = r.record
           LEFT JOIN reject_row c ON c.run = @child AND c.record = r.record
           WHERE r.run = @run AND r.record > @after AND r.state = ${SENT} ORDER BY r.record LIMIT @limit`,
        )
        .all({ run, child, after, limit });
      const ended = z.array(endedRow).parse(rows);
      this.#move(run, ended, SENT, ({ errors }) => (errors === null ? LOADED : OPEN));
      const putFix = this.#db.prepare('UPDATE reject_fix SET fix = ? WHERE run = ? AND record = ?');
      for (const { record, fix, errors } of ended) {
        if (errors === null) continue;
        const again = {
          ...rejectFixSchema.parse(JSON.parse(fix)),
          errors: z.array(cellErrorSchema).parse(JSON.parse(errors)),
        };
        putFix.run(JSON.stringify(again), run, record);
      }
      return ended.at(-1)?.record ?? null;
    });
  }

  /** Ends the replay of a run: its rows can be changed again. What was done before it cannot be taken back where it took rows. */
  end(run: number, { tookRows }: { readonly tookRows: boolean }): void {
    this.#write(() => {
      this.#db.prepare('UPDATE run SET replaying = NULL WHERE sequence = ?').run(run);
      if (tookRows) this.#db.prepare(`UPDATE reject_step SET undone = ${GONE} WHERE run = ?`).run(run);
    });
  }

  #move<T extends { readonly record: number; readonly kind: number }>(
    run: number,
    rows: readonly T[],
    from: number,
    to: (row: T) => number,
  ): void {
    const set = this.#db.prepare('UPDATE reject_row SET state = ? WHERE run = ? AND record = ?');
    for (const row of rows) set.run(to(row), run, row.record);
    this.#surveys.changes(
      run,
      rows.map((row) => ({ record: row.record, kind: row.kind, from, to: to(row) })),
    );
  }

  #write<T>(work: () => T): T {
    try {
      return this.#guard(() => this.#db.transaction(work)());
    } catch (error) {
      this.#surveys.forget();
      throw error;
    }
  }
}
