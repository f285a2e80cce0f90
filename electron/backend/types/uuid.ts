import { compareBytes, hexDigit, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';

/**
 * As uuid_in: 32 hex digits, a hyphen allowed after each group of four, braces around it, no white space.
 * Source: PostgreSQL 18, src/backend/utils/adt/uuid.c.
 */
export const encodeUuid: EncodeText = (bytes, start, end, out) => {
  let from = start;
  let to = end;
  if (bytes[start] === 0x7b) {
    if (end - start < 2 || bytes[end - 1] !== 0x7d) return 'type.uuid';
    from += 1;
    to -= 1;
  }
  const before = out.length;
  const at = out.reserve(20);
  putInt32(out.bytes, at, 16);
  for (let byte = 0; byte < 16; byte += 1) {
    const high = from < to ? hexDigit(bytes[from] ?? 0) : -1;
    const low = from + 1 < to ? hexDigit(bytes[from + 1] ?? 0) : -1;
    if (high < 0 || low < 0) {
      out.length = before;
      return 'type.uuid';
    }
    out.bytes[at + 4 + byte] = high * 16 + low;
    from += 2;
    if (byte % 2 === 1 && byte < 15 && from < to && bytes[from] === 0x2d) from += 1;
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
