import { expect, test } from 'vitest';
import { showClock, showFullMoment, showMoment, zoneName } from './format-time.ts';

const now = new Date('2026-11-22T21:00:00Z');

test('a moment of today shows its time alone, one of this year its day, an older one its year', () => {
  expect(showMoment('2026-11-22T19:42:07Z', 'UTC', { now })).toBe('today 19:42');
  expect(showMoment('2026-11-22T19:42:07Z', 'UTC', { now, seconds: true })).toBe('today 19:42:07');
  expect(showMoment('2026-11-03T08:12:00Z', 'UTC', { now })).toBe('3 Nov 08:12');
  expect(showMoment('2025-09-03T00:05:00Z', 'UTC', { now })).toBe('3 Sep 2025 00:05');
});

test('which day is today is a question of the zone', () => {
  const late = new Date('2026-11-22T23:30:00Z');
  expect(showMoment('2026-11-22T22:30:00Z', 'UTC', { now: late })).toBe('today 22:30');
  expect(showMoment('2026-11-22T22:30:00Z', 'Europe/Madrid', { now: late })).toBe('22 Nov 23:30');
});

test('a full moment carries its zone, also in summer time', () => {
  expect(showFullMoment('2026-11-22T19:42:07Z', 'UTC')).toBe('22 Nov 2026 19:42:07 UTC');
  expect(showFullMoment('2026-07-01T12:00:00Z', 'Europe/Madrid')).toBe('1 Jul 2026 14:00:00 CEST');
  expect(showFullMoment('2026-12-01T12:00:00Z', 'Europe/Madrid')).toBe('1 Dec 2026 13:00:00 CET');
});

test('midnight is 00, not 24', () => {
  expect(showClock('2026-11-22T00:00:09Z', 'UTC')).toBe('00:00:09 UTC');
  expect(zoneName('America/Sao_Paulo', now)).toBe('GMT-3');
});
