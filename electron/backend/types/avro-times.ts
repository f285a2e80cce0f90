import {
  readInt,
  readInt64,
  readLength,
  writeAscii,
  writeBigLong,
  writeInt,
  writeInt64,
  writeLong,
} from './avro-number.ts';
import { plainType } from './avro-plain.ts';
import { BrokenAvro, type AvroTap } from './avro-tap.ts';
import { textForm } from './avro-texts.ts';
import type { AvroType } from './avro-type.ts';
import { getInt32, putInt32, putInt64 } from './bytes.ts';
import { daysOf } from './calendar.ts';
import { dateCodec } from './date.ts';
import { DAY_MICROS } from './iso-date-time.ts';
import { timestampCodec, timestamptzCodec } from './timestamps.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

// Days and microseconds count from 1970 in AVRO, from 2000 in Postgres. Infinity, and years that many readers cannot hold, those
// before 1 and after 9999, are special: texts as Postgres prints them.

const EPOCH_DAYS = -daysOf(1970, 1, 1);
const EPOCH_MICROS = EPOCH_DAYS * DAY_MICROS;
const DAYS_MIN = daysOf(1, 1, 1);
const DAYS_END = daysOf(10_000, 1, 1);
const MICROS_MIN = BigInt(DAYS_MIN) * BigInt(DAY_MICROS);
const MICROS_END = BigInt(DAYS_END) * BigInt(DAY_MICROS);
const TWO_32 = 4_294_967_296;
/** Microseconds up to here, and EPOCH_MICROS more, are written without a bigint. */
const MICROS_EXACT = 2 ** 51;

export const dateType: AvroType = {
  schema: { type: 'int', logicalType: 'date' },
  write: (bytes, start, _end, out) => {
    const days = getInt32(bytes, start);
    if (days < DAYS_MIN || days >= DAYS_END) return false;
    writeInt(days + EPOCH_DAYS, out);
    return true;
  },
  read: (tap, out) => {
    const days = readInt(tap) - EPOCH_DAYS;
    if (days < DAYS_MIN || days >= DAYS_END) throw new BrokenAvro('a date is beyond its calendar');
    const at = out.reserve(8);
    putInt32(out.bytes, at, 4);
    putInt32(out.bytes, at + 4, days);
  },
  special: textForm(dateCodec),
};

export function writeTimestamp(bytes: Buffer, start: number, _end: number, out: TupleBuffer): boolean {
  const micros = getInt32(bytes, start) * TWO_32 + (getInt32(bytes, start + 4) >>> 0);
  if (micros > -MICROS_EXACT && micros < MICROS_EXACT) {
    writeLong(micros + EPOCH_MICROS, out);
    return true;
  }
  const exact = bytes.readBigInt64BE(start);
  if (exact < MICROS_MIN || exact >= MICROS_END) return false;
  writeBigLong(exact + BigInt(EPOCH_MICROS), out);
  return true;
}

export function readTimestamp(tap: AvroTap, out: TupleBuffer): void {
  const value = tap.readLong();
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  if (typeof value === 'number' && value > -MICROS_EXACT && value < MICROS_EXACT) {
    putInt64(out.bytes, at + 4, value - EPOCH_MICROS);
    return;
  }
  const exact = BigInt(value) - BigInt(EPOCH_MICROS);
  if (exact < MICROS_MIN || exact >= MICROS_END) throw new BrokenAvro('a timestamp is beyond its calendar');
  out.bytes.writeBigInt64BE(exact, at + 4);
}

/** A day and a time of day, wherever that is. */
export const timestampType: AvroType = {
  schema: { type: 'long', logicalType: 'local-timestamp-micros' },
  write: writeTimestamp,
  read: readTimestamp,
  special: textForm(timestampCodec),
};

/** A moment. */
export const timestamptzType: AvroType = {
  schema: { type: 'long', logicalType: 'timestamp-micros' },
  write: writeTimestamp,
  read: readTimestamp,
  special: textForm(timestamptzCodec),
};

