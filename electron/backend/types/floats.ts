import { putInt32 } from './bytes.ts';
import type { EncodeText, TypeCodec } from './codec.ts';
import { nearestDouble, nearestSingle, newFloatText, readFloatText } from './float-text.ts';
import { showDouble, showSingle } from './show-float.ts';

const text = newFloatText();

/**
 * The number a text stands for; null where it stands for none; undefined where it is too large or too small for the
 * type, which Postgres refuses instead of storing infinity or 0.
 */
function readFloat(
  bytes: Buffer,
  start: number,
  end: number,
  nearest: (bytes: Buffer, of: typeof text) => number,
): number | null | undefined {
  readFloatText(bytes, start, end, text);
  if (text.kind === 'invalid') return null;
  if (text.kind === 'nan') return Number.NaN;
  const size = text.kind === 'infinity' ? Number.POSITIVE_INFINITY : nearest(bytes, text);
  if (text.kind === 'finite' && (size === Number.POSITIVE_INFINITY || (size === 0 && text.digits > 0)))
    return undefined;
  return text.negative ? -size : size;
}

export const encodeFloat4: EncodeText = (bytes, start, end, out) => {
  const value = readFloat(bytes, start, end, nearestSingle);
  if (value === null) return 'type.number';
  if (value === undefined) return 'range';
  const at = out.reserve(8);
  putInt32(out.bytes, at, 4);
  out.bytes.writeFloatBE(value, at + 4);
  return null;
};

export const encodeFloat8: EncodeText = (bytes, start, end, out) => {
  const value = readFloat(bytes, start, end, nearestDouble);
  if (value === null) return 'type.number';
  if (value === undefined) return 'range';
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  out.bytes.writeDoubleBE(value, at + 4);
  return null;
};

/** NaN equals NaN and is larger than all others; -0 equals 0. */
function compareFloats(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Source: PostgreSQL 18, src/backend/utils/adt/float.c. */
export const float4Codec: TypeCodec = {
  type: 'float4',
  oid: 700,
  exact: true,
  isText: false,
  encoder: () => encodeFloat4,
  limits: () => ({ min: '-3.4028235e+38', max: '3.4028235e+38' }),
  show: (bytes, start) => showSingle(bytes.readFloatBE(start)),
  compare: (a, aStart, _aEnd, b, bStart) => compareFloats(a.readFloatBE(aStart), b.readFloatBE(bStart)),
  writeKey: (bytes, start, _end, out) => {
    const at = out.reserve(4);
    // Adding 0 makes 0 of -0.
    out.bytes.writeFloatBE(bytes.readFloatBE(start) + 0, at);
  },
};

export const float8Codec: TypeCodec = {
  type: 'float8',
  oid: 701,
  exact: true,
  isText: false,
  encoder: () => encodeFloat8,
  limits: () => ({ min: '-1.7976931348623157e+308', max: '1.7976931348623157e+308' }),
  show: (bytes, start) => showDouble(bytes.readDoubleBE(start)),
  compare: (a, aStart, _aEnd, b, bStart) => compareFloats(a.readDoubleBE(aStart), b.readDoubleBE(bStart)),
  writeKey: (bytes, start, _end, out) => {
    const at = out.reserve(8);
    out.bytes.writeDoubleBE(bytes.readDoubleBE(start) + 0, at);
  },
};
