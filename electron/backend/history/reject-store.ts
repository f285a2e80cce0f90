import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { fault } from '#shared/fault.ts';
import { reasonOrder, type CellError } from '#shared/reject.ts';
import { countFacets } from './count-facets.ts';
import { keptErrors, keptFromRow, selectKept, type KeptReject } from './kept-reject.ts';
import { packRejects, type PackedRejects } from './pack-rejects.ts';
import { PackedInsert } from './packed-insert.ts';
import { RejectFilters } from './reject-filters.ts';
import { RejectKinds } from './reject-kinds.ts';
import { RejectRests } from './reject-rests.ts';
import { OPEN, statesOf } from './reject-state.ts';
import { nextRows, type GrowingSurvey, type RejectSurveys } from './reject-survey.ts';
import type { Guard } from './sqlite-fault.ts';
import { Statements } from './statements.ts';
import { rowsIn, spanOf, type SurveyPart } from './survey-part.ts';
import { withoutSync } from './without-sync.ts';

/** How long an answer may go on counting before it tells what it has. */
export interface Patience {
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
}

const patient: Patience = { ms: Number.POSITIVE_INFINITY };

/** Rows of a page of all rows, at most, and their bytes, about. */
const PAGE_ROWS_MAX = 1000;
const PAGE_BYTES = 2 * 1024 * 1024;
/** Rows that are looked at for a page in one go: some milliseconds; of a search, as many as that turns out to be. */
const LOOKED_ROWS = 10_000;
const SEARCHED_ROWS = 500;

