import type { ColumnProfile } from '#shared/load.ts';
import type { FoundWarning } from './cell-check.ts';
import type { FoundError } from './known-errors.ts';
import type { PlanColumn } from './check-plan.ts';
import { ColumnValues, exactMaxOf } from './value-profile.ts';

/** A rule that only warns, and how many rows it warned of. */
export interface ColumnWarning {
  readonly column: string;
  /** Rows. */
  readonly count: number;
  readonly sentence: string;
}

export interface ProfileOptions {
  /** Whether values of types that are not exact come as text. */
  readonly staged: boolean;
  /** Whether the values themselves are looked at, beside being counted. */
  readonly values: boolean;
}

/** Counts what a check learns of its columns. */
export class Profile {
  rowsRead = 0;
  rowsWarned = 0;
  readonly #columns: readonly PlanColumn[];
  readonly #empty: Float64Array;
  readonly #wrong: Float64Array;
  /** Rows of the wrong width: wrong in every column. */
  #wrongRows = 0;
  /** By column and check. */
  readonly #warnings = new Map<string, ColumnWarning & { readonly check: number; count: number }>();

  /** One a column; null: only counted. */
  readonly #values: readonly ColumnValues[] | null;

  constructor(columns: readonly PlanColumn[], { staged, values }: ProfileOptions) {
    this.#columns = columns;
    const exactMax = exactMaxOf(columns.length);
    this.#values = values ? columns.map(({ codec }) => new ColumnValues(codec, { staged, exactMax })) : null;
    this.#empty = new Float64Array(columns.length);
    this.#wrong = new Float64Array(columns.length);
  }

  countRows(count: number): void {
    this.rowsRead += count;
  }

  countWrongRow(): void {
    this.#wrongRows += 1;
  }

  countEmpty(column: number): void {
    this.#empty[column] = (this.#empty[column] ?? 0) + 1;
  }

  /** A value that type and rules of its column take, in its binary form. */
  takeValue(column: number, bytes: Buffer, start: number, end: number): void {
    if (this.#values !== null) this.#values[column]?.take(bytes, start, end);
  }

  countWrong(column: number): void {
    this.#wrong[column] = (this.#wrong[column] ?? 0) + 1;
  }

  /** Columns that have a value, but one that a key or a reference refuses: each once a row. */
  countKeyErrors(errors: readonly FoundError[], lengths: Int32Array): void {
    const refused = new Set(errors.map(({ column }) => column).filter((column) => (lengths[column] ?? -1) >= 0));
    for (const column of refused) this.countWrong(column);
  }

  /** The warnings of one row. */
  countWarnings(warnings: readonly FoundWarning[]): void {
    this.rowsWarned += 1;
    for (const { column, check, sentence } of warnings) {
      const name = `${column}.${check}`;
      const known = this.#warnings.get(name);
      if (known) known.count += 1;
      else this.#warnings.set(name, { column: this.#columns[column]?.name ?? '', check, sentence, count: 1 });
    }
  }

  columns(): ColumnProfile[] {
    return this.#columns.map(({ name, codec, column: there }, column) => {
      const empty = this.#empty[column] ?? 0;
      const wrong = (this.#wrong[column] ?? 0) + this.#wrongRows;
      return { column: name, valid: this.rowsRead - empty - wrong, empty, wrong, type: there?.type ?? codec.type };
    });
  }

  /** The same with what was learnt of the values; takes time that grows with the columns. */
  columnsWithValues(): ColumnProfile[] {
    const columns = this.columns();
    return this.#values === null
      ? columns
      : columns.map((column, at) => ({ ...column, values: this.#values?.[at]?.profile }));
  }

  /** Those of rules as they came, then those of keys and references in the order of the plan. */
  warnings(): ColumnWarning[] {
    return [...this.#warnings.values()]
      .toSorted((a, b) => Math.max(0, -a.check) - Math.max(0, -b.check))
      .map(({ column, count, sentence }) => ({ column, count, sentence }));
  }
}
