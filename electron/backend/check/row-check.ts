import type { ColumnProfile } from '#shared/load.ts';
import { cellError } from '#shared/reject.ts';
import { LONG_RECORD_BYTES_KEPT } from '#backend/parse/csv-syntax.ts';
import { FIELD_QUOTED, type RowBatch } from '#backend/parse/row-batch.ts';
import { putInt16, putInt32, putInt64 } from '#backend/types/bytes.ts';
import { encodeDirectly } from '#backend/types/direct-encoder.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import {
  CELL_MISSING,
  CELL_NULL,
  CELL_VALUE,
  CELL_WRONG,
  compileCell,
  directCell,
  type Findings,
} from './cell-check.ts';
import type { CheckPlan } from './check-plan.ts';
import {
  compileKeyCheck,
  KEY_GOOD,
  KEY_KNOWN,
  KEY_SKIPPED,
  KEY_WRONG,
  type KeyVerdict,
  type TableKeySets,
  type WhyMissing,
} from './key-check.ts';
import { compileMissingGuess } from './guess-missing.ts';
import { NULL_LENGTH } from './key-form.ts';
import { inOrder, KnownErrors } from './known-errors.ts';
import type { KeySet } from './key-set.ts';
import { type ColumnWarning, Profile } from './profile.ts';
import type { RejectedRow } from './rejected-row.ts';
import { RowCopies } from './row-copies.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';
import { compileWarningCheck } from './warning-check.ts';

export interface RowCheckOptions {
  /**
   * True: each tuple begins with three more fields, record int8, byteOffset int8 and byteLength int4, and columns that
   * are not exact come as text: the form of a staging table with the columns' `stagedType`. Where the plan has keys or references
   * that only warn, a fourth one, bool, says whether the row has a warning already.
   */
  readonly locate: boolean;
  /** One a key of the plan; null: not judged here. */
  readonly keySets: readonly (KeySet | null)[];
  /** One a reference of the plan; null: not judged here. */
  readonly parentSets: readonly (KeySet | null)[];
  /** The same for keys and references that only warn; left out: none is judged here. */
  readonly warnedKeySets?: readonly (KeySet | null)[];
  readonly warnedParentSets?: readonly (KeySet | null)[];
  /**
   * Also learns what the values are: different ones, least and greatest, shapes. With it the check of a row takes about 1.35
   * times the CPU (2 million rows like the challenge's): a check does it, and a load, which need not learn it again, does not.
   */
  readonly profiled?: boolean;
  readonly whyMissing?: WhyMissing | undefined;
  /** Without them nothing is said of keys that the table has. */
  readonly tableKeys?: TableKeySets | undefined;
}

/** What became of a batch: rows read = rowCount + knownCount + skippedCount + rejects.length. */
export interface CheckedBatch {
  /**
   * Whole binary COPY tuples (int16 field count, then the fields), without header and trailer. Valid until the next batch is
   * checked.
   */
  readonly tuples: Buffer;
  /** Tuples in `tuples`. */
  readonly rowCount: number;
  /** The same of rows that update one of the table. */
  readonly knownTuples: Buffer;
  readonly knownCount: number;
  /** Rows that are right and are left out, since their key is there. */
  readonly skippedCount: number;
  /** In file order. */
  readonly rejects: readonly RejectedRow[];
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
  /** The same with what is known of the values; for the end. */
  wholeProfile(): ColumnProfile[];
  warnings(): ColumnWarning[];
}

/** Bytes that the fields record, byteOffset and byteLength take in a tuple. */
const LOCATION_BYTES = 12 + 12 + 8;
const LOCATION_FIELDS = 3;
const MARK_BYTES = 5;
/** Stands for the length of a value that could not be written. */
const NO_VALUE = -2;

/** Whether rows may be warned of by their keys or references. */
export const warnsByKey = ({ warnedKeys, warnedReferences }: CheckPlan): boolean =>
  warnedKeys.length > 0 || warnedReferences.length > 0;

