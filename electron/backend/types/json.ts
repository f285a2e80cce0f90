import { compareBytes, putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { checkJson } from './json-syntax.ts';
import { showText } from './text.ts';

/** The form in which jsonb_recv takes its text. */
const JSONB_VERSION = 1;

/**
 * @param storable refuses what jsonb cannot hold
 * @param version put before the text, or null
 */
function jsonEncoder(storable: boolean, version: number | null): EncodeText {
  const prefixBytes = version === null ? 0 : 1;
  return (bytes, start, end, out) => {
    const problem = checkJson(bytes, start, end, storable);
    if (problem !== null) return problem === 'encoding' ? 'encoding' : 'type.json';
    const length = prefixBytes + end - start;
    const at = out.reserve(4 + length);
    putInt32(out.bytes, at, length);
    if (version !== null) out.bytes[at + 4] = version;
    bytes.copy(out.bytes, at + 4 + prefixBytes, start, end);
    return null;
  };
}

const encodeJson = jsonEncoder(false, null);
const encodeJsonb = jsonEncoder(true, JSONB_VERSION);
const encodeJsonbText = jsonEncoder(true, null);

/** Kept as written. Its syntax is checked here; depth and size are for the server to judge. */
export const jsonCodec: TypeCodec = {
  type: 'json',
  oid: 114,
  exact: false,
  isText: false,
  encoder: () => encodeJson,
  limits: () => ({}),
  show: showText,
  compare: compareBytes,
  writeKey: null,
};

/** As json, and without what jsonb cannot hold; the size of its numbers too is for the server to judge. */
export const jsonbCodec: TypeCodec = {
  type: 'jsonb',
  oid: 3802,
  exact: false,
  isText: false,
  encoder: () => encodeJsonb,
  stagedEncoder: encodeJsonbText,
  limits: () => ({}),
  show: (bytes, start, end) => showText(bytes, start + 1, end),
  compare: compareBytes,
  writeKey: null,
};
