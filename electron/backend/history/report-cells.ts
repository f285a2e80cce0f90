import type { TupleBuffer } from '#backend/types/tuple-buffer.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const COMMA = 0x2c;
const ZERO = 0x30;
const INT_MAX = 0x7fff_ffff;

/** Beginnings that a spreadsheet takes for those of a formula, or passes over: = + - @ TAB CR LF (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\n]/;
const isFormula = Uint8Array.from({ length: 256 }, (_, byte) => (FORMULA.test(String.fromCodePoint(byte)) ? 1 : 0));

/** A cell of a CSV report. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  if (!/[",\r\n]/.test(safe)) return safe;
  return `"${safe.includes('"') ? safe.replaceAll('"', '""') : safe}"`;
}

/** Writes the cell of a text in UTF-8: what csvCell makes of it. */
export function putCell(out: TupleBuffer, text: Buffer, start: number, end: number): void {
  const before = out.length;
  // Most lines have a comma and no quote: they are copied as they are read, and the others are written anew.
  let to = out.reserve(end - start + 3);
  const { bytes } = out;
  let hasMark = false;
  let hasQuote = false;
  bytes[to++] = QUOTE;
  if (start < end && isFormula[text[start] ?? 0] === 1) bytes[to++] = APOSTROPHE;
  for (let at = start; at < end; at += 1) {
    const byte = text[at] ?? 0;
    bytes[to++] = byte;
    if (byte > COMMA) continue;
    if (byte === QUOTE) hasQuote = true;
    else if (byte === COMMA || byte === LF || byte === CR) hasMark = true;
  }
  bytes[to++] = QUOTE;
  out.length = to;
  if (hasMark && !hasQuote) return;
  const cell = Buffer.from(csvCell(text.toString('utf8', start, end)));
  out.length = before;
  out.append(cell, 0, cell.length);
}

export function putByte(out: TupleBuffer, byte: number): void {
  const at = out.reserve(1);
  out.bytes[at] = byte;
}

/** Writes a whole number that is not negative, in decimal digits. */
export function putNumber(out: TupleBuffer, value: number): void {
  if (value > INT_MAX) {
    const text = Buffer.from(String(value));
    out.append(text, 0, text.length);
    return;
  }
  let digits = 1;
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1;
  const at = out.reserve(digits);
  let rest = value | 0;
  for (let digit = digits - 1; digit >= 0; digit -= 1) {
    const tenth = (rest / 10) | 0;
    out.bytes[at + digit] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

/** Where a line without its line end ends: LF, CR LF or CR. */
export function lineEnd(bytes: Buffer, start: number, end: number): number {
  if (end === start) return end;
  if (bytes[end - 1] === CR) return end - 1;
  if (bytes[end - 1] !== LF) return end;
  return end - 2 >= start && bytes[end - 2] === CR ? end - 2 : end - 1;
}