/** The rejects of all runs, in the order of their records. */
export class RejectStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #statements: Statements;
  readonly #kinds: RejectKinds;
  readonly #filters: RejectFilters;
  readonly #surveys: RejectSurveys;
  readonly #rests: RejectRests;
  readonly #insert: PackedInsert;

  constructor(db: Database, guard: Guard, surveys: RejectSurveys) {
    this.#db = db;
    this.#guard = guard;
    this.#statements = new Statements(db);
    this.#kinds = new RejectKinds(db);
    this.#filters = new RejectFilters(db, guard, this.#kinds);
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
    const run = this.#filters.runOf(runId);
    this.#write(() => {
      const kinds = rows.kinds.map((kind) => this.#kinds.idIn(run, kind));
      const counts = new Float64Array(kinds.length);
      for (const at of rows.kindOf) counts[at] = (counts[at] ?? 0) + 1;
      const groups = kinds.map((kind, at) => ({ kind, state: OPEN, count: counts[at] ?? 0 }));
      this.#surveys.adds(run, spanOf(rows.records), groups);
      this.#insert.run(run, kinds, rows);
    });
  }

  /** Adds errors to rows that are kept already, all or none; they stand in the order of reasons. */
  amend(runId: string, more: readonly { readonly record: number; readonly errors: readonly CellError[] }[]): void {
    if (more.length === 0) return;
    const run = this.#filters.runOf(runId);
    this.#write(() => {
      this.#surveys.outdate(run, spanOf(more.map(({ record }) => record)));
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
    this.#rests.add(this.#filters.runOf(runId), record, piece);
  }

  /** Forgets the rejects of a run that starts over, some at a time. */
  async clear(runId: string): Promise<void> {
    const run = this.#filters.runOf(runId);
    const drop = this.#statements.of(
      `DELETE FROM reject_row WHERE rowid IN (SELECT rowid FROM reject_row WHERE run = ? LIMIT ${LOOKED_ROWS})`,
    );
    for (let left = true; left; await setImmediate()) {
      this.#write(() => {
        this.#surveys.outdate(run);
        left = drop.run(run).changes > 0;
        if (left) return;
        this.#statements.of('DELETE FROM reject_rest WHERE run = ?').run(run);
        this.#kinds.forget(run);
      });
    }
  }

  /** How many rejects fit the filter. */
  async count(filter: RejectFilter, signal?: AbortSignal): Promise<number> {
    const survey = this.#surveyOf(filter);
    await until(survey, (now) => now.isWhole, { ...patient, signal });
    return sum(this.#fitting(filter, survey.now().parts));
  }

  /**
   * A page of rejects that fit the filter, in the order of their records, and how many fit, as far as they are counted: it comes as
   * soon as its own rows are found. The survey tells in which parts of the run they stand, so that a page far down is as near as
   * the first. Where patience ends before, it is short.
   */
  async page(
    filter: RejectFilter,
    offset: number,
    limit: number,
    patience = patient,
  ): Promise<{ readonly total: number; readonly counted: boolean; readonly rows: readonly KeptReject[] }> {
    const survey = this.#surveyOf(filter);
    const isFound = ({ parts, solid, isWhole }: ReturnType<GrowingSurvey['now']>): boolean =>
      isWhole || sum(this.#fitting(filter, parts.slice(0, solid))) >= offset + limit;
    await until(survey, isFound, patience);
    const { parts, solid, isWhole } = survey.now();
    const { clause, values } = this.#filters.where(filter);
    const select = this.#statements.of(
      `WITH chosen AS (
         SELECT rowid AS id FROM reject_row r WHERE ${clause} AND record > @after AND record <= @last
         ORDER BY record LIMIT @limit OFFSET @skip)
       ${selectKept} WHERE r.rowid IN (SELECT id FROM chosen) ORDER BY r.record`,
    );
    const rows: KeptReject[] = [];
    let skip = offset;
    for (const { after, last, count } of this.#fitting(filter, parts.slice(0, solid))) {
      if (rows.length === limit) break;
      if (skip < count) {
        const wanted = { ...values, after, last, skip, limit: limit - rows.length };
        rows.push(...this.#guard(() => select.all(wanted).map(keptFromRow)));
        if (filter.query !== '') await setImmediate();
      }
      skip = Math.max(0, skip - count);
    }
    return { total: sum(this.#fitting(filter, parts)), counted: isWhole, rows };
  }

  /**
   * All rejects that fit the filter in the order of their records, read page by page: memory does not grow with their number, and
   * others have their turn, also while none fits.
   */
  async *pages(filter: RejectFilter, signal?: AbortSignal): AsyncGenerator<readonly KeptReject[], void, void> {
    const run = this.#filters.runOf(filter.runId);
    const { clause, values } = this.#filters.where(filter);
    const select = this.#statements.of(
      `${selectKept} WHERE ${clause} AND r.record > @after AND r.record <= @last ORDER BY r.record LIMIT @limit`,
    );
    const isSearch = filter.query !== '';
    let looked = isSearch ? SEARCHED_ROWS : LOOKED_ROWS;
    let limit = 100;
    for (let after = 0; ;) {
      const last = this.#guard(() => this.#surveys.endOf(run, after, looked));
      if (last === null) return;
      while (after < last) {
        signal?.throwIfAborted();
        const startMs = performance.now();
        const raw = this.#guard(() => select.all({ ...values, after, last, limit }));
        const rows = raw.map(keptFromRow).map((row) => this.#rests.attach(run, row));
        const end = rows.length < limit ? last : (rows.at(-1)?.record ?? last);
        if (isSearch && after < last) looked = nextRows(looked, performance.now() - startMs);
        limit = limitAfter(rows);
        after = end;
        if (rows.length > 0) yield rows;
        await setImmediate();
      }
    }
  }

  /** The reject of that record. Faults: rejects.unknown. */
  get(runId: string, record: number): KeptReject {
    const run = this.#filters.runOf(runId);
    const row = this.#guard(() =>
      this.#statements.of(`${selectKept} WHERE r.run = ? AND r.record = ?`).get(run, record),
    );
    if (row === undefined) throw fault('rejects.unknown', { record });
    return this.#guard(() => keptFromRow(row));
  }

  /** Counts of the rejects that fit the filter, as far as patience goes; see countFacets. */
  async facets(filter: RejectFilter, patience = patient): Promise<Facets> {
    const survey = this.#surveyOf(filter);
    await until(survey, (now) => now.isWhole, patience);
    const { parts, isWhole } = survey.now();
    const kinds = this.#guard(() => this.#kinds.of(this.#filters.runOf(filter.runId)));
    const groups = parts.flatMap((part) => part.groups);
    return { ...countFacets(groups, kinds, filter), counted: isWhole };
  }

  #surveyOf(filter: RejectFilter): GrowingSurvey {
    return this.#surveys.of(this.#filters.runOf(filter.runId), this.#filters.searchOf(filter));
  }

  /** Parts with how many of their rows fit. */
  #fitting(filter: RejectFilter, parts: readonly SurveyPart[]): (SurveyPart & { readonly count: number })[] {
    const kinds = new Set(this.#filters.kindsFor(filter));
    const states = filter.state === null ? null : new Set(statesOf(filter.state));
    const fits = ({ kind, state }: SurveyPart['groups'][number]): boolean =>
      kinds.has(kind) && (states === null || states.has(state));
    return parts.map((part) => ({ ...part, count: rowsIn(part.groups.filter(fits)) }));
  }

  #write(work: () => void): void {
    try {
      this.#guard(() => withoutSync(this.#db, work));
    } catch (error) {
      this.#kinds.forget();
      this.#surveys.forget();
      throw error;
    }
  }
}

const amendedRow = z.object({ errors: z.string(), missing: z.string() });

const sum = (parts: readonly { readonly count: number }[]): number =>
  parts.reduce((total, { count }) => total + count, 0);

/** Grows a survey until it has what is wanted, or patience ends; by one slice at least. */
async function until(
  survey: GrowingSurvey,
  isEnough: (now: ReturnType<GrowingSurvey['now']>) => boolean,
  { ms, signal }: Patience,
): Promise<void> {
  const endMs = performance.now() + ms;
  while (!isEnough(survey.now())) {
    signal?.throwIfAborted();
    await survey.more();
    if (performance.now() >= endMs) return;
  }
}

/** How many rows like these make a page. */
function limitAfter(rows: readonly KeptReject[]): number {
  const bytes = rows.reduce((total, row) => total + row.bytes.length, 0);
  if (bytes === 0) return PAGE_ROWS_MAX;
  return Math.max(1, Math.min(PAGE_ROWS_MAX, Math.floor((PAGE_BYTES * rows.length) / bytes)));
}
