import { isUtf8 } from 'node:buffer';
import { cellError, type RejectCode } from '#shared/reject.ts';
import type { FaultValues } from '#shared/fault.ts';
import type { Dialect } from '#shared/dialect.ts';
import { FIELD_ESCAPED, FIELD_NULL, FIELD_PLAIN, FIELD_QUOTED } from '#backend/parse/row-batch.ts';
import { unescapeField } from '#backend/parse/unescape.ts';
import { respelt } from './respell-value.ts';
import { putInt32 } from '#backend/types/bytes.ts';
import { plainColumn, type EncodeText } from '#backend/types/codec.ts';
import { type DirectEncoder, directEncoder } from '#backend/types/direct-encoder.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { countCharacters } from '#backend/types/utf8.ts';
import { compileChanges, TEXT_LENGTH_MAX } from './change-text.ts';
import { type FoundError, foundError, KnownErrors } from './known-errors.ts';
import type { PlanColumn } from './check-plan.ts';
import { makeValueChecks, type RuledValue, type ValueCheck } from './value-check.ts';

/** What checking found beside values; whoever checks empties the lists before each row. */
export interface Findings {
  readonly errors: FoundError[];
  readonly warnings: FoundWarning[];
}

export interface FoundWarning {
  readonly column: number;
  /** Which of the column's checks; negative: a key or reference that begins with it, in the order of the plan. */
  readonly check: number;
  readonly sentence: string;
}

/** A value was written. */
export const CELL_VALUE = 0;
/** A NULL was written. */
export const CELL_NULL = 1;
/** Nothing was written: there is no value, and there must be one. */
export const CELL_MISSING = 2;
/** Nothing was written: the value is wrong. */
export const CELL_WRONG = 3;

/** Checks one field (its bytes and its flag, as in RowBatch) and writes it with its length; returns one of the above. */
export type CheckCell = (bytes: Buffer, start: number, end: number, flag: number, out: TupleBuffer) => number;

/** Long enough for the 200 characters that a reject keeps. */
const SHOWN_BYTES = 804;

/** The text of a value for an error: only its beginning is decoded. */
const shownText = (bytes: Buffer, start: number, end: number): string =>
  bytes.toString('utf8', start, Math.min(end, start + SHOWN_BYTES));

interface CellOptions {
  readonly dialect: Dialect;
  readonly staged: boolean;
  readonly findings: Findings;
  /** True: only the verdict is asked for, and of a value that is of another type no error is made. */
  readonly quiet?: boolean;
}

/**
 * Compiles the check of one column: its changes, null marker, type, length, the dictionary's rules; a constant is judged and
 * written once.
 * @param position of the column in the plan
 * @param staged whether values take the form of a staging table
 */
export function compileCell(column: PlanColumn, position: number, options: CellOptions): CheckCell {
  const check = compileValue(column, position, options);
  if (column.constant !== null) return checkOnce(check, column.constant, options.findings);
  return column.changes.length === 0 ? check : changeFirst(check, column, position, options);
}

/**
 * How a field that is not empty, and not escaped, can be written without its check: where nothing is asked of it but its type, in
 * the type's own spelling, and no mark stands for NULL but the empty one. Null: always by the check.
 */
export function directCell(column: PlanColumn, dialect: Dialect): DirectEncoder | null {
  const { codec, codecColumn, constant, changes, declared, rule } = column;
  const encode = codec.encoder(codecColumn);
  const isPlain =
    constant === null &&
    changes.length === 0 &&
    declared === null &&
    rule.rules.length === 0 &&
    dialect.nullMarker === '' &&
    dialect.moreNullMarkers.length === 0 &&
    respelt(encode, codec.type, dialect) === encode;
  return isPlain ? directEncoder(codec, codecColumn) : null;
}

/** The verdict on a constant, and its value, for every row. */
function checkOnce(check: CheckCell, constant: string, { errors, warnings }: Findings): CheckCell {
  const text = Buffer.from(constant);
  const written = new TupleBuffer(text.length + 64);
  const verdict = check(text, 0, text.length, FIELD_QUOTED, written);
  const value = Buffer.from(written.bytes.subarray(0, written.length));
  const found = errors.splice(0);
  const warned = warnings.splice(0);
  return (_bytes, _start, _end, _flag, out) => {
    errors.push(...found);
    warnings.push(...warned);
    const at = out.reserve(value.length);
    value.copy(out.bytes, at);
    return verdict;
  };
}

/** Changes the text of a field before it is checked. */
function changeFirst(
  check: CheckCell,
  { name, changes }: PlanColumn,
  position: number,
  { dialect, findings }: CellOptions,
): CheckCell {
  const change = compileChanges(changes, dialect);
  return (bytes, start, end, flag, out) => {
    const raw = flag === FIELD_ESCAPED ? unescaped(bytes, start, end) : bytes.subarray(start, end);
    // What is no text cannot be changed; the type refuses it.
    if (!isUtf8(raw)) return check(bytes, start, end, flag, out);
    const changed = change(raw.toString('utf8'), flag);
    if (changed.tooLong !== null) {
      const error = cellError('length', name, changed.text, { got: changed.tooLong, max: TEXT_LENGTH_MAX });
      findings.errors.push(foundError(position, error));
      return CELL_WRONG;
    }
    const text = Buffer.from(changed.text);
    return check(text, 0, text.length, changed.flag, out);
  };
}

function unescaped(bytes: Buffer, start: number, end: number): Buffer {
  const text = Buffer.allocUnsafe(end - start);
  return text.subarray(0, unescapeField(bytes, start, end, text));
}

