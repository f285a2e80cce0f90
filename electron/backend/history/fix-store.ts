import { setImmediate } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectWork } from '#shared/contract/rejects.ts';
import type { RejectFix } from '#shared/reject.ts';
import { ASIDE, FIXED, LOADED, OPEN, SENT } from './reject-state.ts';
import type { RejectSurveys } from './reject-survey.ts';
import type { Guard } from './sqlite-fault.ts';

/** What is to become of a row. */
export interface RowChange {
  readonly record: number;
  /** Null: as it came. */
  readonly fix: RejectFix | null;
  readonly aside: boolean;
}

/** Rows changed in one transaction: some milliseconds. */
const CHANGED_ROWS = 1000;

const stateOf = ({ fix, aside }: RowChange): number =>
  aside ? ASIDE : fix !== null && fix.errors.length === 0 ? FIXED : OPEN;

const keptRow = z.object({ state: z.number(), fix: z.string().nullable() });
const stepRow = z.object({ id: z.number(), words: z.string() });
const movedRow = z.object({ record: z.number(), state: z.number(), fix: z.string().nullable() });

/**
 * What became of rejects by hand, as steps that can be taken back and done again, also by the next process. Runs are named by
 * their number.
 */
export class FixStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #surveys: RejectSurveys;
  readonly #setState: Statement;
  readonly #putFix: Statement;
  readonly #dropFix: Statement;

  constructor(db: Database, guard: Guard, surveys: RejectSurveys) {
    this.#db = db;
    this.#guard = guard;
    this.#surveys = surveys;
    this.#setState = db.prepare('UPDATE reject_row SET state = ? WHERE run = ? AND record = ?');
    this.#putFix = db.prepare('INSERT OR REPLACE INTO reject_fix (run, record, fix) VALUES (?, ?, ?)');
    this.#dropFix = db.prepare('DELETE FROM reject_fix WHERE run = ? AND record = ?');
  }

  /** Begins a step, in words that say what it does; what was taken back before cannot be done again any more. */
  begin(run: number, words: string): number {
    return this.#write(() => {
      this.#db.prepare('DELETE FROM reject_step WHERE run = ? AND undone = 1').run(run);
      return Number(
        this.#db.prepare('INSERT INTO reject_step (run, words) VALUES (?, ?)').run(run, words).lastInsertRowid,
      );
    });
  }

  /** Says in other words what a step did. A step that did nothing is none. */
  end(step: number, words: string): void {
    this.#write(() => {
      this.#db.prepare('UPDATE reject_step SET words = ? WHERE id = ?').run(words, step);
      this.#db
        .prepare('DELETE FROM reject_step WHERE id = ? AND NOT EXISTS (SELECT 1 FROM reject_step_row WHERE step = ?)')
        .run(step, step);
    });
  }

  /** Changes rows as part of a step, all or none. Rows that a replay has or had stay as they are. */
  change(run: number, step: number, changes: readonly RowChange[]): void {
    const kept = this.#db.prepare(
      `SELECT r.state, f.fix FROM reject_row r LEFT JOIN reject_fix f ON f.run = r.run AND f.record = r.record
       WHERE r.run = ? AND r.record = ?`,
    );
    const note = this.#db.prepare(
      `INSERT INTO reject_step_row (step, record, state_before, fix_before, state_after, fix_after)
       VALUES (@step, @record, @stateBefore, @fixBefore, @state, @fix)
       ON CONFLICT (step, record) DO UPDATE SET state_after = @state, fix_after = @fix`,
    );
    if (changes.length === 0) return;
    this.#write(() => {
      this.#surveys.outdate(
        run,
        changes.map(({ record }) => record),
      );
      for (const change of changes) {
        const before = keptRow.parse(kept.get(run, change.record));
        if (before.state === LOADED || before.state === SENT) continue;
        const fix = change.fix === null ? null : JSON.stringify(change.fix);
        const state = stateOf(change);
        if (state === before.state && fix === before.fix) continue;
        const { record } = change;
        note.run({ step, record, stateBefore: before.state, fixBefore: before.fix, state, fix });
        this.#put(run, { record, state, fix });
      }
    });
  }

  /** What the next undo and redo would do. */
  history(run: number): RejectWork['history'] {
    return { undo: this.#nextStep(run, 'undo')?.words ?? null, redo: this.#nextStep(run, 'redo')?.words ?? null };
  }

  /** Takes the last step back, or does the last one that was taken back again; false where there is none. */
  async move(run: number, direction: 'undo' | 'redo'): Promise<boolean> {
    const step = this.#nextStep(run, direction);
    if (step === null) return false;
    const side = direction === 'undo' ? 'before' : 'after';
    const rows = this.#db.prepare(
      `SELECT record, state_${side} AS state, fix_${side} AS fix FROM reject_step_row
       WHERE step = ? AND record > ? ORDER BY record LIMIT ${CHANGED_ROWS}`,
    );
    // Should the process end in between, the step is still the next, and moving its rows once more changes nothing else.
    for (let after = 0; ; await setImmediate()) {
      const moved = this.#write(() => {
        const page = z.array(movedRow).parse(rows.all(step.id, after));
        if (page.length > 0)
          this.#surveys.outdate(
            run,
            page.map(({ record }) => record),
          );
        for (const row of page) this.#put(run, row);
        if (page.length < CHANGED_ROWS) {
          this.#db.prepare('UPDATE reject_step SET undone = ? WHERE id = ?').run(direction === 'undo' ? 1 : 0, step.id);
        }
        return page;
      });
      after = moved.at(-1)?.record ?? after;
      if (moved.length < CHANGED_ROWS) return true;
    }
  }

  /** Takes back a step that was not finished, and forgets it. */
  async abandon(run: number, step: number): Promise<void> {
    await this.move(run, 'undo');
    this.#write(() => this.#db.prepare('DELETE FROM reject_step WHERE id = ?').run(step));
  }

  #nextStep(run: number, direction: 'undo' | 'redo'): z.infer<typeof stepRow> | null {
    const [undone, order] = direction === 'undo' ? [0, 'DESC'] : [1, 'ASC'];
    const row = this.#guard(() =>
      this.#db
        .prepare(`SELECT id, words FROM reject_step WHERE run = ? AND undone = ? ORDER BY id ${order} LIMIT 1`)
        .get(run, undone),
    );
    return row === undefined ? null : this.#guard(() => stepRow.parse(row));
  }

  #put(run: number, { record, state, fix }: z.infer<typeof movedRow>): void {
    this.#setState.run(state, run, record);
    if (fix === null) this.#dropFix.run(run, record);
    else this.#putFix.run(run, record, fix);
  }

  #write<T>(work: () => T): T {
    return this.#guard(() => this.#db.transaction(work)());
  }
}
