/** Big-endian integers into a buffer, without the range checks that Buffer's own methods pay for. */
export function putInt16(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function putInt32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

const TWO_32 = 4_294_967_296;
/** To multiply with it is exact, and quicker than to divide. */
const ONE_BY_TWO_32 = 1 / TWO_32;

/** `value` is a whole number from -2^53 to 2^53, and not -0. */
export function putInt64(bytes: Buffer, at: number, value: number): void {
  const high = Math.floor(value * ONE_BY_TWO_32);
  putInt32(bytes, at, high);
  putInt32(bytes, at + 4, value - high * TWO_32);
}

export const getInt32 = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);

/** What Postgres' input functions take for white space: C's isspace. */
export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** First position from `start` that is no white space, or `end`. */
export function skipSpaces(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at;
}

/** The end of the text without the white space behind it; not before `start`. */
export function trimEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(bytes[at - 1])) at -= 1;
  return at;
}

/** Whether the text from `start` to `end` is `word`, which is in lower-case ASCII letters, in any case. */
export function isWord(bytes: Buffer, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) {
    const byte = bytes[start + at] ?? 0;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== word.charCodeAt(at)) return false;
  }
  return true;
}

/** Orders two pieces of bytes as memcmp does: texts in UTF-8 by code point, UUIDs as Postgres. */
export const compareBytes = (
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number => a.compare(b, bStart, bEnd, aStart, aEnd);

const hexValues = new Int8Array(256).fill(-1);
for (const digit of '0123456789abcdefABCDEF') hexValues[digit.charCodeAt(0)] = Number.parseInt(digit, 16);

/** The value 0-15 of a hex digit, or -1. */
export const hexDigit = (byte: number): number => hexValues[byte] ?? -1;

/** Copies `size` bytes in reverse order. */
export function reverseBytes(from: Buffer, start: number, to: Buffer, at: number, size: number): void {
  for (let index = 0; index < size; index += 1) to[at + index] = from[start + size - 1 - index] ?? 0;
}
