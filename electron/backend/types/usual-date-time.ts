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
 * Reads the spelling that nearly all files have, `2021-05-17T09:00:00Z` with a blank for the T and without the Z if need be,
 * in a few steps. What it refuses may still be a point in time in another spelling.
 */
export function readUsualDateTime(bytes: Buffer, start: number, end: number, into: DateTimeText): boolean {
  const length = end - start;
  if (length !== 20 && length !== 19) return false;
  const separator = bytes[start + 10];
  if (
    bytes[start + 4] !== 0x2d ||
    bytes[start + 7] !== 0x2d ||
    (separator !== 0x54 && separator !== 0x20) ||
    bytes[start + 13] !== 0x3a ||
    bytes[start + 16] !== 0x3a ||
    (length === 20 && bytes[start + 19] !== 0x5a)
  ) {
    return false;
  }
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (year < YEAR_MIN || year >= YEAR_END || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59)
    return false;
  const index = (year - YEAR_MIN) * 12 + month - 1;
  const first = monthStarts[index] ?? 0;
  if (day < 1 || day > (monthStarts[index + 1] ?? 0) - first) return false;
  into.kind = 'finite';
  into.days = first + day - 1;
  into.micros = ((hour * 60 + minute) * 60 + second) * 1_000_000;
  into.zoneSeconds = 0;
  return true;
}
