import type { RejectCode } from '#shared/reject.ts';
import { compareBytes, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { characterLength } from './utf8.ts';

/** From this length on, copying at once and checking afterwards is faster than byte by byte. */
const LONG_BYTES = 64;

/** Any text but one with a NUL or with bytes that are not UTF-8. */
export const encodeText: EncodeText = (bytes, start, end, out) => {
  const length = end - start;
  const at = out.reserve(4 + length);
  const target = out.bytes;
  putInt32(target, at, length);
  if (length >= LONG_BYTES) {
    bytes.copy(target, at + 4, start, end);
    const problem = checkText(bytes, start, end);
    if (problem !== null) out.length = at;
    return problem;
  }
  let to = at + 4;
  for (let from = start; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    // Neither NUL nor the beginning of a longer character.
    if (byte === 0 || byte >= 0x80) {
      const problem = checkText(bytes, from, end);
      if (problem === null) bytes.copy(target, to, from, end);
      else out.length = at;
      return problem;
    }
    target[to] = byte;
    to += 1;
  }
  return null;
};

/** A text that is known to be UTF-8 without a NUL. */
export const encodeKnownText: EncodeText = (bytes, start, end, out) => {
  const length = end - start;
  const at = out.reserve(4 + length);
  const target = out.bytes;
  putInt32(target, at, length);
  if (length >= LONG_BYTES) {
    bytes.copy(target, at + 4, start, end);
    return null;
  }
  let to = at + 4;
  for (let from = start; from < end; from += 1) {
    target[to] = bytes[from] ?? 0;
    to += 1;
  }
  return null;
};

/** What makes a text one that Postgres cannot store, or null. */
function checkText(bytes: Buffer, start: number, end: number): RejectCode | null {
  let hasNul = false;
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (byte === 0) hasNul = true;
      at += 1;
      continue;
    }
    const length = characterLength(bytes, at, end);
    if (length === 0) return 'encoding';
    at += length;
  }
  return hasNul ? 'type.text' : null;
}

export const showText: TypeCodec['show'] = (bytes, start, end) => bytes.toString('utf8', start, end);

export const textCodec: TypeCodec = {
  type: 'text',
  oid: 25,
  exact: true,
  isText: true,
  encoder: () => encodeText,
  limits: () => ({}),
  show: showText,
  compare: compareBytes,
  writeKey: null,
};
