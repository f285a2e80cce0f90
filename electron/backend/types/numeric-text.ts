import { isWord, skipSpaces, trimEnd } from './bytes.ts';

/** A decimal number, or what stands beside the numbers. */
export interface Decimal {
  kind: 'finite' | 'nan' | 'infinity' | 'invalid' | 'overflow';
  negative: boolean;
  /** Digits 0-9 from the first that is not 0; only the first `count` count. Shared: valid until the next reading. */
  digits: Uint8Array;
  count: number;
  /** The number is 0.d1d2d3… * 10^point. */
  point: number;
  /** Digits shown behind the point. */
  scale: number;
}

export const newDecimal = (): Decimal => ({
  kind: 'invalid',
  negative: false,
  digits: new Uint8Array(64),
  count: 0,
  point: 0,
  scale: 0,
});

/** Half of the largest int32: no exponent may be larger. */
const EXPONENT_MAX = 1_073_741_823;

/**
 * Reads `[sign] digits [. digits] [e [sign] digits]`, NaN, Infinity and inf in any case, white space around them.
 * Hexadecimal numbers and underscores are refused: servers before 16 do not know them.
 * Source: PostgreSQL 18, numeric_in and set_var_from_str in src/backend/utils/adt/numeric.c.
 */
export function readDecimal(bytes: Buffer, start: number, end: number, into: Decimal): void {
  let at = skipSpaces(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  const signed = at < last && (bytes[at] === 0x2d || bytes[at] === 0x2b);
  into.kind = 'invalid';
  into.negative = signed && bytes[at] === 0x2d;
  into.count = 0;
  if (signed) at += 1;
  const first = at;
  if (into.digits.length < last - first) into.digits = new Uint8Array(2 * (last - first));
  const { digits } = into;
  let count = 0;
  let read = 0;
  let pointAt = -1;
  for (; at < last; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 9) {
      read += 1;
      if (digit === 0 && count === 0) continue;
      digits[count] = digit;
      count += 1;
    } else if (digit === -2 && pointAt < 0) pointAt = read;
    else break;
  }
  if (read === 0) {
    if (pointAt < 0) readSpecial(bytes, first, last, signed, into);
    return;
  }
  const behindPoint = pointAt < 0 ? 0 : read - pointAt;
  into.kind = 'finite';
  into.count = count;
  into.point = count - behindPoint;
  into.scale = behindPoint;
  if (at < last) readExponent(bytes, at, last, into);
  stripZeros(into);
}

function readExponent(bytes: Buffer, start: number, end: number, into: Decimal): void {
  let at = start + 1;
  const sign = bytes[at];
  if (at < end && (sign === 0x2d || sign === 0x2b)) at += 1;
  if (((bytes[start] ?? 0) | 0x20) !== 0x65 || at >= end) {
    into.kind = 'invalid';
    return;
  }
  let exponent = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) {
      into.kind = 'invalid';
      return;
    }
    if (exponent <= EXPONENT_MAX) exponent = exponent * 10 + digit;
  }
  if (exponent > EXPONENT_MAX) into.kind = 'overflow';
  const signedExponent = sign === 0x2d ? -exponent : exponent;
  into.point += signedExponent;
  into.scale = Math.max(0, into.scale - signedExponent);
}

function readSpecial(bytes: Buffer, start: number, end: number, signed: boolean, into: Decimal): void {
  if (!signed && isWord(bytes, start, end, 'nan')) into.kind = 'nan';
  else if (isWord(bytes, start, end, 'infinity') || isWord(bytes, start, end, 'inf')) into.kind = 'infinity';
}

function stripZeros(decimal: Decimal): void {
  while (decimal.count > 0 && decimal.digits[decimal.count - 1] === 0) decimal.count -= 1;
  if (decimal.count > 0) return;
  decimal.point = 0;
  decimal.negative = false;
}

/**
 * Rounds to `scale` digits behind the point, half away from zero; a negative scale rounds before the point.
 * Source: round_var and apply_typmod, ibid.
 */
export function roundDecimal(decimal: Decimal, scale: number): void {
  const keep = decimal.point + scale;
  decimal.scale = Math.max(scale, 0);
  if (keep >= decimal.count) return;
  const { digits } = decimal;
  const up = keep >= 0 && (digits[keep] ?? 0) >= 5;
  decimal.count = Math.max(keep, 0);
  if (up) addUnit(decimal);
  stripZeros(decimal);
}

/** Adds 1 in the last place that is left, or in the place before all where none is. */
function addUnit(decimal: Decimal): void {
  const { digits } = decimal;
  let at = decimal.count - 1;
  for (; at >= 0; at -= 1) {
    const digit = digits[at] ?? 0;
    if (digit < 9) {
      digits[at] = digit + 1;
      return;
    }
    digits[at] = 0;
  }
  // 999 became 000: a 1 with the point one place further.
  digits[0] = 1;
  decimal.count = 1;
  decimal.point += 1;
}
