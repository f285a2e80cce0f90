import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { fault } from '#shared/fault.ts';
import { reasonOrder, type CellError } from '#shared/reject.ts';
import type { BlockStore } from './block-store.ts';
import { countFacets } from './count-facets.ts';
import { keptErrors, keptRejects, type KeptReject } from './kept-reject.ts';
import { packRejects, type PackedRejects } from './pack-rejects.ts';
import { pickRows, rowOf, type RejectBlock } from './reject-block.ts';
import { RejectFilters, type RejectChoice } from './reject-filters.ts';
import { RejectKinds } from './reject-kinds.ts';
import type { RejectPage } from './reject-page.ts';
import { RejectRests } from './reject-rests.ts';
import { OPEN } from './reject-state.ts';
import type { GrowingSurvey, RejectSurveys, Survey } from './reject-survey.ts';
import type { Guard } from './sqlite-fault.ts';
import { patient, until } from './survey-wait.ts';
import { Statements } from './statements.ts';
import { rowsIn, type SurveyPart } from './survey-part.ts';
import { withoutSync } from './without-sync.ts';

type TakeRows<T> = (run: number, block: RejectBlock, rows: readonly number[]) => T;

/** Blocks that are dropped in one go: some milliseconds. */
const DROPPED_BLOCKS = 50;

