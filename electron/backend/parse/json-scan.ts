/** Deeper than this, JSON is refused. */
export const DEPTH_MAX = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Position behind spaces, tabs and line ends (RFC 8259, section 2). */
export function skipBlanks(bytes: Buffer, at: number, end: number): number {
  let to = at;
  while (to < end && isBlank(bytes[to])) to += 1;
  return to;
}

/** Whether a byte is a space, a tab or a line end. */
export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Position behind the value that begins at a position, or -1 where there is none (RFC 8259). */
export function scanValue(bytes: Buffer, at: number, end: number, depth = 0): number {
  const byte = at < end ? bytes[at] : undefined;
  switch (byte) {
    case QUOTE:
      return scanString(bytes, at, end);
    case 0x7b: // {
      return scanMembers(bytes, at, end, depth);
    case 0x5b: // [
      return scanElements(bytes, at, end, depth);
    case 0x74:
      return scanWord(bytes, at, end, 'true');
    case 0x66:
      return scanWord(bytes, at, end, 'false');
    case 0x6e:
      return scanWord(bytes, at, end, 'null');
    default:
      return scanNumber(bytes, at, end);
  }
}

/** Position behind the string that begins at a position, or -1. */
export function scanString(bytes: Buffer, at: number, end: number): number {
  for (let to = at + 1; to < end; to += 1) {
    const byte = bytes[to] ?? 0;
    if (byte === QUOTE) return to + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      const escaped = escapeBytes(bytes, to + 1, end);
      if (escaped < 0) return -1;
      to += escaped;
    }
  }
  return -1;
}

/** Bytes behind the backslash that belong to it, or -1. */
function escapeBytes(bytes: Buffer, at: number, end: number): number {
  if (at >= end) return -1;
  if (bytes[at] !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(bytes[at] ?? 0)) ? 1 : -1;
  return at + 5 <= end && /^[\da-f]{4}$/i.test(bytes.toString('latin1', at + 1, at + 5)) ? 5 : -1;
}

function scanMembers(bytes: Buffer, at: number, end: number, depth: number): number {
  let to = skipBlanks(bytes, at + 1, end);
  if (bytes[to] === 0x7d && to < end) return to + 1;
  if (depth >= DEPTH_MAX) return -1;
  for (;;) {
    if (to >= end || bytes[to] !== QUOTE) return -1;
    to = scanString(bytes, to, end);
    if (to < 0) return -1;
    to = skipBlanks(bytes, to, end);
    if (to >= end || bytes[to] !== 0x3a) return -1;
    to = scanValue(bytes, skipBlanks(bytes, to + 1, end), end, depth + 1);
    if (to < 0) return -1;
    to = skipBlanks(bytes, to, end);
    if (to >= end) return -1;
    if (bytes[to] === 0x7d) return to + 1;
    if (bytes[to] !== 0x2c) return -1;
    to = skipBlanks(bytes, to + 1, end);
  }
}

function scanElements(bytes: Buffer, at: number, end: number, depth: number): number {
  let to = skipBlanks(bytes, at + 1, end);
  if (bytes[to] === 0x5d && to < end) return to + 1;
  if (depth >= DEPTH_MAX) return -1;
  for (;;) {
    to = scanValue(bytes, to, end, depth + 1);
    if (to < 0) return -1;
    to = skipBlanks(bytes, to, end);
    if (to >= end) return -1;
    if (bytes[to] === 0x5d) return to + 1;
    if (bytes[to] !== 0x2c) return -1;
    to = skipBlanks(bytes, to + 1, end);
  }
}

function scanWord(bytes: Buffer, at: number, end: number, word: string): number {
  return at + word.length <= end && bytes.toString('latin1', at, at + word.length) === word ? at + word.length : -1;
}

function scanNumber(bytes: Buffer, at: number, end: number): number {
  let to = bytes[at] === 0x2d ? at + 1 : at;
  const first = to;
  to = skipDigits(bytes, to, end);
  if (to === first || (bytes[first] === 0x30 && to > first + 1)) return -1;
  if (to < end && bytes[to] === 0x2e) {
    const fraction = to + 1;
    to = skipDigits(bytes, fraction, end);
    if (to === fraction) return -1;
  }
  if (to < end && ((bytes[to] ?? 0) | 0x20) === 0x65) {
    let exponent = to + 1;
    if (bytes[exponent] === 0x2b || bytes[exponent] === 0x2d) exponent += 1;
    to = skipDigits(bytes, exponent, end);
    if (to === exponent) return -1;
  }
  return to;
}

function skipDigits(bytes: Buffer, at: number, end: number): number {
  let to = at;
  while (to < end && (bytes[to] ?? 0) >= 0x30 && (bytes[to] ?? 0) <= 0x39) to += 1;
  return to;
}

/**
 * Position behind an element of a JSON text, found by its brackets and quotes alone so that a broken element does not hide those
 * behind it; -1 where the bytes end before it does.
 */
export function elementEnd(bytes: Buffer, at: number): number {
  let depth = 0;
  for (let to = at; to < bytes.length; to += 1) {
    const byte = bytes[to];
    if (byte === QUOTE) {
      for (to += 1; to < bytes.length && bytes[to] !== QUOTE; to += 1) if (bytes[to] === BACKSLASH) to += 1;
      if (to >= bytes.length) return -1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return to;
      depth -= 1;
      if (depth === 0) return to + 1;
    } else if (depth === 0 && (byte === 0x2c || isBlank(byte))) return to;
  }
  return -1;
}

/** Escapes of one letter, by that letter. */
const plainEscapes: Readonly<Record<number, number>> = { 0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09 };

/**
 * Undoes the escapes of a string that scanString took. Half of a surrogate pair is no text: it becomes the byte FF.
 * @param into needs room for `end - start` bytes from `at`
 * @returns bytes written
 */
export function undoEscapes(bytes: Buffer, start: number, end: number, into: Buffer, at: number): number {
  let to = at;
  for (let from = start; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    if (byte !== BACKSLASH) {
      into[to] = byte;
      to += 1;
      continue;
    }
    from += 1;
    const letter = bytes[from] ?? 0;
    if (letter !== 0x75) {
      into[to] = plainEscapes[letter] ?? letter;
      to += 1;
      continue;
    }
    let code = hexUnit(bytes, from + 1);
    from += 4;
    if (isHigh(code) && bytes[from + 1] === BACKSLASH && bytes[from + 2] === 0x75 && isLow(hexUnit(bytes, from + 3))) {
      code = 0x1_0000 + ((code - 0xd800) << 10) + (hexUnit(bytes, from + 3) - 0xdc00);
      from += 6;
    }
    if (isHigh(code) || isLow(code)) {
      into[to] = 0xff;
      to += 1;
    } else to += into.write(String.fromCodePoint(code), to, 'utf8');
  }
  return to - at;
}

const hexUnit = (bytes: Buffer, at: number): number => Number.parseInt(bytes.toString('latin1', at, at + 4), 16);
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
