import { isWord, skipSpaces, trimEnd } from './bytes.ts';

/** What a text says of a floating-point number. */
export interface FloatText {
  kind: 'finite' | 'nan' | 'infinity' | 'invalid';
  negative: boolean;
  /** Digits, point and exponent, without sign and spaces: bytes `start` to `end`. */
  start: number;
  end: number;
  /** The first digits that count, at most 15, as a whole number; exact only where `digits` is at most 15. */
  mantissa: number;
  /** Digits from the first that is not 0. */
  digits: number;
  /** The number is mantissa * 10^exponent where `digits` is at most 15. */
  exponent: number;
}

export const newFloatText = (): FloatText => ({
  kind: 'invalid',
  negative: false,
  start: 0,
  end: 0,
  mantissa: 0,
  digits: 0,
  exponent: 0,
});

/** Beyond this no double depends on the exponent any more; keeps it a small integer. */
const EXPONENT_MAX = 100_000_000;

/**
 * Reads `[sign] digits [. digits] [e [sign] digits]`, NaN, Infinity and inf in any case, white space around them, into
 * `into`: what strtod reads, but for hexadecimal numbers and signs before NaN, which not every server takes.
 */
export function readFloatText(bytes: Buffer, start: number, end: number, into: FloatText): void {
  let at = skipSpaces(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  const signed = at < last && (bytes[at] === 0x2d || bytes[at] === 0x2b);
  into.kind = 'invalid';
  into.negative = signed && bytes[at] === 0x2d;
  if (signed) at += 1;
  into.start = at;
  into.end = last;
  let mantissa = 0;
  let digits = 0;
  let any = false;
  let fraction = -1;
  for (; at < last; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e) {
      if (fraction >= 0) return;
      fraction = 0;
      continue;
    }
    const digit = byte - 0x30;
    if (digit < 0 || digit > 9) break;
    any = true;
    if (fraction >= 0) fraction += 1;
    if (digits > 0 || digit > 0) digits += 1;
    if (digits <= 15) mantissa = mantissa * 10 + digit;
  }
  into.mantissa = mantissa;
  into.digits = digits;
  into.exponent = fraction > 0 ? -fraction : 0;
  if (!any) {
    if (fraction < 0) readSpecial(bytes, signed, into);
    return;
  }
  if (at < last && ((bytes[at] ?? 0) | 0x20) !== 0x65) return;
  if (at < last && !readExponent(bytes, at + 1, last, into)) return;
  into.kind = 'finite';
}

function readExponent(bytes: Buffer, start: number, end: number, into: FloatText): boolean {
  let at = start;
  const sign = bytes[at];
  if (at < end && (sign === 0x2d || sign === 0x2b)) at += 1;
  if (at >= end) return false;
  let exponent = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return false;
    if (exponent < EXPONENT_MAX) exponent = exponent * 10 + digit;
  }
  into.exponent += sign === 0x2d ? -exponent : exponent;
  return true;
}

function readSpecial(bytes: Buffer, signed: boolean, into: FloatText): void {
  if (!signed && isWord(bytes, into.start, into.end, 'nan')) into.kind = 'nan';
  else if (isWord(bytes, into.start, into.end, 'infinity') || isWord(bytes, into.start, into.end, 'inf'))
    into.kind = 'infinity';
}

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The double nearest to a finite text, without its sign. */
export function nearestDouble(bytes: Buffer, text: FloatText): number {
  const { digits, exponent, mantissa } = text;
  // Both numbers are exact doubles then, so one operation rounds once (Clinger 1990).
  if (digits <= 15 && exponent >= -22 && exponent <= 22) {
    return exponent < 0 ? mantissa / (powersOfTen[-exponent] ?? 1) : mantissa * (powersOfTen[exponent] ?? 1);
  }
  return Number(bytes.toString('latin1', text.start, text.end));
}

const wide = new DataView(new ArrayBuffer(8));
const narrow = new DataView(new ArrayBuffer(4));
const FLOAT4_OVERFLOW = 2 ** 128;

/**
 * The single-precision number nearest to a finite text, without its sign. Rounding twice, to double and then to single,
 * would go wrong where the double lies halfway between two singles and the text does not: then the text decides.
 */
export function nearestSingle(bytes: Buffer, text: FloatText): number {
  const double = nearestDouble(bytes, text);
  const single = Math.fround(double);
  if (single === double || !Number.isFinite(double)) return single;
  const other = neighbour(single, double > single);
  const reached = Number.isFinite(single) ? single : FLOAT4_OVERFLOW;
  const beyond = Number.isFinite(other) ? other : FLOAT4_OVERFLOW;
  if (double - reached !== beyond - double) return single;
  const order = compareDecimal(bytes.toString('latin1', text.start, text.end), double);
  if (order === 0) return single;
  return order > 0 === single > double ? single : other;
}

/** The next single-precision number above or below one that is not negative. */
export function neighbour(single: number, above: boolean): number {
  narrow.setFloat32(0, single);
  narrow.setUint32(0, narrow.getUint32(0) + (above ? 1 : -1));
  return narrow.getFloat32(0);
}

/** Whether a decimal text lies above (1), on (0) or below (-1) a double that is not negative, exactly. */
function compareDecimal(text: string, double: number): number {
  const { mantissa, twos } = takeApart(double);
  return compareToBinary(text, mantissa, twos);
}

/** Whether a decimal text lies exactly halfway between a positive double and the next one above or below it. */
export function isMidpoint(text: string, double: number): boolean {
  const { mantissa, twos } = takeApart(double);
  // Below a power of two the doubles lie twice as close.
  const close = mantissa === HIDDEN_BIT && twos > -1074;
  return (
    compareToBinary(text, mantissa * 2n + 1n, twos - 1) === 0 ||
    compareToBinary(text, mantissa * 4n - (close ? 1n : 2n), twos - 2) === 0
  );
}

const HIDDEN_BIT = 2n ** 52n;

/** A finite double as mantissa * 2^twos. */
function takeApart(double: number): { mantissa: bigint; twos: number } {
  wide.setFloat64(0, double);
  const bits = wide.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const mantissa = (bits & (HIDDEN_BIT - 1n)) | (biased === 0 ? 0n : HIDDEN_BIT);
  return { mantissa, twos: Math.max(biased, 1) - 1075 };
}

/** Orders a decimal text and mantissa * 2^twos. */
function compareToBinary(text: string, mantissa: bigint, twos: number): number {
  const [significand = '', exponentText = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = significand.split('.');
  let left = BigInt(whole + fraction);
  let right = mantissa;
  const tens = Number(exponentText) - fraction.length;
  if (tens >= 0) left *= 10n ** BigInt(tens);
  else right *= 10n ** BigInt(-tens);
  if (twos >= 0) right <<= BigInt(twos);
  else left <<= BigInt(-twos);
  return left > right ? 1 : left < right ? -1 : 0;
}
