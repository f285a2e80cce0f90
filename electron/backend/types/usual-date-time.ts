import { daysOf } from './calendar.ts';
import type { DateTimeText } from './iso-date-time.ts';

const YEAR_MIN = 1900;
const YEAR_END = 2100;

/** Days from 2000-01-01 to the first of each month from 1900 to 2099, and to that of the month behind them. */
const monthStarts = Int32Array.from({ length: (YEAR_END - YEAR_MIN) * 12 + 1 }, (_, month) =>
  daysOf(YEAR_MIN + Math.floor(month / 12), (month % 12) + 1, 1),
);

/** Larger than any part of a date or a time, also where another part is added to it. */
const NO_NUMBER = 10_000;

/** The number that two digits stand for, or NO_NUMBER. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER;
}

/**
 * Reads the spellings that nearly all files have, `2021-05-17` and `2021-05-17T09:00:00.123Z`, with a blank for the T and
 * without the fraction and the Z if need be, in a few steps. What it refuses may still be a point in time in another
 * spelling.
 */
export function readUsualDateTime(bytes: Buffer, start: number, end: number, into: DateTimeText): boolean {
  const length = end - start;
  if ((length < 19 && length !== 10) || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return false;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (year < YEAR_MIN || year >= YEAR_END || month < 1 || month > 12) return false;
  const index = (year - YEAR_MIN) * 12 + month - 1;
  const first = monthStarts[index] ?? 0;
  if (day < 1 || day > (monthStarts[index + 1] ?? 0) - first) return false;
  const micros = length === 10 ? 0 : readUsualTime(bytes, start + 10, end);
  if (micros < 0) return false;
  into.kind = 'finite';
  into.days = first + day - 1;
  into.micros = micros;
  into.zoneSeconds = 0;
  return true;
}

/** Microseconds of the day from `T09:00:00`, and no more than `.123456Z` behind it; or -1. */
function readUsualTime(bytes: Buffer, start: number, end: number): number {
  const separator = bytes[start];
  if ((separator !== 0x54 && separator !== 0x20) || bytes[start + 3] !== 0x3a || bytes[start + 6] !== 0x3a) return -1;
  const hour = twoDigits(bytes, start + 1);
  const minute = twoDigits(bytes, start + 4);
  const second = twoDigits(bytes, start + 7);
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const last = bytes[end - 1] === 0x5a ? end - 1 : end;
  let micros = ((hour * 60 + minute) * 60 + second) * 1_000_000;
  let at = start + 9;
  if (at === last) return micros;
  if (bytes[at] !== 0x2e || last - at < 2 || last - at > 7) return -1;
  let unit = 100_000;
  for (at += 1; at < last; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    micros += digit * unit;
    unit /= 10;
  }
  return micros;
}