const microsOf = (bytes: Buffer, start: number): number =>
  getInt32(bytes, start) * TWO_32 + (getInt32(bytes, start + 4) >>> 0);

function putTime(out: TupleBuffer, micros: number): void {
  const at = out.reserve(12);
  putInt32(out.bytes, at, 8);
  putInt64(out.bytes, at + 4, micros);
}

const MIDNIGHT = '24:00:00';

/** 24:00:00 is special. */
export const timeType: AvroType = {
  schema: { type: 'long', logicalType: 'time-micros' },
  write: (bytes, start, _end, out) => {
    const micros = microsOf(bytes, start);
    if (micros >= DAY_MICROS) return false;
    writeLong(micros, out);
    return true;
  },
  read: (tap, out) => {
    const micros = Number(tap.readLong());
    if (!(micros >= 0 && micros < DAY_MICROS)) throw new BrokenAvro('a time of day is beyond its day');
    putTime(out, micros);
  },
  special: {
    show: () => MIDNIGHT,
    writeRest: null,
    read: (text, _tap, out) => {
      if (text !== MIDNIGHT) throw new BrokenAvro('a time of day is none');
      putTime(out, DAY_MICROS);
    },
  },
};

const two = (number: number): string => String(number).padStart(2, '0');

/** `04:05:06.789+05:30`: time of day and offset as Postgres prints them, each with all of its parts. */
function showTimeWithZone(bytes: Buffer, start: number): string {
  const micros = microsOf(bytes, start);
  // Postgres counts seconds west of Greenwich.
  const west = getInt32(bytes, start + 8);
  const seconds = Math.floor(micros / 1_000_000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const fraction = micros % 1_000_000 === 0 ? '' : `.${String(micros % 1_000_000).padStart(6, '0')}`;
  const away = Math.abs(west);
  const rest = away % 60 === 0 ? '' : `:${two(away % 60)}`;
  return `${clock}${fraction}${west > 0 ? '-' : '+'}${two(Math.floor(away / 3600))}:${two(Math.floor(away / 60) % 60)}${rest}`;
}

const timeWithZone = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?([+-])(\d\d):(\d\d)(?::(\d\d))?$/;

export const timetzType: AvroType = plainType(
  'string',
  (bytes, start, _end, out) => writeAscii(showTimeWithZone(bytes, start), out),
  (tap, out) => {
    const length = readLength(tap);
    const from = tap.skip(length);
    const found = timeWithZone.exec(tap.bytes.toString('latin1', from, from + length));
    if (found === null) throw new BrokenAvro('a time of day is none');
    const part = (index: number): number => Number(found[index] ?? 0);
    const micros = ((part(1) * 60 + part(2)) * 60 + part(3)) * 1_000_000 + part(4);
    const away = (part(6) * 60 + part(7)) * 60 + part(8);
    const at = out.reserve(16);
    putInt32(out.bytes, at, 12);
    putInt64(out.bytes, at + 4, micros);
    putInt32(out.bytes, at + 12, found[5] === '-' ? away : -away);
  },
);

/** Months, days and microseconds, which Postgres keeps apart. Infinity is the largest, or the smallest, number in each. */
export const intervalType: AvroType = plainType(
  {
    type: 'record',
    name: 'Interval',
    fields: [
      { name: 'months', type: 'int' },
      { name: 'days', type: 'int' },
      { name: 'microseconds', type: 'long' },
    ],
  },
  (bytes, start, _end, out) => {
    writeInt(getInt32(bytes, start + 12), out);
    writeInt(getInt32(bytes, start + 8), out);
    writeInt64(bytes, start, out);
  },
  (tap, out) => {
    const at = out.reserve(20);
    putInt32(out.bytes, at, 16);
    putInt32(out.bytes, at + 16, readInt(tap));
    putInt32(out.bytes, at + 12, readInt(tap));
    readInt64(tap, out.bytes, at + 4);
  },
);
