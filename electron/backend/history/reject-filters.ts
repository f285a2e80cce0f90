import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import { dialectSchema } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { fold } from './fold.ts';
import { hasReason, type RejectKind, type RejectKinds } from './reject-kinds.ts';
import { statesOf } from './reject-state.ts';
import { lineSearch, type LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';

const numberedRun = z.object({
  run: z.number(),
  dialect: z.string().transform((text) => dialectSchema.parse(JSON.parse(text))),
});
type NumberedRun = z.infer<typeof numberedRun>;

/** What a filter says, as it is asked of the database. */
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

  /** The ids of the kinds of rows that fit. */
  kindsFor(filter: RejectFilter): number[] {
    const run = this.runOf(filter.runId);
    const fits = (kind: RejectKind): boolean =>
      hasReason(kind, filter) && (filter.missing === null || kind.missing === filter.missing);
    return this.#guard(() => [...this.#kinds.of(run)].filter(([, kind]) => fits(kind)).map(([id]) => id));
  }

  /** A WHERE for rows `r`. */
  where(filter: RejectFilter): { readonly clause: string; readonly values: Record<string, string | number> } {
    const wheres = ['r.run = @run'];
    const values: Record<string, string | number> = { run: this.runOf(filter.runId) };
    if (filter.code !== null || filter.column !== null || filter.missing !== null) {
      wheres.push('r.kind IN (SELECT value FROM json_each(@kinds))');
      values['kinds'] = JSON.stringify(this.kindsFor(filter));
    }
    if (filter.state !== null) wheres.push(`r.state IN (${statesOf(filter.state).join(', ')})`);
    const search = this.searchOf(filter);
    if (search !== null) wheres.push(search.clause);
    return { clause: wheres.join(' AND '), values: { ...values, ...search?.values } };
  }

  /** Null: no text is looked for. */
  searchOf({ runId, query }: RejectFilter): LineSearch | null {
    return query === '' ? null : lineSearch(fold(query), this.#run(runId).dialect);
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
