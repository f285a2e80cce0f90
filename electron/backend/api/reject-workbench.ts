import type { KeptReject } from '#backend/history/kept-reject.ts';
import type { RowChange } from '#backend/history/row-change.ts';
import type { StoredRun } from '#backend/history/run-row.ts';
import type { Watch } from '#backend/history/watch.ts';
import type { FixOutcome, RejectFilter, RejectWork } from '#shared/contract/rejects.ts';
import { fault, isFault } from '#shared/fault.ts';
import type { TypedFields } from '#shared/reject.ts';
import { showAmount, showCount } from '#shared/units.ts';
import { fixOf, typedTargetOf, type RejectJudge } from './reject-judge.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { Rooms } from './rooms.ts';
import { demandUnsent } from './settle-replay.ts';
import { clearAway, demandSettled } from './settle-steps.ts';

/** A row as it is to be sent; null: as it came. */
export interface RowEdit {
  readonly record: number;
  readonly fields: TypedFields | null;
}

/** How long the counts of a state are waited for. */
const COUNT_MS = 100;

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
    const { states, counted } = await rejects.facets(allOf(runId), { ms: COUNT_MS });
    const history = fixes.history(run.sequence);
    return { refusal: this.#refusalOf(run), history, states, counted, replaying: run.replaying };
  }

  /** Keeps rows as they were typed; of a row that is named twice, the last. Faults: those of judge; rejects.loaded, rejects.busy, replay.running. */
  async edit(runId: string, asked: readonly RowEdit[]): Promise<readonly KeptReject[]> {
    const edits = [...new Map(asked.map((edit) => [edit.record, edit])).values()];
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
      const step = fixes.begin(run.sequence);
      fixes.change(run.sequence, step, [...typed, ...back]);
      fixes.end(run.sequence, step, wordsOf(edits));
      clearAway(this.#rooms);
      return edits.map(({ record }) => rejects.get(runId, record));
    });
  }

  /**
   * Sets rows aside, or takes them back. To be called in a turn; stopped, it leaves them as they were.
   * @param records null: all that fit the filter
   * Faults: rejects.busy, rejects.unknown, replay.running, and those of typedTargetOf.
   */
  async setAside(
    filter: RejectFilter,
    { records, aside }: { readonly records: readonly number[] | null; readonly aside: boolean },
    { progress, signal }: Watch,
  ): Promise<FixOutcome> {
    const { runId } = filter;
    const { sequence } = await this.#editable(runId);
    const { rejects, fixes } = this.#rooms.history;
    const pages =
      records === null ? rejects.pages(filter, signal) : [records.map((record) => rejects.get(runId, record))];
    const of = records?.length ?? (await rejects.count(filter, signal));
    const step = fixes.begin(sequence);
    let rows = 0;
    let change = 0;
    try {
      for await (const page of pages) {
        const moved = page.filter(({ state }) => state !== 'loaded' && (state === 'aside') !== aside);
        fixes.change(
          sequence,
          step,
          moved.map(({ record, fix }) => ({ record, fix, aside })),
        );
        rows += page.length;
        change += moved.length;
        progress(rows, of);
        signal.throwIfAborted();
      }
    } catch (error) {
      await fixes.abandon(sequence, step);
      throw error;
    }
    const what = showAmount(change, 'row');
    fixes.end(sequence, step, aside ? `Set ${what} aside` : `Take ${what} back`);
    clearAway(this.#rooms);
    return { rows, change, pass: 0, samples: [] };
  }

  /**
   * Takes the last step back, or does it again; where there is none, nothing happens. To be called in a turn; stopped, it leaves the
   * rows as they were. Faults: rejects.busy, replay.running.
   */
  async move(runId: string, direction: 'undo' | 'redo', watch: Watch): Promise<FixOutcome> {
    const { sequence } = await this.#editable(runId);
    const rows = (await this.#rooms.history.fixes.move(sequence, direction, watch)) ?? 0;
    return { rows, change: rows, pass: 0, samples: [] };
  }

  /** The run, where its rejects can be changed now. Faults: those of typedTargetOf; replay.running, rejects.busy. */
  async #editable(runId: string): Promise<StoredRun> {
    const run = await demandUnsent(this.#rooms, runId);
    typedTargetOf(this.#rooms.history, run);
    await demandSettled(this.#rooms, run.sequence);
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
