import { MARK_BINS, type ColumnProfile, type Ledger } from '#shared/load.ts';
import { type CellError, type ReasonCount, reasonOrder } from '#shared/reject.ts';
import type { ColumnWarning } from '#backend/check/profile.ts';
import type { RowCheck } from '#backend/check/row-check.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { WarningsLater } from './collect-warnings.ts';

/** More that was found about a row. */
export interface Amendment {
  readonly reason: number;
  readonly wrong: readonly string[];
  readonly record: number;
  readonly errors: readonly CellError[];
}

/**
 * What our side counts of a run: rows read and rejected, and why and where. Each rejected row counts once, under its
 * first error.
 */
export class Tally {
  read = 0;
  rejected = 0;
  /** Rows handed to the server. */
  sent = 0;
  /** Of them, those that are known to update a row of the table. */
  known = 0;
  /** Rows that were left out because their key is there. */
  skipped = 0;
  bytesRead = 0;
  /** Whether its bytes tell nothing of how many rows they hold. */
  isPacked = false;
  /** Who knows more of what was read. */
  check: RowCheck | null = null;
  /** What was warned of when all rows were judged. */
  warnedLater: WarningsLater = { rows: 0, warnings: [] };
  readonly bytesTotal: number;
  /** Bytes of the file for each byte that offsets count: less than 1 where it is packed. */
  #scale = 1;
  readonly #marks: number[] = Array.from({ length: MARK_BINS }, () => 0);
  /** Values that the check took and that were found wrong later, by column. */
  readonly #wrongLater = new Map<string, number>();
  readonly #reasons: { count: number; record: number; first: CellError }[] = [];
  /** By code, then by column; '' stands for the row as a whole. */
  readonly #reasonNumbers = new Map<string, Map<string, number>>();
  /** What was counted last: the next row often has the same reason. */
  #last: { readonly first: CellError; readonly number: number } | null = null;

  constructor(bytesTotal: number) {
    this.bytesTotal = bytesTotal;
  }

  /** @param offset that was reached, and how much of the file that takes */
  noteRead(offset: number, fileBytes: number): void {
    this.bytesRead = Math.max(this.bytesRead, fileBytes);
    this.#scale = offset > 0 ? fileBytes / offset : 1;
  }

  /** Counts rows, and answers with the number of the reason that each is counted under. */
  reject(rows: readonly RejectedRow[]): number[] {
    this.rejected += rows.length;
    return rows.map(({ record, byteOffset, errors }) => {
      const bin = Math.min(MARK_BINS - 1, Math.floor(((byteOffset * this.#scale) / this.bytesTotal) * MARK_BINS));
      this.#marks[bin] = (this.#marks[bin] ?? 0) + 1;
      return this.#count(record, errors);
    });
  }

  #count(record: number, [first]: readonly CellError[]): number {
    if (first === undefined) throw new Error('A row was rejected without an error.');
    const number = this.#numberOf(first, record);
    const reason = this.#reasons[number];
    if (reason) {
      reason.count += 1;
      // Rows come in the order in which they are found out, not in that of the file.
      if (record < reason.record) {
        reason.record = record;
        reason.first = first;
      }
    }
    return number;
  }

  #numberOf(first: CellError, record: number): number {
    const last = this.#last;
    if (last !== null && last.first.code === first.code && last.first.column === first.column) return last.number;
    const numbers = this.#reasonNumbers.get(first.code) ?? new Map<string, number>();
    this.#reasonNumbers.set(first.code, numbers);
    const column = first.column ?? '';
    const number = numbers.get(column) ?? this.#reasons.push({ count: 0, record, first }) - 1;
    numbers.set(column, number);
    this.#last = { first, number };
    return number;
  }

  /**
   * More was found about a row that is counted under the reason of that number; it may come before it.
   * @param wrong the columns that are counted as wrong in this row already
   */
  amend({ reason: number, wrong, record, errors }: Amendment): void {
    this.#countWrongLater(errors.filter(({ column }) => column === null || !wrong.includes(column)));
    const reason = this.#reasons[number];
    const [found] = errors;
    if (!reason || !found || reasonOrder(found.code) >= reasonOrder(reason.first.code)) return;
    reason.count -= 1;
    this.#count(record, errors);
  }

  /** What was found of one row later: each of its columns once. */
  #countWrongLater(errors: readonly CellError[]): void {
    for (const column of new Set(errors.map((error) => error.column))) {
      if (column !== null) this.#wrongLater.set(column, (this.#wrongLater.get(column) ?? 0) + 1);
    }
  }

  /** Counts rows that the check had taken. */
  rejectLater(rows: readonly RejectedRow[]): void {
    this.reject(rows);
    for (const { errors } of rows) this.#countWrongLater(errors);
  }

  get columns(): ColumnProfile[] {
    return this.#withWrongLater(this.check?.profile() ?? []);
  }

  /** The same with what a check learnt of the values; for the end. */
  get wholeColumns(): ColumnProfile[] {
    return this.#withWrongLater(this.check?.wholeProfile() ?? []);
  }

  #withWrongLater(profiles: readonly ColumnProfile[]): ColumnProfile[] {
    return profiles.map((profile) => {
      const later = Math.min(profile.valid, this.#wrongLater.get(profile.column) ?? 0);
      return { ...profile, valid: profile.valid - later, wrong: profile.wrong + later };
    });
  }

  /** Rows with at least one warning. */
  get warned(): number {
    return (this.check?.rowsWarned ?? 0) + this.warnedLater.rows;
  }

  get warnings(): ColumnWarning[] {
    return [...(this.check?.warnings() ?? []), ...this.warnedLater.warnings];
  }

  get marks(): number[] {
    return this.rejected === 0 ? [] : [...this.#marks];
  }

  /** Most frequent first, then in the order of reasons. */
  get reasons(): ReasonCount[] {
    return this.#reasons
      .filter(({ count }) => count > 0)
      .map(({ count, first: { code, column, sentence } }) => ({ code, column, count, sentence }))
      .toSorted((a, b) => b.count - a.count || reasonOrder(a.code) - reasonOrder(b.code));
  }

  /**
   * The ledger while the run is on: what is sent counts as inserted.
   * @param onTheWay rows that are sent and may still turn out wrong: they are in no lane
   */
  running(onTheWay: number): Ledger {
    const { read, rejected, known, skipped, marks } = this;
    return { read, inserted: read - rejected - known - skipped - onTheWay, updated: known, skipped, rejected, marks };
  }

  /** The ledger of a run of which nothing stays. */
  get undone(): Ledger {
    const { read, rejected, marks } = this;
    return { read, inserted: 0, updated: 0, skipped: 0, rejected, marks };
  }
}
