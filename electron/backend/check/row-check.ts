import type { ColumnProfile } from '#shared/load.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import type { CheckPlan } from './check-plan.ts';
import type { KeySet } from './key-set.ts';
import type { RejectedRow } from './rejected-row.ts';

export interface RowCheckOptions {
  /**
   * True: each tuple begins with three more fields, record int8, byteOffset int8 and byteLength int4, and columns that
   * are not exact come as text: the form of a staging table with the columns' `stagedType`.
   */
  readonly locate: boolean;
  /** One a key of the plan; null: not judged here. */
  readonly keySets: readonly (KeySet | null)[];
  /** One a reference of the plan; null: not judged here. */
  readonly parentSets: readonly (KeySet | null)[];
}

/** What became of a batch: rows read = rowCount + rejects.length. */
export interface CheckedBatch {
  /** Whole binary COPY tuples (int16 field count, then the fields), without header and trailer. The caller owns them. */
  readonly tuples: Buffer;
  /** Tuples in `tuples`. */
  readonly rowCount: number;
  /** In file order. */
  readonly rejects: readonly RejectedRow[];
}

export interface ColumnWarning {
  readonly column: string;
  /** Rows. */
  readonly count: number;
  readonly sentence: string;
}

/** Checks the rows of one source, batch after batch, in order. */
export interface RowCheck {
  check(batch: RowBatch): CheckedBatch;
  /** Rows so far. */
  readonly rowsRead: number;
  /** Rows with at least one warning so far, rejected ones included. */
  readonly rowsWarned: number;
  /** One a column of the plan: valid + empty + wrong = rowsRead. Empty: no value, required or not. */
  profile(): ColumnProfile[];
  warnings(): ColumnWarning[];
}

/** Compiles a plan into closures, decided once, that turn rows into binary tuples or rejects. */
export declare function compileRowCheck(plan: CheckPlan, options: RowCheckOptions): RowCheck;
