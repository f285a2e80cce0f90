import fc from 'fast-check';
import { expect, it } from 'vitest';
import { showAmount, showBytes, showCount, showDuration, showShare } from './units.ts';

it('groups numbers', () => {
  expect([showCount(0), showCount(1999), showCount(12_345_678)]).toEqual(['0', '1,999', '12,345,678']);
});

it('never rounds a row away in a share', () => {
  expect(showShare(1998, 1999)).toBe('99.9 %');
  expect(showShare(1, 1_000_000)).toBe('0.0001 %');
  expect(showShare(40, 413_842)).toBe('0.01 %');
  expect(showShare(0, 0)).toBe('0 %');
  expect(showShare(1, 2)).toBe('50 %');
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (part, more) => {
      const share = showShare(part, part + more);
      expect(share === '100 %').toBe(more === 0 && part > 0);
      expect(share === '0 %').toBe(part === 0);
    }),
  );
});

it('shows sizes in MB, and small ones in bytes', () => {
  expect([showBytes(1), showBytes(912), showBytes(90_879), showBytes(95_000_000)]).toEqual([
    '1 byte',
    '912 bytes',
    '0.1 MB',
    '95 MB',
  ]);
});

it('shows durations in the unit a person would say', () => {
  expect([showDuration(400), showDuration(12_340), showDuration(185_000)]).toEqual(['0.40 s', '12.3 s', '3 min 05 s']);
});

it('puts a noun behind its number', () => {
  expect([showAmount(1, 'row'), showAmount(70, 'row'), showAmount(2, 'entry', 'entries')]).toEqual([
    '1 row',
    '70 rows',
    '2 entries',
  ]);
});
