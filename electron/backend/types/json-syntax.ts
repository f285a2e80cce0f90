import { hexDigit } from './bytes.ts';
import { characterLength } from './utf8.ts';

/** What is wrong with a text that should be JSON. */
export type JsonProblem = 'syntax' | 'encoding';

/** Nested deeper, the server runs out of its stack. */
const DEPTH_MAX = 5000;

const EXPECT_VALUE = 0;
const EXPECT_VALUE_OR_END = 1;
const EXPECT_KEY = 2;
const EXPECT_KEY_OR_END = 3;
const AFTER_VALUE = 4;

let input: Buffer = Buffer.alloc(0);
let position = 0;
let limit = 0;
let strict = false;

/**
 * Checks that a text is JSON (RFC 8259) without building it, and without recursion.
 * @param storable true: refuses too what jsonb cannot hold, `\u0000` and halves of surrogate pairs
 */
export function checkJson(bytes: Buffer, start: number, end: number, storable: boolean): JsonProblem | null {
  input = bytes;
  position = start;
  limit = end;
  strict = storable;
  const fits = readDocument();
  if (fits) return null;
  // A byte that is no UTF-8 is where reading stopped: only strings may hold bytes beyond ASCII.
  const byte = position < limit ? (input[position] ?? 0) : 0;
  return byte >= 0x80 && characterLength(input, position, limit) === 0 ? 'encoding' : 'syntax';
}

const peek = (): number => (position < limit ? (input[position] ?? 0) : -1);

function skipBlanks(): void {
  for (;;) {
    const byte = peek();
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
    position += 1;
  }
}

function readDocument(): boolean {
  /** True for an object, false for an array. */
  const nesting: boolean[] = [];
  let state = EXPECT_VALUE;
  for (;;) {
    skipBlanks();
    const byte = peek();
    if (state === AFTER_VALUE) {
      const inObject = nesting.at(-1);
      if (inObject === undefined) return position === limit;
      if (byte === 0x2c) state = inObject ? EXPECT_KEY : EXPECT_VALUE;
      else if (byte === (inObject ? 0x7d : 0x5d)) nesting.pop();
      else return false;
      position += 1;
    } else if (byte === (state === EXPECT_VALUE_OR_END ? 0x5d : 0x7d) && isEndAllowed(state)) {
      nesting.pop();
      position += 1;
      state = AFTER_VALUE;
    } else if (state === EXPECT_KEY || state === EXPECT_KEY_OR_END) {
      if (!readString()) return false;
      skipBlanks();
      if (peek() !== 0x3a) return false;
      position += 1;
      state = EXPECT_VALUE;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (nesting.length === DEPTH_MAX) return false;
      nesting.push(byte === 0x7b);
      position += 1;
      state = byte === 0x7b ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    } else {
      if (!readScalar(byte)) return false;
      state = AFTER_VALUE;
    }
  }
}

const isEndAllowed = (state: number): boolean => state === EXPECT_VALUE_OR_END || state === EXPECT_KEY_OR_END;

function readScalar(byte: number): boolean {
  if (byte === 0x22) return readString();
  if (byte === 0x74) return readWord('true');
  if (byte === 0x66) return readWord('false');
  if (byte === 0x6e) return readWord('null');
  return readNumber();
}

function readWord(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) {
    if (peek() !== word.charCodeAt(at)) return false;
    position += 1;
  }
  return true;
}

function readNumber(): boolean {
  if (peek() === 0x2d) position += 1;
  if (peek() === 0x30) position += 1;
  else if (!readDigits()) return false;
  if (peek() === 0x2e) {
    position += 1;
    if (!readDigits()) return false;
  }
  if ((peek() | 0x20) !== 0x65) return true;
  position += 1;
  if (peek() === 0x2b || peek() === 0x2d) position += 1;
  return readDigits();
}

/** At least one digit. */
function readDigits(): boolean {
  const start = position;
  for (let byte = peek(); byte >= 0x30 && byte <= 0x39; byte = peek()) position += 1;
  return position > start;
}

function readString(): boolean {
  if (peek() !== 0x22) return false;
  position += 1;
  /** Whether the first half of a surrogate pair stands right before. */
  let halfPair = false;
  for (;;) {
    const byte = peek();
    if (byte === 0x5c) {
      const unit = readEscape();
      if (unit < 0) return false;
      if (strict) {
        const low = unit >= 0xdc00 && unit <= 0xdfff;
        if (unit === 0 || low !== halfPair) return false;
        halfPair = unit >= 0xd800 && unit <= 0xdbff;
      }
      continue;
    }
    if (halfPair || byte < 0x20) return false;
    if (byte === 0x22) {
      position += 1;
      return true;
    }
    const length = characterLength(input, position, limit);
    if (length === 0) return false;
    position += length;
  }
}

/** Reads one escape; returns its UTF-16 unit, or -1. */
function readEscape(): number {
  position += 1;
  const byte = peek();
  position += 1;
  if (byte !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? byte : -1;
  let unit = 0;
  for (let left = 4; left > 0; left -= 1) {
    const digit = hexDigit(peek());
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
    position += 1;
  }
  return unit;
}
