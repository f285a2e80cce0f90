import { compareBytes, hexDigit, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';

const USUAL_BYTES = 36;
const HYPHEN = 0x2d;

/** Writes a value in the usual form, 8-4-4-4-12 digits, and tells whether it is one. */
function putUsual(bytes: Buffer, start: number, target: Buffer, at: number): boolean {
  if (bytes[start + 8] !== HYPHEN || bytes[start + 13] !== HYPHEN) return false;
  if (bytes[start + 18] !== HYPHEN || bytes[start + 23] !== HYPHEN) return false;
  let from = start;
  let joined = 0;
  for (let byte = 0; byte < 16; byte += 1) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) from += 1;
    const high = hexDigit(bytes[from] ?? 0);
    const low = hexDigit(bytes[from + 1] ?? 0);
    // What is no digit is negative, and so is all that it is joined with.
    joined |= high | low;
    target[at + byte] = (high << 4) | low;
    from += 2;
  }
  return joined >= 0;
}

/**
 * As uuid_in: 32 hex digits, a hyphen allowed after each group of four, braces around it, no white space.
 * Source: PostgreSQL 18, src/backend/utils/adt/uuid.c.
 */
export const encodeUuid: EncodeText = (bytes, start, end, out) => {
  const before = out.length;
  const at = out.reserve(20);
  putInt32(out.bytes, at, 16);
  if (end - start === USUAL_BYTES && putUsual(bytes, start, out.bytes, at + 4)) return null;
  let from = start;
  let to = end;
  if (bytes[start] === 0x7b) {
    if (end - start < 2 || bytes[end - 1] !== 0x7d) {
      out.length = before;
      return 'type.uuid';
    }
    from += 1;
    to -= 1;
  }
  for (let byte = 0; byte < 16; byte += 1) {
    const high = from < to ? hexDigit(bytes[from] ?? 0) : -1;
    const low = from + 1 < to ? hexDigit(bytes[from + 1] ?? 0) : -1;
    if (high < 0 || low < 0) {
      out.length = before;
      return 'type.uuid';
    }
    out.bytes[at + 4 + byte] = high * 16 + low;
    from += 2;
    if (byte % 2 === 1 && byte < 15 && from < to && bytes[from] === HYPHEN) from += 1;
  }
  if (from === to) return null;
  out.length = before;
  return 'type.uuid';
};

export const uuidCodec: TypeCodec = {
  type: 'uuid',
  oid: 2950,
  exact: true,
  isText: false,
  encoder: () => encodeUuid,
  limits: () => ({}),
  show: (bytes, start) => {
    const hex = bytes.toString('hex', start, start + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
  compare: compareBytes,
  writeKey: null,
};
