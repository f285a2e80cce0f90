import type { RejectCode } from '#shared/reject.ts';
import { putInt16, putInt32 } from './bytes.ts';
import type { CodecColumn, EncodeText, TypeCodec } from './codec.ts';
import { type Decimal, newDecimal, readDecimal, roundDecimal } from './numeric-text.ts';
import { compareNumerics, NUMERIC_HEADER_BYTES, numericSign, showNumeric } from './numeric-value.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/** Digits before the point that a numeric without a precision can hold, and digits behind it. */
const POINT_MAX = 131_072;
const SCALE_MAX = 16_383;

/** The scale that numeric_send reads out of an infinity; numeric_recv takes any. */
const INFINITY_SCALE = 32;

const decimal = newDecimal();

/** Source: numeric_recv in PostgreSQL 18, src/backend/utils/adt/numeric.c. */
function putHeader(out: TupleBuffer, groups: number, weight: number, sign: number, scale: number): number {
  const at = out.reserve(4 + NUMERIC_HEADER_BYTES + 2 * groups);
  putInt32(out.bytes, at, NUMERIC_HEADER_BYTES + 2 * groups);
  putInt16(out.bytes, at + 4, groups);
  putInt16(out.bytes, at + 6, weight);
  putInt16(out.bytes, at + 8, sign);
  putInt16(out.bytes, at + 10, scale);
  return at + 12;
}

/** Writes the digits in groups of four, aligned at the point. */
function putDecimal(from: Decimal, out: TupleBuffer): void {
  const { digits, count, point, scale } = from;
  if (count === 0) {
    putHeader(out, 0, 0, numericSign.positive, scale);
    return;
  }
  const weight = Math.floor((point - 1) / 4);
  // Places of the first group that stand before the first digit.
  const lead = (weight + 1) * 4 - point;
  const groups = Math.ceil((lead + count) / 4);
  let at = putHeader(out, groups, weight, from.negative ? numericSign.negative : numericSign.positive, scale);
  let digit = -lead;
  for (let group = 0; group < groups; group += 1) {
    let value = 0;
    for (let place = 0; place < 4; place += 1) {
      value = value * 10 + (digit >= 0 && digit < count ? (digits[digit] ?? 0) : 0);
      digit += 1;
    }
    putInt16(out.bytes, at, value);
    at += 2;
  }
}

/** numeric, or numeric(precision, scale); the scale may be negative, or larger than the precision. */
const encodeNumeric =
  (precision: number | null, scale: number): EncodeText =>
  (bytes, start, end, out) =>
    encodeNumericAs(precision ?? -1, scale, bytes, start, end, out);

/** @param precision -1 for none */
export function encodeNumericAs(
  precision: number,
  scale: number,
  bytes: Buffer,
  start: number,
  end: number,
  out: TupleBuffer,
): RejectCode | null {
  readDecimal(bytes, start, end, decimal);
  if (decimal.kind === 'invalid') return 'type.number';
  if (decimal.kind === 'overflow') return 'range';
  if (decimal.kind === 'nan') {
    putHeader(out, 0, 0, numericSign.nan, 0);
    return null;
  }
  if (decimal.kind === 'infinity') {
    if (precision >= 0) return 'range';
    putHeader(out, 0, 0, decimal.negative ? numericSign.negativeInfinity : numericSign.infinity, INFINITY_SCALE);
    return null;
  }
  if (precision >= 0) {
    roundDecimal(decimal, scale);
    if (decimal.count > 0 && decimal.point > precision - scale) return 'range';
  } else if (decimal.point > POINT_MAX || decimal.scale > SCALE_MAX) return 'range';
  putDecimal(decimal, out);
  return null;
}

/** The largest numeric(precision, scale): 999.99. */
function largest(precision: number, scale: number): string {
  if (scale <= 0) return '9'.repeat(precision) + '0'.repeat(-scale);
  const digits = '9'.repeat(precision).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function limits({ precision, scale }: CodecColumn): Record<string, string> {
  if (precision === null) return { min: '-1e131072', max: '1e131072' };
  const max = largest(precision, scale ?? 0);
  return { min: `-${max}`, max };
}

export const numericCodec: TypeCodec = {
  type: 'numeric',
  oid: 1700,
  exact: true,
  isText: false,
  encoder: ({ precision, scale }) => encodeNumeric(precision, scale ?? 0),
  limits,
  show: (bytes, start) => showNumeric(bytes, start),
  compare: (a, aStart, _aEnd, b, bStart) => compareNumerics(a, aStart, b, bStart),
  // All but the scale: 1.0 is 1.00.
  writeKey: (bytes, start, end, out) => {
    const at = out.reserve(end - start - 2);
    bytes.copy(out.bytes, at, start, start + 6);
    bytes.copy(out.bytes, at + 6, start + 8, end);
  },
};