/** The rejects of all runs, in the order of their records. */
export class RejectStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #blocks: BlockStore;
  readonly #statements: Statements;
  readonly #kinds: RejectKinds;
  readonly #filters: RejectFilters;
  readonly #surveys: RejectSurveys;
  readonly #rests: RejectRests;

  constructor(
    db: Database,
    guard: Guard,
    { blocks, surveys }: { readonly blocks: BlockStore; readonly surveys: RejectSurveys },
  ) {
    this.#db = db;
    this.#guard = guard;
    this.#blocks = blocks;
    this.#surveys = surveys;
    this.#statements = new Statements(db);
    this.#kinds = new RejectKinds(db);
    this.#filters = new RejectFilters(db, guard, this.#kinds);
    this.#rests = new RejectRests(db, guard);
  }

  /**
   * Keeps these rows, all or none. They are safe from the end of the process at once, and from that of the machine with the next
   * note of their run, which comes before its COMMIT. Faults: history.unwritable.
   */
  add(runId: string, rows: readonly RejectedRow[]): void {
    if (rows.length > 0) this.addPacked(runId, packRejects(rows));
  }

  /** The same of rows that are packed already; another thread may have done that. */
  addPacked(runId: string, { kinds, kindOf, bytes, ...rows }: PackedRejects): void {
    const run = this.#filters.runOf(runId);
    this.#write(() => {
      const ids = kinds.map((kind) => this.#kinds.idIn(run, kind));
      this.#blocks.add(run, {
        ...rows,
        bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        kinds: kindOf.map((kind) => ids[kind] ?? 0),
        states: new Uint8Array(kindOf.length).fill(OPEN),
      });
    });
  }

  /** Adds errors to rows that are kept already, all or none; they stand in the order of reasons. */
  amend(runId: string, more: readonly { readonly record: number; readonly errors: readonly CellError[] }[]): void {
    const run = this.#filters.runOf(runId);
    const left = more.toSorted((one, other) => one.record - other.record);
    if (left.length === 0) return;
    this.#write(() => {
      for (let at = 0; at < left.length;) {
        const part = this.#blocks.around(run, left[at]?.record ?? 0);
        if (part === null) throw new SyntaxError('Errors were found in a row that is no reject.');
        let end = at + 1;
        while (end < left.length && (left[end]?.record ?? 0) <= part.last) end += 1;
        this.#blocks.replace(run, part.id, this.#amended(run, this.#blocks.block(part.id), left.slice(at, end)));
        at = end;
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
    for (let left = true; left; await setImmediate()) {
      this.#write(() => {
        left = this.#blocks.drop(run, DROPPED_BLOCKS);
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
    return sum(fitting(this.#choiceOf(filter), survey.now().parts));
  }

  /**
   * A page of rejects that fit the filter, in the order of their records, and how many fit, as far as they are counted: it comes as
   * soon as its own rows are found. The survey tells in which blocks of the run they stand, so that a page far down is as near as
   * the first. Where patience ends before, it is short.
   */
  async page(
    filter: RejectFilter,
    offset: number,
    limit: number,
    patience = patient,
  ): Promise<{ readonly total: number; readonly counted: boolean; readonly rows: readonly KeptReject[] }> {
    const survey = this.#surveyOf(filter);
    const choice = this.#choiceOf(filter);
    const isFound = ({ parts, solid, isWhole }: Survey): boolean =>
      isWhole || sum(fitting(choice, parts.slice(0, solid))) >= offset + limit;
    await until(survey, isFound, patience);
    return this.#guard(() =>
      // Blocks are read as they were listed.
      this.#db.transaction(() => {
        const { parts, solid, isWhole } = survey.now();
        const rows: KeptReject[] = [];
        let skip = offset;
        for (const { id, count } of fitting(choice, parts.slice(0, solid))) {
          if (rows.length === limit) break;
          if (skip < count) {
            const block = this.#blocks.block(id);
            const chosen = choice.rowsIn(block).slice(skip, skip + limit - rows.length);
            rows.push(...this.#kept(filter, block, chosen));
          }
          skip = Math.max(0, skip - count);
        }
        return { total: sum(fitting(choice, parts)), counted: isWhole, rows };
      })(),
    );
  }

  /**
   * All rejects that fit the filter in the order of their records, block by block: memory does not grow with their number, and
   * others have their turn, also while none fits.
   */
  pages(filter: RejectFilter, signal?: AbortSignal): AsyncGenerator<readonly KeptReject[], void, void> {
    return this.#eachPage(filter, signal, (_run, block, rows) => this.#kept(filter, block, rows));
  }

  /** The same without an object for each row, and without what became of them. */
  exportPages(filter: RejectFilter, signal?: AbortSignal): AsyncGenerator<RejectPage, void, void> {
    return this.#eachPage(filter, signal, (run, block, rows) => {
      const chosen = rows.length === block.records.length ? block : pickRows(block, Int32Array.from(rows));
      return { ...chosen, rests: this.#rests.of(run, chosen) };
    });
  }

  /** The reject of that record. Faults: rejects.unknown. */
  get(runId: string, record: number): KeptReject {
    const run = this.#filters.runOf(runId);
    return this.#guard(() => {
      const part = this.#blocks.around(run, record);
      const block = part === null ? null : this.#blocks.block(part.id);
      const row = block === null ? -1 : rowOf(block, record);
      const [kept] = block === null || row < 0 ? [] : this.#kept({ runId }, block, [row]);
      if (kept === undefined) throw fault('rejects.unknown', { record });
      return kept;
    });
  }

  /** Counts of the rejects that fit the filter, as far as patience goes; see countFacets. */
  async facets(filter: RejectFilter, patience = patient): Promise<Facets> {
    const survey = this.#surveyOf(filter);
    await until(survey, (now) => now.isWhole, patience);
    const { parts, isWhole } = survey.now();
    const kinds = this.#guard(() => this.#kinds.of(this.#filters.runOf(filter.runId)));
    // In the order in which the kinds came up: reasons that are as frequent stand in it.
    const groups = parts.flatMap((part) => part.groups).toSorted((one, other) => one.kind - other.kind);
    return { ...countFacets(groups, kinds, filter), counted: isWhole };
  }

  #surveyOf(filter: RejectFilter): GrowingSurvey {
    return this.#surveys.of(this.#filters.runOf(filter.runId), this.#filters.searchOf(filter));
  }

  #choiceOf(filter: RejectFilter): RejectChoice {
    return this.#filters.choiceOf(filter);
  }

  async *#eachPage<T>(
    filter: RejectFilter,
    signal: AbortSignal | undefined,
    take: TakeRows<T>,
  ): AsyncGenerator<T, void, void> {
    const run = this.#filters.runOf(filter.runId);
    const choice = this.#choiceOf(filter);
    for (let after = 0; ; await setImmediate()) {
      signal?.throwIfAborted();
      const page = this.#guard(() => this.#nextPage(run, choice, after, take));
      if (page === null) return;
      if (page.rows > 0) yield page.taken;
      after = page.last;
    }
  }

  /** What fits of the next block with rows that may; null: there is none. */
  #nextPage<T>(
    run: number,
    choice: RejectChoice,
    after: number,
    take: TakeRows<T>,
  ): { readonly taken: T; readonly rows: number; readonly last: number } | null {
    return this.#db.transaction(() => {
      let part = this.#blocks.next(run, after);
      for (; part !== null; part = this.#blocks.next(run, part.last)) if (part.groups.some(choice.hasGroup)) break;
      if (part === null) return null;
      const block = this.#blocks.block(part.id);
      const rows = choice.rowsIn(block).filter((row) => (block.records[row] ?? 0) > after);
      return { taken: take(run, block, rows), rows: rows.length, last: part.last };
    })();
  }

  #kept({ runId }: Pick<RejectFilter, 'runId'>, block: RejectBlock, rows: readonly number[]): KeptReject[] {
    const run = this.#filters.runOf(runId);
    const fixes = this.#statements
      .of('SELECT record, fix FROM reject_fix WHERE run = ? AND record BETWEEN ? AND ?')
      .all(run, block.records.at(0), block.records.at(-1))
      .map((raw) => fixRow.parse(raw));
    const kept = keptRejects(block, rows, this.#kinds.of(run), new Map(fixes.map(({ record, fix }) => [record, fix])));
    return kept.map((row) => this.#rests.attach(run, row));
  }

  /** A block with more errors in some of its rows. */
  #amended(
    run: number,
    block: RejectBlock,
    more: readonly { readonly record: number; readonly errors: readonly CellError[] }[],
  ): RejectBlock {
    const errors = [...block.errors];
    const errorsOf = block.errorsOf.slice();
    const kinds = block.kinds.slice();
    for (const { record, errors: found } of more) {
      const row = rowOf(block, record);
      if (row < 0) throw new SyntaxError('Errors were found in a row that is no reject.');
      const all = [...keptErrors(errors[errorsOf[row] ?? 0]), ...found].toSorted(
        (a, b) => reasonOrder(a.code) - reasonOrder(b.code),
      );
      const missing = this.#kinds.of(run).get(kinds[row] ?? 0)?.missing ?? '';
      kinds[row] = this.#kinds.idOf(run, all, missing);
      errorsOf[row] = errors.push(JSON.stringify(all)) - 1;
    }
    return { ...block, errors, errorsOf, kinds };
  }

  #write(work: () => void): void {
    try {
      this.#guard(() => withoutSync(this.#db, work));
    } catch (error) {
      this.#kinds.forget();
      throw error;
    }
  }
}

const fixRow = z.object({ record: z.number(), fix: z.string() });

/** Blocks with how many of their rows fit. */
const fitting = (
  { hasGroup }: RejectChoice,
  parts: readonly SurveyPart[],
): (SurveyPart & { readonly count: number })[] =>
  parts.map((part) => ({ ...part, count: rowsIn(part.groups.filter(hasGroup)) }));

const sum = (parts: readonly { readonly count: number }[]): number =>
  parts.reduce((total, { count }) => total + count, 0);
