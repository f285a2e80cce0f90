import type { RejectCode } from '#shared/reject.ts';
import { getInt32, putInt32, putInt64 } from './bytes.ts';
import { showDay } from './calendar.ts';
import type { CodecColumn, EncodeText, TypeCodec } from './codec.ts';
import { compareInt64 } from './integers.ts';
import { DAY_MICROS, newDateTimeText, readDateTime } from './iso-date-time.ts';
import type { TupleBuffer } from './tuple-buffer.ts';
import { readUsualDateTime } from './usual-date-time.ts';

/** First day that Postgres knows: 4714-11-24 BC, Julian day 0. */
const DAYS_MIN = -2_451_545;
/** 294277-01-01, the first day beyond. */
const DAYS_END = 106_751_983;
/** Up to so many days from 2000-01-01, microseconds are exact in a double. */
const DAYS_EXACT = 104_000;

const text = newDateTimeText();

function putTimestamp(bytes: Buffer, at: number, days: number, micros: number): void {
  if (days > -DAYS_EXACT && days < DAYS_EXACT) putInt64(bytes, at, days * DAY_MICROS + micros);
  else bytes.writeBigInt64BE(BigInt(days) * BigInt(DAY_MICROS) + BigInt(micros), at);
}

/** The largest and the smallest int64 stand for infinity and -infinity. */
function putInfinity(bytes: Buffer, at: number, negative: boolean): void {
  putInt32(bytes, at, negative ? -0x8000_0000 : 0x7fff_ffff);
  putInt32(bytes, at + 4, negative ? 0 : -1);
}

/**
 * @param precision digits of the second's fraction, 0 to 6
 * @param zoned false: an offset other than zero is refused, since Postgres would drop it without a word
 */
function encodeTimestamp(precision: number, zoned: boolean): EncodeText {
  const unit = 10 ** (6 - precision);
  if (unit === 1) return zoned ? encodeTimestamptz : encodePlainTimestamp;
  return (bytes, start, end, out) => encode(bytes, start, end, out, zoned, unit);
}

/** Microseconds, with a time zone. */
export const encodeTimestamptz: EncodeText = (bytes, start, end, out) => encode(bytes, start, end, out, true, 1);

/** Microseconds, without a time zone. */
export const encodePlainTimestamp: EncodeText = (bytes, start, end, out) => encode(bytes, start, end, out, false, 1);

/** @param unit microseconds that are told apart */
function encode(
  bytes: Buffer,
  start: number,
  end: number,
  out: TupleBuffer,
  zoned: boolean,
  unit: number,
): RejectCode | null {
  // The usual spelling knows no infinity, no offset, and no day that is not exact.
  if (unit === 1 && readUsualDateTime(bytes, start, end, text)) {
    const at = out.reserve(12);
    putInt32(out.bytes, at, 8);
    putInt64(out.bytes, at + 4, text.days * DAY_MICROS + text.micros);
    return null;
  }
  if (!readDateTime(bytes, start, end, text)) return 'type.timestamp';
  if (!zoned && text.zoneSeconds !== 0) return 'type.timestamp';
  if (text.kind !== 'finite') {
    const at = out.reserve(12);
    putInt32(out.bytes, at, 8);
    putInfinity(out.bytes, at + 4, text.kind === '-infinity');
    return null;
  }
  let { days } = text;
  let micros = text.micros - text.zoneSeconds * 1_000_000;
  const carry = Math.floor(micros / DAY_MICROS);
  days += carry;
  micros -= carry * DAY_MICROS;
  // Half away from zero, and zero is 2000-01-01.
  const half = unit / 2;
  if (unit > 1)
    micros = days >= 0 ? Math.floor((micros + half) / unit) * unit : Math.ceil((micros - half) / unit) * unit;
  if (days < DAYS_MIN || days >= DAYS_END || (micros === DAY_MICROS && days === DAYS_END - 1)) return 'type.timestamp';
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  putTimestamp(out.bytes, at + 4, days, micros);
  return null;
}

function showTimestamp(bytes: Buffer, start: number, zone: string): string {
  const high = getInt32(bytes, start);
  const low = getInt32(bytes, start + 4);
  if (high === 0x7fff_ffff && low === -1) return 'infinity';
  if (high === -0x8000_0000 && low === 0) return '-infinity';
  const value = bytes.readBigInt64BE(start);
  const whole = BigInt(DAY_MICROS);
  const micros = Number(((value % whole) + whole) % whole);
  const day = showDay(Number((value - BigInt(micros)) / whole));
  const seconds = Math.floor(micros / 1_000_000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const fraction = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${day.text} ${clock}${fraction === '' ? '' : `.${fraction}`}${zone}${day.era}`;
}

const precisionOf = ({ typmod }: CodecColumn): number => (typmod < 0 ? 6 : Math.min(typmod, 6));

/** Source: PostgreSQL 18, src/backend/utils/adt/timestamp.c. */
function makeCodec(type: string, oid: number, zoned: boolean): TypeCodec {
  return {
    type,
    oid,
    exact: true,
    isText: false,
    encoder: (column) => encodeTimestamp(precisionOf(column), zoned),
    limits: () => ({}),
    show: (bytes, start) => showTimestamp(bytes, start, zoned ? '+00' : ''),
    compare: (a, aStart, _aEnd, b, bStart) => compareInt64(a, aStart, b, bStart),
    writeKey: null,
  };
}

/** Without a time zone. A text with one is taken only where it is UTC: the time of day stays as written. */
export const timestampCodec = makeCodec('timestamp', 1114, false);

/** With a time zone. A text without one is read in UTC. */
export const timestamptzCodec = makeCodec('timestamptz', 1184, true);
