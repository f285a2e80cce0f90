import type { CodecColumn, TypeCodec } from './codec.ts';
import { encodeBool } from './bool.ts';
import { encodeDate } from './date.ts';
import { encodeFloat4, encodeFloat8 } from './floats.ts';
import { encodeInt2, encodeInt4, encodeInt8 } from './integers.ts';
import { encodeNumericAs } from './numeric.ts';
import { encodeKnownText, encodeText } from './text.ts';
import { encodePlainTimestamp, encodeTimestamptz } from './timestamps.ts';
import type { TupleBuffer } from './tuple-buffer.ts';
import { encodeUuid } from './uuid.ts';

/**
 * The encoder of a column as numbers. Calling one of many closures by turns costs more than reading a short number does;
 * a call that is written down where it is made costs next to nothing.
 */
export interface DirectEncoder {
  readonly number: number;
  /** Bytes of the longest varchar that needs no counting; digits of a numeric, or -1. */
  readonly limit: number;
  /** Digits behind the point of a numeric. */
  readonly scale: number;
}

const INT4 = 1;
const TEXT = 2;
const TIMESTAMPTZ = 3;
const INT8 = 4;
const INT2 = 5;
const NUMERIC = 6;
const TIMESTAMP = 7;
const DATE = 8;
const FLOAT8 = 9;
const FLOAT4 = 10;
const BOOL = 11;
const UUID = 12;

const numbers: ReadonlyMap<string, number> = new Map([
  ['int4', INT4],
  ['text', TEXT],
  ['varchar', TEXT],
  ['timestamptz', TIMESTAMPTZ],
  ['int8', INT8],
  ['int2', INT2],
  ['numeric', NUMERIC],
  ['timestamp', TIMESTAMP],
  ['date', DATE],
  ['float8', FLOAT8],
  ['float4', FLOAT4],
  ['bool', BOOL],
  ['uuid', UUID],
]);

const NO_LIMIT = 0x7fff_ffff;

/** How values of a column are encoded directly; null where only the codec's own encoder will do. */
export function directEncoder({ type, exact }: TypeCodec, column: CodecColumn): DirectEncoder | null {
  const { typmod, maxLength, precision, scale } = column;
  const isRounded = (type === 'timestamp' || type === 'timestamptz') && typmod >= 0 && typmod < 6;
  const number = numbers.get(type);
  if (number === undefined || !exact || isRounded) return null;
  if (number === NUMERIC) return { number, limit: precision ?? -1, scale: scale ?? 0 };
  return { number, limit: type === 'varchar' ? (maxLength ?? NO_LIMIT) : NO_LIMIT, scale: 0 };
}

/**
 * Writes one value as the encoder with this number does. False: it wrote nothing, and the codec's own encoder is to be asked,
 * which may still take the value, or tells what is wrong with it.
 * @param known whether the text is known to be UTF-8 without a NUL
 */
export function encodeDirectly(
  { number, limit, scale }: DirectEncoder,
  bytes: Buffer,
  start: number,
  end: number,
  out: TupleBuffer,
  known: boolean,
): boolean {
  switch (number) {
    case INT4:
      return encodeInt4(bytes, start, end, out) === null;
    case TEXT:
      if (end - start > limit) return false;
      return (known ? encodeKnownText(bytes, start, end, out) : encodeText(bytes, start, end, out)) === null;
    case TIMESTAMPTZ:
      return encodeTimestamptz(bytes, start, end, out) === null;
    case INT8:
      return encodeInt8(bytes, start, end, out) === null;
    case INT2:
      return encodeInt2(bytes, start, end, out) === null;
    case NUMERIC:
      return encodeNumericAs(limit, scale, bytes, start, end, out) === null;
    case TIMESTAMP:
      return encodePlainTimestamp(bytes, start, end, out) === null;
    case DATE:
      return encodeDate(bytes, start, end, out) === null;
    case FLOAT8:
      return encodeFloat8(bytes, start, end, out) === null;
    case FLOAT4:
      return encodeFloat4(bytes, start, end, out) === null;
    case BOOL:
      return encodeBool(bytes, start, end, out) === null;
    case UUID:
      return encodeUuid(bytes, start, end, out) === null;
    default:
      return false;
  }
}
