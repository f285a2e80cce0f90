import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { TypedFields } from '#shared/reject.ts';
import type { BlockStore } from './block-store.ts';
import { GONE } from './gone-steps.ts';
import { keptErrors, keptFix } from './kept-reject.ts';
import { rowOf, type RejectBlock } from './reject-block.ts';
import { FIXED, LOADED, OPEN, SENT } from './reject-state.ts';
import { StateChanges } from './state-changes.ts';
import type { NewRun, RunStore } from './run-store.ts';
import type { Guard } from './sqlite-fault.ts';

/** A row that a replay sends. */
export interface SentRow {
  readonly record: number;
  readonly byteOffset: number;
  readonly fields: TypedFields;
}

const fixText = z.string();

/**
 * What rows a replay has. From its beginning until its end is known the run names the replay, and its rows are neither changed
 * nor sent again: whatever happens in between, none goes in twice. Runs are named by their number.
 */
export class ReplayStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #runs: RunStore;
  readonly #blocks: BlockStore;

  constructor(db: Database, guard: Guard, { runs, blocks }: { readonly runs: RunStore; readonly blocks: BlockStore }) {
    this.#db = db;
    this.#guard = guard;
    this.#runs = runs;
    this.#blocks = blocks;
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
      const find = rejectFinder(this.#blocks, run);
      return this.#move(run, { from: FIXED, after, limit }, () => SENT).map((record) => {
        const found = find(record);
        const byteOffset = found === null ? 0 : (found.block.offsets[found.row] ?? 0);
        return { record, byteOffset, fields: keptFix(this.#fixOf(run, record)).fields };
      });
    });
  }

  /**
   * Gives back some of the rows of a replay that put none in, those behind a record; the last record of them, and null when there is
   * none left.
   */
  giveBack(run: number, after: number, limit: number): number | null {
    return this.#write(() => this.#move(run, { from: SENT, after, limit }, () => FIXED).at(-1) ?? null);
  }

  /**
   * Says of some of the rows of a replay that ended what became of them, those behind a record: loaded, or open with what they were
   * rejected for again. The last record of them, and null when there is none left.
   * @param child number of its run, whose rejects have the records of the parent
   */
  mark(run: number, child: number, after: number, limit: number): number | null {
    return this.#write(() => {
      const find = rejectFinder(this.#blocks, child);
      const putFix = this.#db.prepare('UPDATE reject_fix SET fix = ? WHERE run = ? AND record = ?');
      const ended = this.#move(run, { from: SENT, after, limit }, (record) => {
        const again = find(record);
        if (again === null) return LOADED;
        const errors = keptErrors(again.block.errors[again.block.errorsOf[again.row] ?? 0]);
        putFix.run(JSON.stringify({ ...keptFix(this.#fixOf(run, record)), errors }), run, record);
        return OPEN;
      });
      return ended.at(-1) ?? null;
    });
  }

  /** Ends the replay of a run: its rows can be changed again. What was done before it cannot be taken back where it took rows. */
  end(run: number, { tookRows }: { readonly tookRows: boolean }): void {
    this.#write(() => {
      this.#db.prepare('UPDATE run SET replaying = NULL WHERE sequence = ?').run(run);
      if (tookRows) this.#db.prepare(`UPDATE reject_step SET undone = ${GONE} WHERE run = ?`).run(run);
    });
  }

  /** Moves the first rows behind a record from one state to others; their records. */
  #move(
    run: number,
    { from, after, limit }: { readonly from: number; readonly after: number; readonly limit: number },
    to: (record: number) => number,
  ): number[] {
    const states = new StateChanges(this.#blocks, run);
    const records = states.recordsIn(from, after, limit);
    for (const record of records) states.set(record, to(record));
    states.keep();
    return records;
  }

  #fixOf(run: number, record: number): string {
    return fixText.parse(
      this.#db.prepare('SELECT fix FROM reject_fix WHERE run = ? AND record = ?').pluck().get(run, record),
    );
  }

  #write<T>(work: () => T): T {
    return this.#guard(() => this.#db.transaction(work)());
  }
}

/** Finds rejects of a run, and holds the block of the last one that was looked for. */
function rejectFinder(
  blocks: BlockStore,
  run: number,
): (record: number) => { readonly block: RejectBlock; readonly row: number } | null {
  let block: RejectBlock | null = null;
  return (record) => {
    let row = block === null ? -1 : rowOf(block, record);
    if (row < 0) {
      const part = blocks.around(run, record);
      block = part === null || part.last < record ? null : blocks.block(part.id);
      row = block === null ? -1 : rowOf(block, record);
    }
    return block === null || row < 0 ? null : { block, row };
  };
}
