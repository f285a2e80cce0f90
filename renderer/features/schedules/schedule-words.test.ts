import { expect, test } from 'vitest';
import type { Retention, Timing } from '#shared/schedule.ts';
import { retentionWords, tablesWords, timingWords } from './schedule-words.ts';

test.each<[Timing, string]>([
  [{ kind: 'daily', at: '02:00' }, 'Every day at 02:00'],
  [{ kind: 'weekly', days: [5, 1], at: '03:30' }, 'Mon and Fri at 03:30'],
  [{ kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7], at: '03:30' }, 'Every day at 03:30'],
  [{ kind: 'monthly', day: 'last', at: '23:59' }, 'The last day of each month at 23:59'],
  [{ kind: 'monthly', day: 3, at: '00:00' }, 'Day 3 of each month at 00:00'],
  [{ kind: 'cron', expression: '*/5 * * * *' }, 'By cron */5 * * * *'],
])('when a schedule is due: %j', (timing, words) => {
  expect(timingWords(timing)).toBe(words);
});

const keeps = (some: Partial<Retention>): string =>
  retentionWords({ keepNewest: null, keepDays: null, keepAtLeast: 1, ...some });

test('what a schedule keeps', () => {
  expect(keeps({})).toBe('Keeps all.');
  expect(keeps({ keepNewest: 7 })).toBe('Keeps the newest 7.');
  expect(keeps({ keepNewest: 7, keepDays: 30, keepAtLeast: 3 })).toBe('Keeps the newest 7 and those of 30 days.');
  expect(keeps({ keepDays: 1, keepAtLeast: 3 })).toBe('Keeps those of 1 day, never fewer than 3.');
});

test('of which tables', () => {
  const tables = ['a', 'b', 'c', 'd'].map((table) => ({ schema: 'hr', table }));
  expect(tablesWords(tables)).toBe('a, b, c and 1 more');
  expect(tablesWords({ schema: 'hr' })).toBe('all tables of hr');
  expect(tablesWords({ schema: '' })).toBe('all tables');
});
