import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import { dialectSchema } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { fold } from './fold.ts';
import type { RejectBlock } from './reject-block.ts';
import { hasReason, type RejectKind, type RejectKinds } from './reject-kinds.ts';
import { statesOf } from './reject-state.ts';
import { lineSearch, type LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';
import type { GroupCount } from './survey-part.ts';

const numberedRun = z.object({
  run: z.number(),
  dialect: z.string().transform((text) => dialectSchema.parse(JSON.parse(text))),
});
type NumberedRun = z.infer<typeof numberedRun>;

/** Which rejects a filter leaves. */
export interface RejectChoice {
  /** By kind and state alone. */
  readonly hasGroup: (group: Pick<GroupCount, 'kind' | 'state'>) => boolean;
  /** The rows of a block that fit, in their order. */
  readonly rowsIn: (block: RejectBlock) => number[];
}

/** What filters say, and the runs that they name. */
export class RejectFilters {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #kinds: RejectKinds;
  readonly #runs = new Map<string, NumberedRun>();

  constructor(db: Database, guard: Guard, kinds: RejectKinds) {
    this.#db = db;
    this.#guard = guard;
    this.#kinds = kinds;
  }

  /** The number of a run. Faults: run.unknown. */
  runOf(id: string): number {
    return this.#run(id).run;
  }

  /** What a filter says, as it is asked of blocks. */
  choiceOf(filter: RejectFilter): RejectChoice {
    const states = filter.state === null ? null : new Set(statesOf(filter.state));
    const hasAnyKind = filter.code === null && filter.column === null && filter.missing === null;
    const kinds = hasAnyKind ? null : new Set(this.#kindsFor(filter));
    const fits = (kind: number, state: number): boolean => (kinds?.has(kind) ?? true) && (states?.has(state) ?? true);
    const search = this.searchOf(filter);
    return {
      hasGroup: ({ kind, state }) => fits(kind, state),
      rowsIn(block) {
        const rows = search === null ? Array.from(block.states, (_, row) => row) : search.rows(block);
        if (kinds === null && states === null) return rows;
        return rows.filter((row) => fits(block.kinds[row] ?? 0, block.states[row] ?? 0));
      },
    };
  }

  /** Null: no text is looked for. */
  searchOf({ runId, query }: RejectFilter): LineSearch | null {
    return query === '' ? null : lineSearch(fold(query), this.#run(runId).dialect);
  }

  /** The ids of the kinds of rows that fit. */
  #kindsFor(filter: RejectFilter): number[] {
    const run = this.runOf(filter.runId);
    const fits = (kind: RejectKind): boolean =>
      hasReason(kind, filter) && (filter.missing === null || kind.missing === filter.missing);
    return this.#guard(() => [...this.#kinds.of(run)].filter(([, kind]) => fits(kind)).map(([id]) => id));
  }

  #run(id: string): NumberedRun {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const row = this.#guard(() => this.#db.prepare('SELECT sequence AS run, dialect FROM run WHERE id = ?').get(id));
    if (row === undefined) throw fault('run.unknown', { id });
    const found = this.#guard(() => numberedRun.parse(row));
    this.#runs.set(id, found);
    return found;
  }
}
