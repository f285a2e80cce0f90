import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFault } from '#shared/fault.ts';
import type { Timing } from '#shared/schedule.ts';
import { nextTimes } from './next-times.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Lima'];

/** Day of the week from Monday, day of the month, its last day, and time of day, of a moment in a zone. */
function wallClock(moment: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const two = (value: number): string => String(value).padStart(2, '0');
  return { weekday, day, lastDay, at: `${two(part('hour'))}:${two(part('minute'))}` };
}

const isDue = (timing: Timing, clock: ReturnType<typeof wallClock>): boolean => {
  switch (timing.kind) {
    case 'daily':
      return clock.at === timing.at;
    case 'weekly':
      return clock.at === timing.at && timing.days.includes(clock.weekday);
    case 'monthly':
      return clock.at === timing.at && clock.day === (timing.day === 'last' ? clock.lastDay : timing.day);
    case 'cron':
      return false;
  }
};

// Clocks change at night: times of day around noon are there once each day.
const at = fc
  .tuple(fc.integer({ min: 5, max: 20 }), fc.nat(59))
  .map(([hour, minute]) => [hour, minute].map((value) => String(value).padStart(2, '0')).join(':'));
const timings: fc.Arbitrary<Timing> = fc.oneof(
  fc.record({ kind: fc.constant('daily' as const), at }),
  fc.record({
    kind: fc.constant('weekly' as const),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    at,
  }),
  fc.record({
    kind: fc.constant('monthly' as const),
    day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
    at,
  }),
);

const MINUTE = 60_000;

/** The first minute after a moment that is due, found by looking at each. */
function bySearch(timing: Timing, timeZone: string, after: Date): Date {
  for (let ms = (Math.floor(after.getTime() / MINUTE) + 1) * MINUTE; ; ms += MINUTE) {
    const moment = new Date(ms);
    const clock = wallClock(moment, timeZone);
    if (isDue(timing, clock)) return moment;
    if (timing.kind === 'cron') throw new Error('Not looked for here.');
    // Hours that cannot be it are passed over.
    if (clock.at.slice(0, 2) !== timing.at.slice(0, 2)) ms += (59 - Number(clock.at.slice(3))) * MINUTE;
  }
}

const reasonOf = (timing: Timing, timeZone = 'UTC'): string => {
  try {
    nextTimes(timing, timeZone, new Date(), 3);
  } catch (error) {
    if (isFault(error)) return `${error.fault.code}: ${error.fault.sentence}`;
    throw error;
  }
  return 'none';
};
const cron = (expression: string): Timing => ({ kind: 'cron', expression });
const told = (timing: Timing, timeZone: string, after: string, count = 3): string[] =>
  nextTimes(timing, timeZone, new Date(after), count).map((time) => time.toISOString().replace(':00.000Z', 'Z'));

describe('the times of a schedule', () => {
  it('are those that a look at each minute of the calendar finds', () => {
    fc.assert(
      fc.property(
        timings,
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2032-01-01T00:00:00Z'), noInvalidDate: true }),
        (timing, zone, after) => {
          const [first, second] = nextTimes(timing, zone, after, 2);
          expect(first).toEqual(bySearch(timing, zone, after));
          expect(second).toEqual(bySearch(timing, zone, first ?? after));
        },
      ),
      runs,
    );
  });

  it('are there once on the days on which clocks change', () => {
    const daily: Timing = { kind: 'daily', at: '02:30' };
    // 02:00 becomes 03:00 on 29 March: there is no 02:30.
    expect(told(daily, 'Europe/Berlin', '2026-03-27T12:00:00Z')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
    // 03:00 becomes 02:00 on 25 October: 02:30 is there twice.
    expect(told(daily, 'Europe/Berlin', '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
      '2026-10-27T01:30Z',
    ]);
    // A change of half an hour.
    expect(told({ kind: 'daily', at: '02:15' }, 'Australia/Lord_Howe', '2026-10-02T16:00:00Z', 2)).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:15Z',
    ]);
  });

  it('of a month are its day, or its last', () => {
    expect(told({ kind: 'monthly', day: 'last', at: '03:00' }, 'UTC', '2027-12-31T03:00:00Z')).toEqual([
      '2028-01-31T03:00Z',
      '2028-02-29T03:00Z',
      '2028-03-31T03:00Z',
    ]);
    expect(told(cron('0 3 31 * *'), 'UTC', '2026-04-01T00:00:00Z', 2)).toEqual([
      '2026-05-31T03:00Z',
      '2026-07-31T03:00Z',
    ]);
  });

  it('are refused in words where there are none', () => {
    expect(reasonOf(cron('61 * * * *'))).toBe(
      'schedule.timing: The schedule has no time that it is due: 61 is no minute.',
    );
    expect(reasonOf(cron('0 0 30 2 *'))).toMatch(/: no day is like that\.$/);
    for (const text of ['every day', '0 0 * *', '* * * * * *', '@daily x', '0 0 * * monday-tuesday-'])
      expect(reasonOf(cron(text))).toMatch(/^schedule\.timing: .* is (?:not minute, hour, day|no )/);
    expect(reasonOf({ kind: 'daily', at: '03:00' }, 'Mars/Olympus')).toMatch(/: Mars\/Olympus is no time zone\.$/);
  });
});