/** Compiles a plan into closures, decided once, that turn rows into binary tuples or rejects. */
export function compileRowCheck(plan: CheckPlan, options: RowCheckOptions): RowCheck {
  const { locate, keySets, parentSets, tableKeys, whyMissing, profiled = false } = options;
  const { warnedKeySets = [], warnedParentSets = [] } = options;
  const findings: Findings = { errors: [], warnings: [] };
  const { columns, width, dialect } = plan;
  const cells = columns.map((column, at) => compileCell(column, at, { dialect, staged: locate, findings }));
  const encoders = columns.map((column) => directCell(column, dialect));
  // The check of a constant looks at no field.
  const fieldOf = Int32Array.from(columns, (column) => column.field ?? 0);
  const starts = new Int32Array(columns.length);
  const lengths = new Int32Array(columns.length);
  /** Of the row at hand; one object for all rows. */
  const values: { bytes: Buffer; readonly starts: Int32Array; readonly lengths: Int32Array } = {
    bytes: Buffer.alloc(0),
    starts,
    lengths,
  };
  const keyCheck = compileKeyCheck(plan, { keySets, parentSets, tableKeys, whyMissing }, findings);
  const warningCheck = compileWarningCheck(plan, { warnedKeySets, warnedParentSets });
  const marks = locate && warnsByKey(plan);
  const guessMissing = compileMissingGuess(plan);
  const profile = new Profile(columns, { staged: locate, values: profiled });
  const fieldCount = columns.length + (locate ? LOCATION_FIELDS : 0) + (marks ? 1 : 0);
  const copies = new RowCopies();
  const problemErrors = describeProblems();
  // They serve batch after batch, so that there is nothing to collect behind them.
  const out = new TupleBuffer();
  const known = new TupleBuffer(0);

  /** Writes a row as a tuple; leaves its errors and warnings in the findings. */
  const writeRow = (batch: RowBatch, row: number): void => {
    const count = out.reserve(2);
    putInt16(out.bytes, count, fieldCount);
    if (locate) putLocation(batch, row, out);
    const mark = marks ? out.reserve(MARK_BYTES) : 0;
    const { bytes, fields, flags, knownText = false } = batch;
    const first = batch.rows[row] ?? 0;
    for (let column = 0; column < cells.length; column += 1) {
      const field = first + (fieldOf[column] ?? 0);
      const start = fields[2 * field] ?? 0;
      const end = fields[2 * field + 1] ?? 0;
      const flag = flags[field] ?? 0;
      const at = out.length;
      starts[column] = at + 4;
      const encoder = encoders[column] ?? null;
      if (encoder !== null && end > start && flag <= FIELD_QUOTED) {
        if (encodeDirectly(encoder, bytes, start, end, out, knownText)) {
          lengths[column] = out.length - at - 4;
          if (profiled) profile.takeValue(column, out.bytes, at + 4, out.length);
          continue;
        }
      }
      const verdict = cells[column]?.(bytes, start, end, flag, out);
      if (verdict === CELL_VALUE) {
        lengths[column] = out.length - at - 4;
        if (profiled) profile.takeValue(column, out.bytes, at + 4, out.length);
      } else {
        lengths[column] = verdict === CELL_NULL ? NULL_LENGTH : NO_VALUE;
        if (verdict === CELL_NULL || verdict === CELL_MISSING) profile.countEmpty(column);
        if (verdict === CELL_WRONG) profile.countWrong(column);
      }
    }
    if (marks) putMark(out, mark, findings.warnings.length > 0);
  };

  /** Takes a row whose fields are in order as a whole; its tuple stands in `out`, or in `known`, unless it is wrong or left out. */
  const takeRow = (batch: RowBatch, row: number): KeyVerdict => {
    const { errors, warnings } = findings;
    if (errors.length > 0) errors.length = 0;
    if (warnings.length > 0) warnings.length = 0;
    const before = out.length;
    writeRow(batch, row);
    const record = batch.firstRow + row;
    values.bytes = out.bytes;
    const verdict = keyCheck?.(values, batch, row, record) ?? KEY_GOOD;
    if (verdict === KEY_WRONG) profile.countKeyErrors(errors, lengths);
    const goesIn = errors.length === 0 && verdict !== KEY_SKIPPED;
    if (warningCheck !== null && goesIn) warningCheck(values, batch, row, record, warnings);
    if (warnings.length > 0) profile.countWarnings(warnings);
    if (verdict === KEY_KNOWN) moveTuple(out, before, known);
    else if (!goesIn) out.length = before;
    return errors.length > 0 ? KEY_WRONG : verdict;
  };

  return {
    check(batch) {
      out.length = 0;
      known.length = 0;
      const rejects: RejectedRow[] = [];
      let knownCount = 0;
      let skippedCount = 0;
      for (let row = 0; row < batch.rowCount; row += 1) {
        const problem = rowProblem(batch, row, width, dialect);
        if (problem === null) {
          const verdict = takeRow(batch, row);
          if (verdict === KEY_WRONG)
            rejects.push(rejectedRow(batch, row, { errors: inOrder(findings.errors), missing: null, copies }));
          else if (verdict === KEY_KNOWN) knownCount += 1;
          else if (verdict === KEY_SKIPPED) skippedCount += 1;
        } else {
          profile.countWrongRow();
          const missing = guessMissing(batch, row);
          rejects.push(rejectedRow(batch, row, { errors: problemErrors(problem), missing, copies }));
        }
      }
      profile.countRows(batch.rowCount);
      return {
        tuples: out.bytes.subarray(0, out.length),
        rowCount: batch.rowCount - knownCount - skippedCount - rejects.length,
        knownTuples: known.bytes.subarray(0, known.length),
        knownCount,
        skippedCount,
        rejects,
      };
    },
    get rowsRead() {
      return profile.rowsRead;
    },
    get rowsWarned() {
      return profile.rowsWarned;
    },
    profile: () => profile.columns(),
    wholeProfile: () => profile.columnsWithValues(),
    warnings: () => profile.warnings(),
  };
}

