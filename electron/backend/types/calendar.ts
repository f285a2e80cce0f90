/** Days from 1970-01-01 to 2000-01-01, where Postgres counts from. */
const POSTGRES_EPOCH_DAYS = 10_957;

/**
 * Days from 2000-01-01 to a day of the proleptic Gregorian calendar; year 0 is 1 BC.
 * Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil.
 */
export function daysOf(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 - POSTGRES_EPOCH_DAYS;
}

/** The inverse of `daysOf`. */
export function dayOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + POSTGRES_EPOCH_DAYS + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the calendar has this day; year 0 is 1 BC, a leap year. */
export function isDay(year: number, month: number, day: number): boolean {
  if (day < 1 || month < 1 || month > 12) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (leap ? 29 : (monthDays[month - 1] ?? 0));
}

/** `2021-05-17`, and ` BC` to be put at the very end. */
export function showDay(days: number): { readonly text: string; readonly era: '' | ' BC' } {
  const { year, month, day } = dayOf(days);
  const shownYear = String(year > 0 ? year : 1 - year).padStart(4, '0');
  const text = `${shownYear}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return { text, era: year > 0 ? '' : ' BC' };
}
