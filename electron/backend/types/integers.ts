import type { RejectCode } from '#shared/reject.ts';
import { getInt32, putInt16, putInt32, putInt64, skipSpaces, trimEnd } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

const REFUSED: RejectCode = 'type.integer';

/**
 * Reads `[sign] digits`, white space around it. Only decimals: servers before 16 refuse `0x1F` and `1_000`.
 * @param max largest value; the smallest is -max - 1
 * @returns NaN for what is no such number
 */
function readInteger(bytes: Buffer, start: number, end: number, max: number): number {
  let at = skipSpaces(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  const sign = bytes[at];
  const negative = sign === 0x2d;
  if (at < last && (negative || sign === 0x2b)) at += 1;
  if (at >= last) return Number.NaN;
  const bound = negative ? max + 1 : max;
  let value = 0;
  for (; at < last; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
    if (value > bound) return Number.NaN;
  }
  return negative ? 0 - value : value;
}

/** So many digits are in the range of int4, and of small integers. */
const FEW_DIGITS = 9;
const NOT_FEW = -0x8000_0000;

/** Reads `[-] digits`, at most nine of them, as nearly all files have them; NOT_FEW for whatever else there is. */
function readFewDigits(bytes: Buffer, start: number, end: number): number {
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  if (end <= first || end - first > FEW_DIGITS) return NOT_FEW;
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return NOT_FEW;
    value = Math.imul(value, 10) + digit;
  }
  return negative ? 0 - value : value;
}

export const encodeInt2: EncodeText = (bytes, start, end, out) => {
  const value = readInteger(bytes, start, end, 32_767);
  if (Number.isNaN(value)) return REFUSED;
  const at = out.reserve(6);
  putInt32(out.bytes, at, 2);
  putInt16(out.bytes, at + 4, value);
  return null;
};

export const encodeInt4: EncodeText = (bytes, start, end, out) => {
  let value = readFewDigits(bytes, start, end);
  if (value === NOT_FEW) {
    value = readInteger(bytes, start, end, 2_147_483_647);
    if (Number.isNaN(value)) return REFUSED;
  }
  const at = out.reserve(8);
  putInt32(out.bytes, at, 4);
  putInt32(out.bytes, at + 4, value);
  return null;
};

const INT8_MAX = 2n ** 63n - 1n;
/** So that it and -it - 1 are told from their neighbours in doubles. */
const EXACT_MAX = Number.MAX_SAFE_INTEGER - 1;

export const encodeInt8: EncodeText = (bytes, start, end, out) => {
  const value = readInteger(bytes, start, end, EXACT_MAX);
  if (Number.isNaN(value)) return encodeWideInt8(bytes, start, end, out);
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  putInt64(out.bytes, at + 4, value);
  return null;
};

/** What a double cannot hold exactly, and what is no number. */
function encodeWideInt8(bytes: Buffer, start: number, end: number, out: TupleBuffer): RejectCode | null {
  const first = skipSpaces(bytes, start, end);
  const text = bytes.toString('latin1', first, trimEnd(bytes, first, end));
  // Leading zeros aside, no more than 19 digits: BigInt takes time that grows with the square of them.
  if (!/^[+-]?0*\d{1,19}$/.test(text)) return REFUSED;
  const value = text.startsWith('+') ? BigInt(text.slice(1)) : BigInt(text);
  if (value > INT8_MAX || value < -INT8_MAX - 1n) return REFUSED;
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  out.bytes.writeBigInt64BE(value, at + 4);
  return null;
}

interface IntegerKind {
  readonly type: string;
  readonly oid: number;
  readonly encode: EncodeText;
  readonly min: string;
  readonly max: string;
  readonly show: TypeCodec['show'];
  readonly compare: TypeCodec['compare'];
}

const integerCodec = ({ type, oid, encode, min, max, show, compare }: IntegerKind): TypeCodec => ({
  type,
  oid,
  exact: true,
  isText: false,
  encoder: () => encode,
  limits: () => ({ min, max }),
  show,
  compare,
  writeKey: null,
});

export const int2Codec = integerCodec({
  type: 'int2',
  oid: 21,
  encode: encodeInt2,
  min: '-32768',
  max: '32767',
  show: (bytes, start) => String(bytes.readInt16BE(start)),
  compare: (a, aStart, _aEnd, b, bStart) => a.readInt16BE(aStart) - b.readInt16BE(bStart),
});

export const int4Codec = integerCodec({
  type: 'int4',
  oid: 23,
  encode: encodeInt4,
  min: '-2147483648',
  max: '2147483647',
  show: (bytes, start) => String(getInt32(bytes, start)),
  compare: (a, aStart, _aEnd, b, bStart) => getInt32(a, aStart) - getInt32(b, bStart),
});

export const int8Codec = integerCodec({
  type: 'int8',
  oid: 20,
  encode: encodeInt8,
  min: '-9223372036854775808',
  max: '9223372036854775807',
  show: (bytes, start) => String(bytes.readBigInt64BE(start)),
  compare: (a, aStart, _aEnd, b, bStart) => compareInt64(a, aStart, b, bStart),
});

/** Orders two int64 by their halves, without a BigInt. */
export function compareInt64(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  const high = getInt32(a, aStart) - getInt32(b, bStart);
  return high === 0 ? (getInt32(a, aStart + 4) >>> 0) - (getInt32(b, bStart + 4) >>> 0) : high;
}
