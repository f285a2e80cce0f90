import { expect, test } from 'vitest';
import { limitLabel, parseLimit } from './parse-limit.ts';

test.each([
  ['70', { unit: 'rows', value: 70 }],
  ['0', { unit: 'rows', value: 0 }],
  [' 1,000 ', { unit: 'rows', value: 1000 }],
  ['12 000 000', { unit: 'rows', value: 12_000_000 }],
  ['2.5 %', { unit: 'percent', value: 2.5 }],
  ['2,5%', { unit: 'percent', value: 2.5 }],
  ['100 percent', { unit: 'percent', value: 100 }],
] as const)('%j is a limit', (text, limit) => expect(parseLimit(text)).toEqual(limit));

test.each(['', 'many', '-1', '2.5', '1,00', '101 %', '1,000 %', '%', '1e3'])('%j is none', (text) =>
  expect(parseLimit(text)).toBeNull(),
);

test('a limit is shown in words', () => {
  expect(limitLabel(null)).toBe('No limit');
  expect(limitLabel({ unit: 'rows', value: 1 })).toBe('1 reject');
  expect(limitLabel({ unit: 'percent', value: 2.5 })).toBe('2.5 % rejects');
});
