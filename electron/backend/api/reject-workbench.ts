import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RowChange } from '#backend/history/fix-store.ts';
import type { KeptReject } from '#backend/history/kept-reject.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import type { RejectFilter, RejectWork } from '#shared/contract/rejects.ts';
import { fault, isFault } from '#shared/fault.ts';
import type { TypedFields } from '#shared/reject.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { fixOf, typedTargetOf, type RejectJudge } from './reject-judge.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Rooms } from './rooms.ts';
import { demandUnsent } from './settle-replay.ts';

/** A row as it is to be sent; null: as it came. */
export interface RowEdit {
  readonly record: number;
  readonly fields: TypedFields | null;
}

/** Rows that are set aside in one transaction. */
const PAGE_ROWS = 1000;

/** Work on the rejects of runs: each act is one step that can be taken back. */
export class RejectWorkbench {
  readonly #rooms: Rooms;
  readonly #judge: RejectJudge;
  readonly #turns: OneAtATime;

  constructor(rooms: Rooms, judge: RejectJudge, turns: OneAtATime) {
    this.#rooms = rooms;
    this.#judge = judge;
    this.#turns = turns;
  }

  /** How the work stands. Faults: run.unknown. */
  async stateOf(runId: string): Promise<RejectWork> {
    const { runs, rejects, fixes } = this.#rooms.history;
    const run = runs.getStored(runId);
    const { states } = await rejects.facets(allOf(runId));
    return { refusal: this.#refusalOf(run), history: fixes.history(run.sequence), states, replaying: run.replaying };
  }

  /** Keeps rows as they were typed. Faults: those of judge; rejects.loaded, rejects.busy, replay.running. */
  async edit(runId: string, edits: readonly RowEdit[]): Promise<readonly KeptReject[]> {
    return this.#turns.run(runId, async () => {
      const run = await this.#editable(runId);
      const { rejects, fixes } = this.#rooms.history;
      const kept = edits.map(({ record, fields }) => ({ reject: demandHere(rejects.get(runId, record)), fields }));
      const drafts = kept.flatMap(({ reject, fields }) => (fields === null ? [] : [{ reject, fields }]));
      const verdicts = await this.#judge.judge(run, drafts);
      const typed = drafts.map(({ reject, fields }, index): RowChange => {
        const verdict = verdicts[index];
        if (verdict === undefined) throw new Error(`Record ${reject.record} was not judged.`);
        return { record: reject.record, fix: fixOf(verdict, fields), aside: false };
      });
      const back = kept.flatMap(({ reject, fields }): RowChange[] =>
        fields === null ? [{ record: reject.record, fix: null, aside: false }] : [],
      );
      await demandUnsent(this.#rooms, runId);
      const step = fixes.begin(run.sequence, wordsOf(edits));
      fixes.change(run.sequence, step, [...typed, ...back]);
      fixes.end(step, wordsOf(edits));
      return edits.map(({ record }) => rejects.get(runId, record));
    });
  }

  /**
   * Sets rows aside, or takes them back, and says how many.
   * @param records null: all that fit the filter
   * Faults: rejects.busy, rejects.unknown, replay.running, and those of typedTargetOf.
   */
  async setAside(filter: RejectFilter, records: readonly number[] | null, aside: boolean): Promise<number> {
    const { runId } = filter;
    return this.#turns.run(runId, async () => {
      const run = await this.#editable(runId);
      const { rejects, fixes } = this.#rooms.history;
      const step = fixes.begin(run.sequence, 'Set aside');
      let rows = 0;
      const change = (page: readonly KeptReject[]): void => {
        const moved = page.filter(({ state }) => state !== 'loaded' && (state === 'aside') !== aside);
        rows += moved.length;
        fixes.change(
          run.sequence,
          step,
          moved.map(({ record, fix }) => ({ record, fix, aside })),
        );
      };
      if (records === null) {
        for (let after = 0; ;) {
          const page = rejects.next(filter, after, PAGE_ROWS);
          change(page);
          after = page.at(-1)?.record ?? after;
          if (page.length < PAGE_ROWS) break;
          await nextTurn();
        }
      } else change(records.map((record) => rejects.get(runId, record)));
      fixes.end(step, aside ? `Set ${showAmount(rows, 'row')} aside` : `Take ${showAmount(rows, 'row')} back`);
      return rows;
    });
  }

  /** Takes the last step back, or does it again; where there is none, nothing happens. Faults: rejects.busy, replay.running. */
  async move(runId: string, direction: 'undo' | 'redo'): Promise<void> {
    await this.#turns.run(runId, async () => {
      const run = await this.#editable(runId);
      await this.#rooms.history.fixes.move(run.sequence, direction);
    });
  }

  /** The run, where its rejects can be changed now. Faults: those of typedTargetOf; replay.running. */
  async #editable(runId: string): Promise<StoredRun> {
    const run = await demandUnsent(this.#rooms, runId);
    typedTargetOf(this.#rooms.history, run);
    return run;
  }

  #refusalOf(run: StoredRun): RejectWork['refusal'] {
    try {
      typedTargetOf(this.#rooms.history, run);
      return null;
    } catch (error) {
      if (isFault(error)) return error.fault;
      throw error;
    }
  }
}

const allOf = (runId: string): RejectFilter => ({
  runId,
  code: null,
  column: null,
  query: '',
  state: null,
  missing: null,
});

function demandHere(reject: KeptReject): KeptReject {
  if (reject.state === 'loaded') throw fault('rejects.loaded', { record: reject.record });
  return reject;
}

function wordsOf(edits: readonly RowEdit[]): string {
  const verb = edits.every(({ fields }) => fields === null) ? 'Put back' : 'Edit';
  const [first] = edits;
  return edits.length === 1 && first
    ? `${verb} record ${showCount(first.record)}`
    : `${verb} ${showAmount(edits.length, 'row')}`;
}
