import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { cellErrorSchema, rejectFixSchema, type TypedFields } from '#shared/reject.ts';
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

const sentRow = z.object({ record: z.number(), byte_offset: z.number(), fix: z.string() });
const endedRow = z.object({ record: z.number(), fix: z.string(), errors: z.string().nullable() });

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
          `SELECT r.record, r.byte_offset, f.fix FROM reject_row r JOIN reject_fix f ON f.run = r.run AND f.record = r.record
           WHERE r.run = ? AND r.record > ? AND r.state = ${FIXED} ORDER BY r.record LIMIT ?`,
        )
        .all(run, after, limit);
      const sent = z.array(sentRow).parse(rows);
      this.#outdate(run, sent);
      const send = this.#db.prepare(`UPDATE reject_row SET state = ${SENT} WHERE run = ? AND record = ?`);
      return z
        .array(sentRow)
        .parse(rows)
        .map(({ record, byte_offset: byteOffset, fix }) => {
          send.run(run, record);
          return { record, byteOffset, fields: rejectFixSchema.parse(JSON.parse(fix)).fields };
        });
    });
  }

  /** Gives back some of the rows of a replay that put none in; false when there is none left. */
  giveBack(run: number, limit: number): boolean {
    return this.#write(() => {
      this.#surveys.outdate(run, null);
      const { changes } = this.#db
        .prepare(
          `UPDATE reject_row SET state = ${FIXED} WHERE rowid IN (
             SELECT rowid FROM reject_row WHERE run = ? AND state = ${SENT} ORDER BY record LIMIT ?)`,
        )
        .run(run, limit);
      return changes > 0;
    });
  }

  /**
   * Says of some of the rows of a replay that ended what became of them: loaded, or open with what they were rejected for again.
   * False when there is none left.
   * @param child number of its run, whose rejects have the records of the parent
   */
  mark(run: number, child: number, limit: number): boolean {
    return this.#write(() => {
      const rows = this.#db
        .prepare(
          `SELECT r.record, f.fix, c.errors FROM reject_row r
           JOIN reject_fix f ON f.run = r.run AND f.record = r.record
           LEFT JOIN reject_row c ON c.run = @child AND c.record = r.record
           WHERE r.run = @run AND r.state = ${SENT} ORDER BY r.record LIMIT @limit`,
        )
        .all({ run, child, limit });
      const ended = z.array(endedRow).parse(rows);
      this.#outdate(run, ended);
      const setState = this.#db.prepare('UPDATE reject_row SET state = ? WHERE run = ? AND record = ?');
      const putFix = this.#db.prepare('UPDATE reject_fix SET fix = ? WHERE run = ? AND record = ?');
      for (const { record, fix, errors } of ended) {
        setState.run(errors === null ? LOADED : OPEN, run, record);
        if (errors === null) continue;
        const again = {
          ...rejectFixSchema.parse(JSON.parse(fix)),
          errors: z.array(cellErrorSchema).parse(JSON.parse(errors)),
        };
        putFix.run(JSON.stringify(again), run, record);
      }
      return rows.length > 0;
    });
  }

  /** Ends the replay of a run: its rows can be changed again. What was done before it cannot be taken back where it took rows. */
  end(run: number, { tookRows }: { readonly tookRows: boolean }): void {
    this.#write(() => {
      this.#db.prepare('UPDATE run SET replaying = NULL WHERE sequence = ?').run(run);
      if (tookRows) this.#db.prepare('DELETE FROM reject_step WHERE run = ?').run(run);
    });
  }

  #outdate(run: number, rows: readonly { readonly record: number }[]): void {
    if (rows.length > 0)
      this.#surveys.outdate(
        run,
        rows.map(({ record }) => record),
      );
  }

  #write<T>(work: () => T): T {
    return this.#guard(() => this.#db.transaction(work)());
  }
}
