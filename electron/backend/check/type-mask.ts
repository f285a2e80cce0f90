import type { Dialect } from '#shared/dialect.ts';
import { hexDigit, skipSpaces, trimEnd } from '#backend/types/bytes.ts';
import { type EncodeText, plainColumn } from '#backend/types/codec.ts';
import { codecFor } from '#backend/types/codecs.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { newNumberForm, type NumberForm, readNumberForm } from './number-form.ts';
import { respelt } from './respell-value.ts';

/** The types that are inferred, narrowest first; text, which holds what none of them does, is not among them. */
export const inferredTypes = [
  'bool',
  'int4',
  'int8',
  'numeric',
  'float8',
  'date',
  'timestamp',
  'timestamptz',
  'uuid',
  'json',
] as const;
export type NarrowType = (typeof inferredTypes)[number];

/** Pairs of words for true and false; a column keeps to one of them, or to those that the dialect names. */
const pairs: readonly (readonly [yes: string, no: string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['t', 'f'],
  ['y', 'n'],
];
const bit = Object.fromEntries(inferredTypes.map((type, at) => [type, 1 << at])) as Readonly<
  Record<NarrowType, number>
>;
const pairBit = (pair: number): number => 1 << (inferredTypes.length + pair);
const ownPair = pairs.length;

/** Beside the types: the word is the one for true. */
export const SAYS_TRUE = pairBit(ownPair + 1);
/** The number is one: neither NaN nor an infinity. */
export const IS_FINITE = pairBit(ownPair + 2);

/** The bits by which a type is taken: one, but for `bool`, which has one for each pair of words. */
export const bitsOf: Readonly<Record<NarrowType, readonly number[]>> = {
  bool: [...pairs.keys(), ownPair].map(pairBit),
  int4: [bit.int4],
  int8: [bit.int8],
  numeric: [bit.numeric],
  float8: [bit.float8],
  date: [bit.date],
  timestamp: [bit.timestamp],
  timestamptz: [bit.timestamptz],
  uuid: [bit.uuid],
  json: [bit.json],
};

/** Whether one letter stands for a word: a column of F alone is more likely a code than a column of false. */
export const areLetters = (pair: number): boolean =>
  pairs.some(([yes], at) => pairBit(at) === pair && yes.length === 1);

const words = new Map(
  pairs.flatMap(([yes, no], pair) => [[yes, pairBit(pair) | SAYS_TRUE] as const, [no, pairBit(pair)] as const]),
);

/** What is known of a value: bits of the types that take it without losing anything of it. */
export interface TypeMask {
  readonly bits: number;
  /** Of a number that is not a double alone: digits before the point and behind it. */
  readonly whole: number;
  readonly scale: number;
}

/** Digits that a double gives back as they came. */
const DOUBLE_DIGITS = 15;
/** Beyond that a double loses digits on its way to zero, or is infinite. */
const POWER_MAX = 280;
const POINT_MAX = 131_072;
const SCALE_MAX = 16_383;
const UUID_LENGTH = 36;

/**
 * Makes the function that tells, of a value that is not NULL, which types hold it and give it back as the same: the codecs of the
 * load take it, and besides it is spelt as a value of the type is and not as a code that looks like one. White space around
 * a value does not count. The result is of the last call and is used again.
 */
export function compileTypeMask(dialect: Dialect): (bytes: Buffer, start: number, end: number) => TypeMask {
  const result = { bits: 0, whole: 0, scale: 0 };
  const out = new TupleBuffer(1024);
  const takes = (type: string): ((bytes: Buffer, start: number, end: number) => boolean) => {
    const encode = respelt(codecFor(type).encoder(plainColumn), type, dialect);
    return (bytes, start, end) => {
      out.length = 0;
      return encode(bytes, start, end, out) === null;
    };
  };
  const isInt4 = takes('int4');
  const isInt8 = takes('int8');
  const isFloat = takes('float8');
  const isDate = takes('date');
  const isTimestamp = takes('timestamp');
  const isTimestamptz = takes('timestamptz');
  const isUuid = takes('uuid');
  const isJson = takes('json');
  const form = newNumberForm();
  const readForm: EncodeText = (bytes, start, end) => {
    readNumberForm(bytes, start, end, form);
    return null;
  };
  const readNumber = respelt(readForm, 'numeric', dialect);
  let written = '';
  const noteText: EncodeText = (bytes, start, end) => {
    written = bytes.toString('latin1', start, end);
    return null;
  };
  const readTime = respelt(noteText, 'timestamp', dialect);
  const own = new Map([
    ...dialect.trueWords.map((word) => [word.trim().toLowerCase(), pairBit(ownPair) | SAYS_TRUE] as const),
    ...dialect.falseWords.map((word) => [word.trim().toLowerCase(), pairBit(ownPair)] as const),
  ]);
  const ownMax = Math.max(0, ...[...own.keys()].map((word) => Buffer.byteLength(word)));

  const numberBits = (bytes: Buffer, start: number, end: number): number => {
    readNumber(bytes, start, end, out);
    return form.kind === 'none' ? 0 : bitsOfNumber(form, bytes, start, end);
  };
  const bitsOfNumber = (number: NumberForm, bytes: Buffer, start: number, end: number): number => {
    const { kind, negative, zero, whole, scale, significant, power } = number;
    const isDouble = significant <= DOUBLE_DIGITS && power <= POWER_MAX && isFloat(bytes, start, end);
    let bits = (isDouble ? bit.float8 : 0) | (kind === 'word' ? 0 : IS_FINITE);
    // Only a double knows -0, NaN and the infinities; what is written with an exponent is meant to be one.
    if (kind === 'exponent' || kind === 'word' || (negative && zero)) return bits;
    if (whole > POINT_MAX || scale > SCALE_MAX) return bits;
    bits |= bit.numeric;
    result.whole = whole;
    result.scale = scale;
    if (kind !== 'integer') return bits;
    if (isInt4(bytes, start, end)) return bits | bit.int4 | bit.int8;
    return isInt8(bytes, start, end) ? bits | bit.int8 : bits;
  };
  const timeBits = (bytes: Buffer, start: number, end: number): number => {
    readTime(bytes, start, end, out);
    const time = /[T: ]\s*\d{1,2}:?\d\d.*$/.exec(written.trim());
    if (time === null) {
      return isDate(bytes, start, end) ? bit.date | bit.timestamp | bit.timestamptz : 0;
    }
    // More digits than microseconds would be rounded away.
    if (/\.\d{7}/.test(time[0])) return 0;
    const zoned = /(?:Z|UTC|[+-]\d\d(?::?\d\d){0,2})(?:\s*BC)?$/i.test(time[0]);
    return (
      (isTimestamptz(bytes, start, end) ? bit.timestamptz : 0) |
      (!zoned && isTimestamp(bytes, start, end) ? bit.timestamp : 0)
    );
  };
  const wordBits = (bytes: Buffer, start: number, end: number): number => {
    if (end - start > Math.max(5, ownMax)) return 0;
    const text = bytes.toString('utf8', start, end).toLowerCase();
    return (words.get(text) ?? 0) | (own.get(text) ?? 0);
  };

  return (bytes, start, end) => {
    result.bits = 0;
    result.whole = 0;
    result.scale = 0;
    const first = skipSpaces(bytes, start, end);
    const last = trimEnd(bytes, first, end);
    if (first === last) return result;
    const byte = bytes[first] ?? 0;
    const looksNumeric = (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x2c;
    if (byte === 0x7b || byte === 0x5b) {
      if (isJson(bytes, first, last)) result.bits = bit.json;
      return result;
    }
    if (looksNumeric || byte === 0x4e || byte === 0x6e || byte === 0x49 || byte === 0x69) {
      result.bits |= numberBits(bytes, first, last);
    }
    if (looksNumeric && result.bits === 0 && last - first >= 6) result.bits |= timeBits(bytes, first, last);
    if (
      last - first === UUID_LENGTH &&
      hexDigit(byte) >= 0 &&
      bytes[first + 8] === 0x2d &&
      bytes[first + 13] === 0x2d
    ) {
      // Braces, or 32 digits in a row, may be a digest.
      if (bytes[first + 18] === 0x2d && bytes[first + 23] === 0x2d && isUuid(bytes, first, last))
        result.bits |= bit.uuid;
    }
    if (byte >= 0x41 || own.size > 0) result.bits |= wordBits(bytes, first, last);
    return result;
  };
}
