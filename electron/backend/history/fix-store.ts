import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectWork } from '#shared/contract/rejects.ts';
import type { BlockStore } from './block-store.ts';
import { DONE, GONE, UNDONE } from './gone-steps.ts';
import { isAlive, thisProcess } from './owner.ts';
import { LOADED, SENT } from './reject-state.ts';
import { StateChanges } from './state-changes.ts';
import type { Guard } from './sqlite-fault.ts';
import { stateOf, type RowChange } from './row-change.ts';
import { Statements } from './statements.ts';
import type { Watch } from './watch.ts';
import { withoutSync } from './without-sync.ts';

/** Rows changed in one transaction: some milliseconds. */
const CHANGED_ROWS = 1000;
type Side = 'before' | 'after';

const fixText = z.string().nullable();
const notedRow = z.object({ state: z.number(), fix: z.string().nullable() });
const stepRow = z.object({ id: z.number(), words: z.string() });
const halfRow = z.object({
  id: z.number(),
  run: z.number(),
  run_id: z.string(),
  doing: z.enum(['do', 'undo', 'redo']),
  owner: z.string(),
});
const movedRow = z.object({
  record: z.number(),
  state: z.number(),
  fix: z.string().nullable(),
  isNewFix: z.number(),
});

/** A step that somebody is in the middle of, or that an ended process left so. */
export interface HalfStep {
  readonly id: number;
  readonly run: number;
  readonly runId: string;
  readonly doing: 'do' | 'undo' | 'redo';
  /** It is being done now, by this process or another. */
  readonly isInHand: boolean;
}

/**
 * What became of rejects by hand, as steps that can be taken back and done again, also by the next process. A step of many rows is
 * done slice by slice; until its end it is marked, so that one that is stopped, or whose process ends, is put back as if nothing had
 * been done. Runs are named by their number.
 */
