import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackSnappy } from './unpack-snappy.ts';

describe('what Snappy packed', () => {
  it.each<readonly [string, readonly number[], string]>([
    ['nothing', [0], ''],
    ['a literal', [3, 2 << 2, 0x61, 0x62, 0x63], 'abc'],
    [
      'a literal whose length takes a byte',
      [70, 60 << 2, 69, ...Array.from({ length: 70 }, () => 0x61)],
      'a'.repeat(70),
    ],
    ['a short copy, over what it writes', [8, 1 << 2, 0x61, 0x62, 1 | (2 << 2), 2], 'abababab'],
    ['a copy by two bytes', [6, 2 << 2, 0x61, 0x62, 0x63, 2 | (2 << 2), 3, 0], 'abcabc'],
    ['a copy by four bytes', [6, 2 << 2, 0x61, 0x62, 0x63, 3 | (2 << 2), 3, 0, 0, 0], 'abcabc'],
  ])('is undone: %s', (_, packed, text) => {
    expect(unpackSnappy(Buffer.from(packed), 1000).toString()).toBe(text);
  });

  it.each<readonly [string, readonly number[]]>([
    ['a copy from before the beginning', [4, 0, 0x61, 1, 9]],
    ['a literal beyond the end', [9, 5 << 2, 0x61]],
    ['more than it says', [1, 1 << 2, 0x61, 0x62]],
    ['less than it says', [5, 0, 0x61]],
    ['more than is read', [0xff, 0xff, 0xff, 0x7f]],
  ])('or refused: %s', (_, packed) => {
    expect(() => unpackSnappy(Buffer.from(packed), 1000)).toThrow(/block/);
  });

  it('or whatever the bytes are, within its limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const outcome = attempt(() => unpackSnappy(Buffer.from(bytes), 1000).length);
        expect(typeof outcome === 'number' ? outcome <= 1000 : outcome.includes('block')).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

function attempt(work: () => number): number | string {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}