/** Moves what stands in `from` behind `start` to the end of `to`. */
function moveTuple(from: TupleBuffer, start: number, to: TupleBuffer): void {
  const at = to.reserve(from.length - start);
  from.bytes.copy(to.bytes, at, start, from.length);
  from.length = start;
}

function putLocation(batch: RowBatch, row: number, out: TupleBuffer): void {
  const at = out.reserve(LOCATION_BYTES);
  const offset = batch.offsets[row] ?? 0;
  putInt32(out.bytes, at, 8);
  putInt64(out.bytes, at + 4, batch.firstRow + row);
  putInt32(out.bytes, at + 12, 8);
  putInt64(out.bytes, at + 16, offset);
  putInt32(out.bytes, at + 24, 4);
  putInt32(out.bytes, at + 28, (batch.offsets[row + 1] ?? offset) - offset);
}

function putMark(out: TupleBuffer, at: number, isWarned: boolean): void {
  putInt32(out.bytes, at, 1);
  out.bytes[at + 4] = isWarned ? 1 : 0;
}

/** What is wrong with a row as a whole; rows that are wrong in the same way share it. */
function describeProblems(): (problem: RowProblem) => RejectedRow['errors'] {
  const known = new KnownErrors(-1);
  let last: RowProblem = { code: 'fields.tooFew', values: {} };
  let lastErrors: RejectedRow['errors'] = [];
  return (problem) => {
    const { code, values } = problem;
    if (code === last.code && values['got'] === last.values['got'] && isShape(code)) return lastErrors;
    const name = `${code} ${JSON.stringify(values)}`;
    last = problem;
    lastErrors = (known.get(name, code) ?? known.add(name, cellError(code, null, null, values))).alone;
    return lastErrors;
  };
}

/** Whether a problem is told by how many fields a row has, of how many it should have, and by nothing else. */
const isShape = (code: RowProblem['code']): boolean => code === 'fields.tooFew' || code === 'fields.tooMany';

interface Found {
  readonly errors: RejectedRow['errors'];
  readonly missing: string | null;
  readonly copies: RowCopies;
}

function rejectedRow(batch: RowBatch, row: number, { errors, missing, copies }: Found): RejectedRow {
  const base = batch.offsets[0] ?? 0;
  const byteOffset = batch.offsets[row] ?? 0;
  const end = batch.offsets[row + 1] ?? byteOffset;
  const isLong = batch.problems.size > 0 && batch.problems.get(row) === 'record.tooLong';
  const kept = isLong ? Math.min(end, byteOffset + LONG_RECORD_BYTES_KEPT) : end;
  const bytes = copies.take(batch.original, byteOffset - base, kept - base);
  const found = { record: batch.firstRow + row, byteOffset, bytes, errors, missing };
  return end > kept ? { ...found, restBytes: end - kept } : found;
}
