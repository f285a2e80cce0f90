import { isSpace, isWord, skipSpaces, trimEnd } from './bytes.ts';
import { daysOf, isDay } from './calendar.ts';
import { readUsualDateTime } from './usual-date-time.ts';

/** What a text says of a point in time. */
export interface DateTimeText {
  kind: 'finite' | 'infinity' | '-infinity';
  /** Days since 2000-01-01, as written. */
  days: number;
  /** Microseconds of the day, as written: 0 to 86,400,000,000. */
  micros: number;
  /** Seconds east of Greenwich; 0 also where there is no zone. */
  zoneSeconds: number;
}

export const newDateTimeText = (): DateTimeText => ({
  kind: 'finite',
  days: 0,
  micros: 0,
  zoneSeconds: 0,
});

export const DAY_MICROS = 86_400_000_000;

/** The text being read; readers below go on from `position` and never beyond `limit`. */
let input: Buffer = Buffer.alloc(0);
let position = 0;
let limit = 0;

/**
 * Reads ISO 8601 (extended, or basic: 20210517, 20210517T090000Z) and what Postgres itself prints in the ISO style, into `into`:
 * date, or date and time behind T or spaces; fraction of a second rounded to microseconds; Z, UTC or an offset; BC;
 * infinity and -infinity; white space around it. Every other spelling is refused: nothing is guessed from DateStyle.
 * Source: ISO 8601-1:2019; PostgreSQL 18, src/backend/utils/adt/datetime.c, for limits, 24:00:00, :60 and rounding.
 */
export function readDateTime(bytes: Buffer, start: number, end: number, into: DateTimeText): boolean {
  if (readUsualDateTime(bytes, start, end, into)) return true;
  input = bytes;
  position = skipSpaces(bytes, start, end);
  limit = trimEnd(bytes, position, end);
  into.kind = 'finite';
  into.days = 0;
  into.micros = 0;
  into.zoneSeconds = 0;
  const first = peek();
  if (first < 0x30 || first > 0x39) return readInfinity(into);
  return readFinite(into);
}

/** The next byte, or 0 at the end. */
const peek = (): number => (position < limit ? (input[position] ?? 0) : 0);

function readInfinity(into: DateTimeText): boolean {
  const negative = peek() === 0x2d;
  into.kind = negative ? '-infinity' : 'infinity';
  return isWord(input, negative ? position + 1 : position, limit, 'infinity');
}

function readFinite(into: DateTimeText): boolean {
  const yearDigits = countDigits();
  const basic = yearDigits === 8;
  // Two digits could be any part of a date; zeros before a longer year are nobody's spelling.
  if (!basic && (yearDigits < 4 || yearDigits > 7 || (yearDigits > 4 && peek() === 0x30))) return false;
  const year = readDigits(basic ? 4 : yearDigits);
  if (!basic && !take(0x2d)) return false;
  const month = readDigits(2);
  if (!basic && !take(0x2d)) return false;
  const day = readDigits(2);
  if (position < limit && !readRest(basic, into)) return false;
  const before = isEraNext();
  if (before) position = limit;
  const astronomical = before ? 1 - year : year;
  if (position < limit || year < 1 || !isDay(astronomical, month, day)) return false;
  into.days = daysOf(astronomical, month, day);
  return true;
}

/** Time and zone, if there are any. */
function readRest(basic: boolean, into: DateTimeText): boolean {
  const separator = peek();
  const isT = (separator | 0x20) === 0x74;
  if (!isT && !isSpace(separator)) return false;
  if (isEraNext()) return true;
  position = isT ? position + 1 : skipSpaces(input, position, limit);
  const basicTime = basic && isT && countDigits() > 2;
  if (!(basicTime ? readBasicTime(into) : readTime(into))) return false;
  if (position === limit || isEraNext()) return true;
  position = skipSpaces(input, position, limit);
  return readZone(!basicTime, into);
}

/** Whether nothing but ` BC` follows. */
function isEraNext(): boolean {
  const at = skipSpaces(input, position, limit);
  return at > position && isWord(input, at, limit, 'bc');
}

/** hh:mm[:ss[.fraction]] */
function readTime(into: DateTimeText): boolean {
  const hour = readDigits(2);
  if (!take(0x3a)) return false;
  const minute = readDigits(2);
  return take(0x3a) ? readSeconds(hour, minute, into) : setTime(hour, minute, 0, 0, into);
}

/** hhmmss[.fraction]; without its seconds, Postgres would take an offset behind it for a part of a date. */
const readBasicTime = (into: DateTimeText): boolean => readSeconds(readDigits(2), readDigits(2), into);

function readSeconds(hour: number, minute: number, into: DateTimeText): boolean {
  const second = readDigits(2);
  return setTime(hour, minute, second, take(0x2e) ? readFraction() : 0, into);
}

/** 24:00:00 and :60 count, as in Postgres, unless the whole goes beyond the end of the day. NaN fits nowhere. */
function setTime(hour: number, minute: number, second: number, fraction: number, into: DateTimeText): boolean {
  into.micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
  return hour <= 24 && minute <= 59 && second <= 60 && into.micros <= DAY_MICROS;
}

/** Microseconds; beyond six digits as Postgres rounds them: the fraction as a double, times a million, half to even. */
function readFraction(): number {
  const digits = countDigits();
  if (digits > 6) {
    const micros = Number(`0.${input.toString('latin1', position, position + digits)}`) * 1_000_000;
    position += digits;
    return roundHalfEven(micros);
  }
  let fraction = readDigits(digits);
  for (let more = digits; more < 6; more += 1) fraction *= 10;
  return digits === 0 ? Number.NaN : fraction;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Z, UTC, or ±hh, ±hhmm and, with colons, ±hh:mm, ±hh:mm:ss. */
function readZone(mayHaveColons: boolean, into: DateTimeText): boolean {
  const first = peek();
  if ((first | 0x20) === 0x7a) {
    position += 1;
    return true;
  }
  if (first !== 0x2b && first !== 0x2d) {
    if (!isWord(input, position, Math.min(position + 3, limit), 'utc')) return false;
    position += 3;
    return true;
  }
  position += 1;
  const digits = countDigits();
  if (digits !== 2 && digits !== 4) return false;
  const hours = readDigits(2);
  const minutes = digits === 4 || (mayHaveColons && take(0x3a)) ? readDigits(2) : 0;
  const seconds = digits === 2 && mayHaveColons && take(0x3a) ? readDigits(2) : 0;
  if (!(hours <= 15 && minutes <= 59 && seconds <= 59)) return false;
  const offset = (hours * 60 + minutes) * 60 + seconds;
  into.zoneSeconds = first === 0x2d ? 0 - offset : offset;
  return true;
}

function take(byte: number): boolean {
  if (position >= limit || input[position] !== byte) return false;
  position += 1;
  return true;
}

/** How many digits come next. */
function countDigits(): number {
  let at = position;
  while (at < limit) {
    const byte = input[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) break;
    at += 1;
  }
  return at - position;
}

/** Reads exactly `count` digits; NaN where there are fewer. */
function readDigits(count: number): number {
  let value = 0;
  for (let left = count; left > 0; left -= 1) {
    const digit = peek() - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
    position += 1;
  }
  return value;
}
