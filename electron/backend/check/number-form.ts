import { skipSpaces, trimEnd } from '#backend/types/bytes.ts';

/** What kind of number a text is, and how many digits it has. */
export interface NumberForm {
  kind: 'none' | 'integer' | 'decimal' | 'exponent' | 'word';
  negative: boolean;
  /** Digits before the point, without leading zeros. */
  whole: number;
  /** Digits behind the point. */
  scale: number;
  /** Digits from the first that is not zero to the last that is not. */
  significant: number;
  /** Whether every digit is zero. */
  zero: boolean;
  /** Of the ten, behind the e, without its sign. */
  power: number;
}

export const newNumberForm = (): NumberForm => ({
  kind: 'none',
  negative: false,
  whole: 0,
  scale: 0,
  significant: 0,
  zero: true,
  power: 0,
});

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/**
 * Reads the form of a number that keeps its meaning as one: no zeros before its first digit, no plus before it, for those are
 * of codes and telephone numbers; white space around it. Anything else is `none`.
 */
export function readNumberForm(bytes: Buffer, start: number, end: number, into: NumberForm): void {
  into.kind = 'none';
  into.whole = 0;
  into.scale = 0;
  into.significant = 0;
  into.zero = true;
  into.power = 0;
  let at = skipSpaces(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  into.negative = bytes[at] === 0x2d;
  if (into.negative) at += 1;
  if (!isDigit(bytes[at]) && bytes[at] !== 0x2e) {
    readWord(bytes, at, last, into);
    return;
  }
  const first = at;
  let trailingZeros = 0;
  let digits = 0;
  const take = (): void => {
    for (; at < last && isDigit(bytes[at]); at += 1) {
      if (bytes[at] === 0x30) {
        trailingZeros += 1;
        continue;
      }
      into.significant += into.zero ? 1 : trailingZeros + 1;
      trailingZeros = 0;
      into.zero = false;
    }
  };
  take();
  digits = at - first;
  // 007 is a code; 0 and 0.5 are numbers.
  if (digits > 1 && bytes[first] === 0x30) return;
  into.whole = digits === 1 && bytes[first] === 0x30 ? 0 : digits;
  let kind: NumberForm['kind'] = 'integer';
  if (at < last && bytes[at] === 0x2e) {
    at += 1;
    const point = at;
    take();
    into.scale = at - point;
    kind = 'decimal';
  }
  if (digits + into.scale === 0) return;
  if (at < last && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at += 1;
    const power = at;
    for (; at < last && isDigit(bytes[at]); at += 1) into.power = 10 * into.power + (bytes[at] ?? 0) - 0x30;
    if (at === power) return;
    kind = 'exponent';
  }
  if (at === last) into.kind = kind;
}

/** What programs write for a double that is no number. */
function readWord(bytes: Buffer, start: number, end: number, into: NumberForm): void {
  if (end - start !== 3 && end - start !== 8) return;
  const word = bytes.toString('latin1', start, end).toLowerCase();
  if (word === 'infinity' || (word === 'nan' && !into.negative)) into.kind = 'word';
}