function compileValue(column: PlanColumn, position: number, options: CellOptions): CheckCell {
  const { dialect, staged, findings, quiet = false } = options;
  const { codec, codecColumn, rule, name } = column;
  const { isText } = codec;
  const encode = respelt((staged ? codec.stagedEncoder : undefined) ?? codec.encoder(codecColumn), codec.type, dialect);
  const isMarker = markerTest([dialect.nullMarker, ...dialect.moreNullMarkers]);
  const judge = compileRules(column, position, { dialect, staged, findings });
  const scratch = new TupleBuffer(1024);

  const known = new KnownErrors(position);
  const fail = (code: RejectCode, value: string, values: () => FaultValues): void => {
    findings.errors.push(known.get(value, code) ?? known.add(value, cellError(code, name, value, values())));
  };

  // The same for every row: where many lack a value, making it anew would take most of the time.
  const noText = foundError(position, cellError('required', name, ''));
  const miss = (bytes: Buffer, start: number, end: number): number => {
    if (start === end) findings.errors.push(noText);
    else fail('required', shownText(bytes, start, end), () => ({}));
    return CELL_MISSING;
  };

  return (bytes, start, end, flag, out) => {
    if (
      flag === FIELD_PLAIN
        ? (start === end && !isText) || isMarker(bytes, start, end)
        : (start === end && !isText) || flag === FIELD_NULL
    ) {
      if (rule.required) return miss(bytes, start, end);
      const at = out.reserve(4);
      putInt32(out.bytes, at, -1);
      return CELL_NULL;
    }
    let text = bytes;
    let from = start;
    let to = end;
    if (flag === FIELD_ESCAPED) {
      scratch.length = 0;
      scratch.reserve(end - start);
      text = scratch.bytes;
      from = 0;
      to = unescapeField(bytes, start, end, text);
    }
    if (rule.notEmpty && from === to) return miss(text, from, to);
    const before = out.length;
    const code = encode(text, from, to, out);
    if (code !== null) {
      if (quiet) return CELL_WRONG;
      fail(code, shownText(text, from, to), () => sentenceValues(code, column, text, from, to));
      return CELL_WRONG;
    }
    if (judge === null || judge(text, from, to, out.bytes, before + 4, out.length)) return CELL_VALUE;
    out.length = before;
    return CELL_WRONG;
  };
}

/** Whether an unquoted field is one of the dialect's marks for NULL. */
export function markerTest(nullMarkers: readonly string[]): (bytes: Buffer, start: number, end: number) => boolean {
  const [marker = Buffer.alloc(0), ...more] = nullMarkers.map((text) => Buffer.from(text));
  if (more.length > 0) {
    const tests = nullMarkers.map((text) => markerTest([text]));
    return (bytes, start, end) => tests.some((test) => test(bytes, start, end));
  }
  if (marker.length === 0) return (_bytes, start, end) => start === end;
  return (bytes, start, end) =>
    end - start === marker.length && bytes.compare(marker, 0, marker.length, start, end) === 0;
}

function sentenceValues(code: RejectCode, column: PlanColumn, text: Buffer, start: number, end: number): FaultValues {
  const limits = column.codec.limits(column.codecColumn);
  return code === 'length' ? { ...limits, got: countCharacters(text, start, end) } : limits;
}

/** Judges a value that its type has taken; false when one of its errors is now among the findings. */
type Judge = (
  text: Buffer,
  textStart: number,
  textEnd: number,
  value: Buffer,
  valueStart: number,
  valueEnd: number,
) => boolean;

/** The judge of a column's rules, or null where nothing is asked beyond the type. */
function compileRules(column: PlanColumn, position: number, { dialect, staged, findings }: CellOptions): Judge | null {
  const { codec, codecColumn, declared, name } = column;
  const checks = makeValueChecks(column);
  if (checks.length === 0 && declared === null) return null;
  const ruled = declared ?? codec;
  // Rules are about the value in the type that the dictionary names, which may not be the form that is written.
  const again: EncodeText | null =
    declared !== null || (staged && codec.stagedEncoder)
      ? respelt(ruled.encoder(declared === null ? codecColumn : plainColumn), ruled.type, dialect)
      : null;
  const scratch = new TupleBuffer(64);

  const judgeAll = (value: RuledValue): boolean => {
    const { length } = findings.errors;
    for (const [check, rule] of checks.entries()) {
      if (!rule.holds(value)) report(rule, check, value);
    }
    return findings.errors.length === length;
  };

  const report = (rule: ValueCheck, check: number, value: RuledValue): void => {
    const sentence = rule.sentence(value);
    if (rule.severity === 'warning') {
      findings.warnings.push({ column: position, check, sentence });
      return;
    }
    const error = cellError(rule.code, name, shownText(value.text, value.textStart, value.textEnd));
    findings.errors.push(foundError(position, { ...error, sentence }));
  };

  return (text, textStart, textEnd, value, valueStart, valueEnd) => {
    if (again === null) return judgeAll({ text, textStart, textEnd, value, valueStart, valueEnd });
    scratch.length = 0;
    const code = again(text, textStart, textEnd, scratch);
    if (code === null) {
      return judgeAll({ text, textStart, textEnd, value: scratch.bytes, valueStart: 4, valueEnd: scratch.length });
    }
    const error = cellError(code, name, shownText(text, textStart, textEnd), ruled.limits(plainColumn));
    findings.errors.push(foundError(position, error));
    return false;
  };
}
