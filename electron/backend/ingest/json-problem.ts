import { DEPTH_MAX, scanString, scanValue, skipBlanks } from '#backend/parse/json-scan.ts';

/** Why a text is no JSON, and the byte where it stops being one. */
export interface JsonProblem {
  readonly reason: string;
  readonly byteOffset: number;
}

const problem = (reason: string, byteOffset: number): JsonProblem => ({ reason, byteOffset });

/**
 * Finds where the value that begins at a position stops being JSON (RFC 8259), for texts that the scanner refused; null: it is
 * JSON. Slower than the scanner, which only says that it is none.
 */
export function findJsonProblem(bytes: Buffer, at: number, end: number, depth = 0): JsonProblem | null {
  if (at >= end) return problem('it ends too early', end);
  const byte = bytes[at];
  if (byte === 0x7b || byte === 0x5b) {
    if (depth >= DEPTH_MAX) return problem(`it is nested deeper than ${DEPTH_MAX}`, at);
    return findInside(bytes, at, end, depth);
  }
  if (byte === 0x22) return scanString(bytes, at, end) < 0 ? findInString(bytes, at, end) : null;
  return scanValue(bytes, at, end) < 0 ? problem('a value is missing', at) : null;
}

/** Looks through the members of an object, or the elements of an array. */
function findInside(bytes: Buffer, at: number, end: number, depth: number): JsonProblem | null {
  const isObject = bytes[at] === 0x7b;
  const close = isObject ? 0x7d : 0x5d;
  let to = skipBlanks(bytes, at + 1, end);
  if (to < end && bytes[to] === close) return null;
  for (;;) {
    if (isObject) {
      if (to >= end) return problem('it ends too early', end);
      if (bytes[to] !== 0x22) return problem('a key in quotes is missing', to);
      const keyEnd = scanString(bytes, to, end);
      if (keyEnd < 0) return findInString(bytes, to, end);
      to = skipBlanks(bytes, keyEnd, end);
      if (to >= end) return problem('it ends too early', end);
      if (bytes[to] !== 0x3a) return problem('a colon is missing', to);
      to = skipBlanks(bytes, to + 1, end);
    }
    const found = findJsonProblem(bytes, to, end, depth + 1);
    if (found !== null) return found;
    to = skipBlanks(bytes, scanValue(bytes, to, end, depth + 1), end);
    if (to >= end) return problem('it ends too early', end);
    if (bytes[to] === close) return null;
    if (bytes[to] !== 0x2c) return problem('a comma is missing', to);
    to = skipBlanks(bytes, to + 1, end);
  }
}

/** A string that does not end, or that holds what a string may not. */
function findInString(bytes: Buffer, at: number, end: number): JsonProblem {
  for (let to = at + 1; to < end; to += 1) {
    const byte = bytes[to] ?? 0;
    if (byte < 0x20) return problem('a string holds a control character', to);
    if (byte !== 0x5c) continue;
    const escape = bytes.toString('latin1', to, Math.min(end, to + 6));
    if (to + 1 < end && !/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(escape)) return problem('an escape is none', to);
    to += 1;
  }
  return problem('a string does not end', at);
}

/** 1-based line and column of a byte, as an editor counts them; columns are characters. */
export function placeOf(bytes: Buffer, byteOffset: number): { readonly line: number; readonly column: number } {
  const before = bytes.toString('utf8', 0, byteOffset);
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
