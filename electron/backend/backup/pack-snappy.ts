/** Snappy looks for what it has seen within so many bytes, and begins anew behind them. */
const WINDOW_BYTES = 65_536;
const TABLE_BITS = 14;
const MATCH_MIN = 4;
const COPY_MAX = 64;
/** Within the last bytes nothing is looked for: a match is read four bytes at a time. */
const TAIL_BYTES = 15;

/**
 * Packs bytes as Snappy does (google/snappy, format_description.txt): literals, and copies with offsets of two bytes.
 * @param spareBytes are left free at the end, for a checksum
 */
export function packSnappy(bytes: Buffer, spareBytes: number): Buffer {
  const out = Buffer.allocUnsafe(32 + bytes.length + Math.ceil(bytes.length / 6) + spareBytes);
  let at = putLength(out, bytes.length);
  const table = new Int32Array(1 << TABLE_BITS);
  for (let start = 0; start < bytes.length; start += WINDOW_BYTES)
    at = packWindow(bytes, start, Math.min(start + WINDOW_BYTES, bytes.length), table, out, at);
  return out.subarray(0, at + spareBytes);
}

function putLength(out: Buffer, length: number): number {
  let at = 0;
  let rest = length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128), at += 1) out[at] = rest | 0x80;
  out[at] = rest;
  return at + 1;
}

function packWindow(bytes: Buffer, start: number, end: number, table: Int32Array, out: Buffer, to: number): number {
  table.fill(-1);
  let at = to;
  let literal = start;
  let from = start;
  /** Steps get longer where nothing is found. */
  let misses = 32;
  while (from < end - TAIL_BYTES) {
    const word = wordAt(bytes, from);
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS);
    const seen = table[slot] ?? -1;
    table[slot] = from;
    if (seen < 0 || wordAt(bytes, seen) !== word) {
      from += misses >> 5;
      misses += 1;
      continue;
    }
    let length = MATCH_MIN;
    while (from + length < end && bytes[seen + length] === bytes[from + length]) length += 1;
    at = putLiteral(bytes, literal, from, out, at);
    at = putCopy(from - seen, length, out, at);
    from += length;
    literal = from;
    misses = 32;
  }
  return putLiteral(bytes, literal, end, out, at);
}

const wordAt = (bytes: Buffer, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

function putLiteral(bytes: Buffer, start: number, end: number, out: Buffer, to: number): number {
  const length = end - start;
  if (length === 0) return to;
  let at = to;
  const last = length - 1;
  if (last < 60) {
    out[at] = last << 2;
    at += 1;
  } else {
    // A window has no more bytes than two hold.
    out[at] = 61 << 2;
    out[at + 1] = last;
    out[at + 2] = last >> 8;
    at += 3;
  }
  bytes.copy(out, at, start, end);
  return at + length;
}

function putCopy(offset: number, length: number, out: Buffer, to: number): number {
  let at = to;
  for (let left = length; left > 0;) {
    const count = Math.min(left, COPY_MAX);
    out[at] = ((count - 1) << 2) | 2;
    out[at + 1] = offset;
    out[at + 2] = offset >> 8;
    at += 3;
    left -= count;
  }
  return at;
}
