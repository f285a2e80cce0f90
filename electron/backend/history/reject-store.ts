import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { dialectSchema } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import { reasonOrder, rejectStateSchema, type CellError, type RejectState } from '#shared/reject.ts';
import { fold } from './fold.ts';
import { keptErrors, keptFromRow, selectKept, type KeptReject } from './kept-reject.ts';
import { packRejects, type PackedRejects } from './pack-rejects.ts';
import { PackedInsert } from './packed-insert.ts';
import { hasReason, RejectKinds, reasonsOf, type RejectKind } from './reject-kinds.ts';
import { RejectRests } from './reject-rests.ts';
import { stateName, statesOf } from './reject-state.ts';
import type { GroupCount, RejectSurveys, Survey } from './reject-survey.ts';
import { lineSearch, type LineSearch } from './search-line.ts';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import { withoutSync } from './without-sync.ts';

/** The rejects of all runs, in the order of their records. */
export class RejectStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #statements: Statements;
  readonly #kinds: RejectKinds;
  readonly #surveys: RejectSurveys;
  readonly #rests: RejectRests;
  readonly #insert: PackedInsert;
  readonly #runs = new Map<string, NumberedRun>();

  constructor(db: Database, guard: Guard, surveys: RejectSurveys) {
    this.#db = db;
    this.#guard = guard;
    this.#statements = new Statements(db);
    this.#kinds = new RejectKinds(db);
    this.#surveys = surveys;
    this.#rests = new RejectRests(db, guard);
    this.#insert = new PackedInsert(db);
  }

  /**
   * Keeps these rows, all or none. They are safe from the end of the process at once, and from that of the machine with the next
   * note of their run, which comes before its COMMIT. Faults: history.unwritable.
   */
  add(runId: string, rows: readonly RejectedRow[]): void {
    if (rows.length > 0) this.addPacked(runId, packRejects(rows));
  }

  /** The same of rows that are packed already; another thread may have done that. */
  addPacked(runId: string, rows: PackedRejects): void {
    const { run } = this.#run(runId);
    this.#write(run, () => {
      const kinds = rows.kinds.map((kind) => this.#kinds.idIn(run, kind));
      this.#insert.run(run, kinds, rows);
    });
  }

  /** Adds errors to rows that are kept already, all or none; they stand in the order of reasons. */
  amend(runId: string, more: readonly { readonly record: number; readonly errors: readonly CellError[] }[]): void {
    if (more.length === 0) return;
    const { run } = this.#run(runId);
    this.#write(run, () => {
      const kept = this.#statements.of(
        `SELECT r.errors, k.missing FROM reject_row r JOIN reject_kind k ON k.id = r.kind WHERE r.run = ? AND r.record = ?`,
      );
      const put = this.#statements.of('UPDATE reject_row SET errors = ?, kind = ? WHERE run = ? AND record = ?');
      for (const { record, errors } of more) {
        const row = amendedRow.parse(kept.get(run, record));
        const all = [...keptErrors.parse(JSON.parse(row.errors)), ...errors].toSorted(
          (a, b) => reasonOrder(a.code) - reasonOrder(b.code),
        );
        put.run(JSON.stringify(all), this.#kinds.idOf(run, all, row.missing), run, record);
      }
    });
  }

  /** Adds a piece to what follows the bytes of a long row that is kept. Faults: history.unwritable. */
  addRest(runId: string, record: number, piece: Buffer): void {
    this.#rests.add(this.#run(runId).run, record, piece);
  }

  /** Forgets the rejects of a run that starts over. */
  clear(runId: string): void {
    const { run } = this.#run(runId);
    this.#write(run, () => {
      this.#db.prepare('DELETE FROM reject_row WHERE run = ?').run(run);
      this.#db.prepare('DELETE FROM reject_rest WHERE run = ?').run(run);
      this.#kinds.forget(run);
    });
  }

  /** How many rejects fit the filter. */
  async count(filter: RejectFilter): Promise<number> {
    return sum((await this.#fitting(filter)).flatMap(({ groups }) => groups));
  }

  /**
   * A page of rejects that fit the filter, in the order of their records, and how many fit. The survey tells in which parts of the
   * run its rows stand, so that a page far down is as near as the first.
   */
  async page(
    filter: RejectFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly KeptReject[] }> {
    const parts = (await this.#fitting(filter)).map((part) => ({ ...part, count: sum(part.groups) }));
    const { clause, values } = this.#where(filter);
    const select = this.#statements.of(
      `WITH chosen AS (
         SELECT rowid AS id FROM reject_row r WHERE ${clause} AND record > @after AND record <= @last
         ORDER BY record LIMIT @limit OFFSET @skip)
       ${selectKept} WHERE r.rowid IN (SELECT id FROM chosen) ORDER BY r.record`,
    );
    const rows: KeptReject[] = [];
    let skip = offset;
    for (const { after, last, count } of parts) {
      if (rows.length === limit) break;
      if (skip < count) {
        const wanted = { ...values, after, last, skip, limit: limit - rows.length };
        rows.push(...this.#guard(() => select.all(wanted).map(keptFromRow)));
        if (filter.query !== '') await setImmediate();
      }
      skip = Math.max(0, skip - count);
    }
    return { total: parts.reduce((total, { count }) => total + count, 0), rows };
  }

  /** All rejects that fit the filter in the order of their records, read in pages: memory does not grow with their number. */
  *all(filter: RejectFilter): Generator<KeptReject> {
    for (let after = 0; ;) {
      const rows = this.next(filter, after, 500);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.record;
    }
  }

  /** The first rejects that fit the filter and stand behind a record. */
  next(filter: RejectFilter, after: number, limit: number): readonly KeptReject[] {
    const { clause, values } = this.#where(filter);
    return this.#guard(() =>
      this.#statements
        .of(`${selectKept} WHERE ${clause} AND r.record > @after ORDER BY r.record LIMIT @limit`)
        .all({ ...values, after, limit })
        .map(keptFromRow)
        .map((row) => this.#rests.attach(this.#run(filter.runId).run, row)),
    );
  }

  /** The reject of that record. Faults: rejects.unknown. */
  get(runId: string, record: number): KeptReject {
    const { run } = this.#run(runId);
    const row = this.#guard(() =>
      this.#statements.of(`${selectKept} WHERE r.run = ? AND r.record = ?`).get(run, record),
    );
    if (row === undefined) throw fault('rejects.unknown', { record });
    return this.#guard(() => keptFromRow(row));
  }

  /**
   * Counts by reason, column, state and missing column of the rejects that fit the filter: what each facet would leave when it is
   * added to the filter. A row stands under each of its reasons.
   */
  async facets(filter: RejectFilter): Promise<Facets> {
    const { run } = this.#run(filter.runId);
    const survey = await this.#surveys.of(run, this.#searchOf(filter));
    const kinds = this.#guard(() => this.#kinds.of(run));
    const codes = new Counts<CellError['code']>();
    const columns = new Counts<string>();
    const states = new Counts<RejectState>();
    const missing = new Counts<string>();
    let total = 0;
    for (const group of survey.flatMap(({ groups }) => groups)) {
      const kind = kinds.get(group.kind);
      if (kind === undefined || !hasReason(kind, filter)) continue;
      const { count } = group;
      const state = stateName(group.state);
      const isMissing = filter.missing === null || kind.missing === filter.missing;
      const isState = filter.state === null || state === filter.state;
      if (isMissing) states.add(state, count);
      if (isState && kind.missing !== '') missing.add(kind.missing, count);
      if (!isMissing || !isState) continue;
      total += count;
      const reasons = reasonsOf(kind, filter);
      for (const code of new Set(reasons.map(([each]) => each))) codes.add(code, count);
      for (const column of new Set(reasons.map(([, each]) => each))) columns.add(column, count);
    }
    return {
      total,
      reasons: codes.list().map(([code, count]) => ({ code, count })),
      columns: columns.list().map(([column, count]) => ({ column, count })),
      states: rejectStateSchema.options.map((state) => ({ state, count: states.of(state) })),
      missing: missing.list().map(([column, count]) => ({ column, count })),
    };
  }

  /** The parts of a run's survey with the groups that fit the filter. */
  async #fitting(filter: RejectFilter): Promise<Survey> {
    const { run } = this.#run(filter.runId);
    const survey = await this.#surveys.of(run, this.#searchOf(filter));
    const kinds = new Set(this.#kindsFor(run, filter));
    const states = filter.state === null ? null : new Set(statesOf(filter.state));
    return survey.map(({ after, last, groups }) => ({
      after,
      last,
      groups: groups.filter(({ kind, state }) => kinds.has(kind) && (states === null || states.has(state))),
    }));
  }

  #kindsFor(run: number, filter: RejectFilter): number[] {
    const fits = (kind: RejectKind): boolean =>
      hasReason(kind, filter) && (filter.missing === null || kind.missing === filter.missing);
    return this.#guard(() => [...this.#kinds.of(run)].filter(([, kind]) => fits(kind)).map(([id]) => id));
  }

  #where(filter: RejectFilter): { readonly clause: string; readonly values: Record<string, string | number> } {
    const { run } = this.#run(filter.runId);
    const wheres = ['r.run = @run'];
    const values: Record<string, string | number> = { run };
    if (filter.code !== null || filter.column !== null || filter.missing !== null) {
      wheres.push('r.kind IN (SELECT value FROM json_each(@kinds))');
      values['kinds'] = JSON.stringify(this.#kindsFor(run, filter));
    }
    if (filter.state !== null) wheres.push(`r.state IN (${statesOf(filter.state).join(', ')})`);
    const search = this.#searchOf(filter);
    if (search !== null) wheres.push(search.clause);
    return { clause: wheres.join(' AND '), values: { ...values, ...search?.values } };
  }

  #searchOf({ runId, query }: RejectFilter): LineSearch | null {
    return query === '' ? null : lineSearch(fold(query), this.#run(runId).dialect);
  }

  /** Faults: run.unknown. */
  #run(id: string): NumberedRun {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const row = this.#guard(() => this.#db.prepare('SELECT sequence AS run, dialect FROM run WHERE id = ?').get(id));
    if (row === undefined) throw fault('run.unknown', { id });
    const found = this.#guard(() => numberedRun.parse(row));
    this.#runs.set(id, found);
    return found;
  }

  #write(run: number, work: () => void): void {
    try {
      this.#guard(() =>
        withoutSync(this.#db, () => {
          this.#surveys.outdate(run, null);
          work();
        }),
      );
    } catch (error) {
      this.#kinds.forget();
      throw error;
    }
  }
}

const amendedRow = z.object({ errors: z.string(), missing: z.string() });

const numberedRun = z.object({
  run: z.number(),
  dialect: z.string().transform((text) => dialectSchema.parse(JSON.parse(text))),
});
type NumberedRun = z.infer<typeof numberedRun>;

const sum = (groups: readonly GroupCount[]): number => groups.reduce((total, { count }) => total + count, 0);

/** Rows counted by one of their traits; most frequent first. */
class Counts<T extends string> {
  readonly #counts = new Map<T, number>();

  add(name: T, count: number): void {
    this.#counts.set(name, this.of(name) + count);
  }

  of(name: T): number {
    return this.#counts.get(name) ?? 0;
  }

  list(): (readonly [T, number])[] {
    return [...this.#counts].toSorted(([, a], [, b]) => b - a);
  }
}
