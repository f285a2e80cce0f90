import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { csvCell, lineEnd, putCell, putNumber } from './report-cells.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 500) };
const marks = fc.constantFrom('"', ',', '=', '+', '-', '@', '\t', '\r', '\n', "'", 'a', '0', 'é', '👩');

describe('the cells of a report', () => {
  it('are the same from bytes as from text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(marks, fc.string({ unit: 'grapheme', maxLength: 1 })) }), (text) => {
        const out = new TupleBuffer(1);
        const bytes = Buffer.from(`<${text}>`);
        putCell(out, bytes, 1, bytes.length - 1);
        expect(out.bytes.toString('utf8', 0, out.length)).toBe(csvCell(text));
      }),
      runs,
    );
  });

  it('hold numbers in decimal digits', () => {
    const near = fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1);
    fc.assert(
      fc.property(fc.oneof(near, fc.maxSafeNat()), (value) => {
        const out = new TupleBuffer(1);
        putNumber(out, value);
        expect(out.bytes.toString('utf8', 0, out.length)).toBe(String(value));
      }),
      runs,
    );
  });

  it.each([
    ['a\n', 1],
    ['a\r\n', 1],
    ['a\r', 1],
    ['a\n\n', 2],
    ['a', 1],
    ['\n', 0],
    ['', 0],
  ])('a line without its end: %j', (line, length) => {
    expect(lineEnd(Buffer.from(line), 0, line.length)).toBe(length);
  });
});