export class FixStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #blocks: BlockStore;
  readonly #statements: Statements;
  /** Steps that this process is in the middle of. */
  readonly #inHand = new Set<number>();

  constructor(db: Database, guard: Guard, blocks: BlockStore) {
    this.#db = db;
    this.#guard = guard;
    this.#blocks = blocks;
    this.#statements = new Statements(db);
  }

  /** Begins a step; it can be taken back once it has ended. */
  begin(run: number): number {
    const step = this.#lazily(() =>
      Number(
        this.#statements
          .of(`INSERT INTO reject_step (run, words, doing, owner) VALUES (?, '', 'do', ?)`)
          .run(run, thisProcess()).lastInsertRowid,
      ),
    );
    this.#inHand.add(step);
    return step;
  }

  /**
   * Ends a step, in words that say what it did. What was taken back before cannot be done again any more. A step that did nothing
   * is none.
   */
  end(run: number, step: number, words: string): void {
    this.#write(() => {
      const has = this.#statements.of('SELECT 1 FROM reject_step_row WHERE step = ? LIMIT 1').get(step);
      if (has === undefined) {
        this.#statements.of('DELETE FROM reject_step WHERE id = ?').run(step);
        return;
      }
      this.#statements.of(`UPDATE reject_step SET undone = ${GONE} WHERE run = ? AND undone = ${UNDONE}`).run(run);
      this.#statements.of('UPDATE reject_step SET words = ?, doing = NULL, owner = NULL WHERE id = ?').run(words, step);
    });
    this.#inHand.delete(step);
  }

  /** Changes rows as part of a step, all or none. Rows that a replay has or had stay as they are. */
  change(run: number, step: number, changes: readonly RowChange[]): void {
    if (changes.length === 0) return;
    const fixOf = this.#statements.of('SELECT fix FROM reject_fix WHERE run = ? AND record = ?').pluck();
    const noted = this.#statements.of(
      'SELECT state_before AS state, fix_before AS fix FROM reject_step_row WHERE step = ? AND record = ?',
    );
    const note = this.#statements.of(
      `INSERT INTO reject_step_row (step, record, state_before, fix_before, state_after, fix_after)
       VALUES (@step, @record, @stateBefore, @fixBefore, @state, @fix)
       ON CONFLICT (step, record) DO UPDATE SET state_after = @state, fix_after = @fix`,
    );
    const forget = this.#statements.of('DELETE FROM reject_step_row WHERE step = ? AND record = ?');
    this.#lazily(() => {
      const states = new StateChanges(this.#blocks, run);
      for (const change of changes) {
        const { record } = change;
        const before = { state: states.of(record), fix: fixText.parse(fixOf.get(run, record) ?? null) };
        if (before.state === LOADED || before.state === SENT) continue;
        const fix = change.fix === null ? null : JSON.stringify(change.fix);
        const state = stateOf(change);
        if (state === before.state && fix === before.fix) continue;
        // A row may be named twice in a step: what counts is what it was before all of it.
        const first = notedRow.optional().parse(noted.get(step, record));
        if (first?.state === state && first.fix === fix) forget.run(step, record);
        else note.run({ step, record, stateBefore: before.state, fixBefore: before.fix, state, fix });
        if (state !== before.state) states.set(record, state);
        if (fix !== before.fix) this.#setFix(run, record, fix);
      }
      states.keep();
    });
  }

  /** What the next undo and redo would do. */
  history(run: number): RejectWork['history'] {
    return { undo: this.#nextStep(run, 'undo')?.words ?? null, redo: this.#nextStep(run, 'redo')?.words ?? null };
  }

  /**
   * Takes the last step back, or does the last one that was taken back again, and tells how many rows that were; null where there is
   * none. Stopped, it leaves the rows as they were.
   */
  async move(run: number, direction: 'undo' | 'redo', watch: Watch | null = null): Promise<number | null> {
    const step = this.#nextStep(run, direction);
    if (step === null) return null;
    this.#write(() => {
      this.#statements
        .of('UPDATE reject_step SET doing = ?, owner = ? WHERE id = ?')
        .run(direction, thisProcess(), step.id);
    });
    this.#inHand.add(step.id);
    try {
      const to: Side = direction === 'undo' ? 'before' : 'after';
      const rows = await this.#putAll(run, step.id, to, watch);
      this.#settled(step.id, direction === 'undo' ? UNDONE : DONE);
      return rows;
    } catch (error) {
      await this.putBack({ id: step.id, run, doing: direction });
      throw error;
    } finally {
      this.#inHand.delete(step.id);
    }
  }

  /** Takes back a step that was not finished, and forgets it. */
  async abandon(run: number, step: number): Promise<void> {
    try {
      await this.putBack({ id: step, run, doing: 'do' });
    } finally {
      this.#inHand.delete(step);
    }
  }

  /** Puts the rows of a step that was not finished back to what they were before somebody began with it. Can be repeated. */
  async putBack({ id, run, doing }: Pick<HalfStep, 'id' | 'run' | 'doing'>): Promise<void> {
    await this.#putAll(run, id, doing === 'undo' ? 'after' : 'before', null);
    if (doing === 'do') this.#write(() => this.#statements.of('DELETE FROM reject_step WHERE id = ?').run(id));
    else this.#settled(id, doing === 'undo' ? DONE : UNDONE);
  }

  /**
   * Steps that somebody is in the middle of, or was when the process ended.
   * @param run null: of all runs
   */
  halfDone(run: number | null = null): HalfStep[] {
    return this.#guard(() =>
      this.#statements
        .of(
          `SELECT s.id, s.run, r.id AS run_id, s.doing, s.owner FROM reject_step s JOIN run r ON r.sequence = s.run
           WHERE s.doing IS NOT NULL AND s.run = ifnull(?, s.run)`,
        )
        .all(run)
        .map((raw) => {
          const { run_id: runId, owner, ...step } = halfRow.parse(raw);
          const isInHand = owner === thisProcess() ? this.#inHand.has(step.id) : isAlive(owner);
          return { ...step, runId, isInHand };
        }),
    );
  }

  /** Puts all rows of a step to what they were on one side of it, and tells how many they are. */
  async #putAll(run: number, step: number, side: Side, watch: Watch | null): Promise<number> {
    const rows = this.#statements.of(
      `SELECT record, state_${side} AS state, fix_${side} AS fix, fix_before IS NOT fix_after AS isNewFix
       FROM reject_step_row WHERE step = ? AND record > ? ORDER BY record LIMIT ${CHANGED_ROWS}`,
    );
    const of = Number(
      this.#guard(() => this.#statements.of('SELECT count(*) FROM reject_step_row WHERE step = ?').pluck().get(step)),
    );
    let done = 0;
    for (let after = 0; ; await setImmediate()) {
      watch?.signal.throwIfAborted();
      const page = this.#lazily(() => {
        const found = z.array(movedRow).parse(rows.all(step, after));
        const states = new StateChanges(this.#blocks, run);
        for (const { record, state, fix, isNewFix } of found) {
          if (state !== states.of(record)) states.set(record, state);
          if (isNewFix === 1) this.#setFix(run, record, fix);
        }
        states.keep();
        return found;
      });
      done += page.length;
      watch?.progress(done, of);
      after = page.at(-1)?.record ?? after;
      if (page.length < CHANGED_ROWS) return done;
    }
  }

  #settled(step: number, undone: number): void {
    this.#write(() => {
      this.#statements
        .of('UPDATE reject_step SET undone = ?, doing = NULL, owner = NULL WHERE id = ?')
        .run(undone, step);
    });
  }

  #nextStep(run: number, direction: 'undo' | 'redo'): z.infer<typeof stepRow> | null {
    const [undone, order] = direction === 'undo' ? [DONE, 'DESC'] : [UNDONE, 'ASC'];
    const row = this.#guard(() =>
      this.#statements
        .of(
          `SELECT id, words FROM reject_step WHERE run = ? AND undone = ? AND doing IS NULL ORDER BY id ${order} LIMIT 1`,
        )
        .get(run, undone),
    );
    return row === undefined ? null : this.#guard(() => stepRow.parse(row));
  }

  #setFix(run: number, record: number, fix: string | null): void {
    if (fix === null) this.#statements.of('DELETE FROM reject_fix WHERE run = ? AND record = ?').run(run, record);
    else
      this.#statements
        .of('INSERT OR REPLACE INTO reject_fix (run, record, fix) VALUES (?, ?, ?)')
        .run(run, record, fix);
  }

  #write<T>(work: () => T): T {
    return this.#guard(() => this.#db.transaction(work).immediate());
  }

  /** The same without a wait for the disk: the end of the step, or that of another, makes it last. */
  #lazily<T>(work: () => T): T {
    return this.#guard(() => withoutSync(this.#db, work));
  }
}
