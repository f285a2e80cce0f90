import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { plainDialect, type Dialect } from '#shared/dialect.ts';
import { parseCsv } from './parse-csv.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { collectRows, textSource } from './test-rows.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 5000);
vi.setConfig({ testTimeout: 60_000 + runs * 10 });

const dialects: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '||', '~|~', '§'),
    quote: fc.constantFrom('"', "'"),
    escape: fc.constantFrom('same', '\\'),
  })
  .map(({ delimiter, quote, escape }) => ({
    ...plainDialect,
    delimiter,
    quote,
    escape: escape === 'same' ? quote : escape,
  }));

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(',', ';', '|', '"', "'", '\\', '\n', '\r', '\t', ' ', 'a', 'b', '§', '~'),
    maxLength: 8,
  }),
  fc.integer().map(String),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

/** Writes a cell as any writer of CSV would: quoted where it must be, and sometimes where it need not. */
function writeCell(text: string, { delimiter, quote, escape }: Dialect, always: boolean): string {
  const mark = quote ?? '';
  const must =
    text === '' ||
    /[\r\n]/.test(text) ||
    text.includes(mark) ||
    delimiter.split('').some((part) => text.includes(part));
  if (!must && !always) return text;
  const escaped =
    escape === mark
      ? text.replaceAll(mark, mark + mark)
      : text.replaceAll(/[\\"']/g, (it) => (it === '\\' || it === mark ? `\\${it}` : it));
  return mark + escaped + mark;
}

const writeTable = (rows: readonly (readonly string[])[], dialect: Dialect, end: string, always: boolean): string =>
  rows.map((row) => row.map((text) => writeCell(text, dialect, always)).join(dialect.delimiter)).join(end);

describe('what a writer of CSV wrote', () => {
  it('is read back as it was, in any dialect, from slices of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        dialects,
        lineEnd,
        fc.boolean(),
        fc.integer({ min: 1, max: 64 }),
        async (rows, dialect, end, always, sliceBytes) => {
          const text = writeTable(rows, dialect, end, always);
          const read = await collectRows(parseCsv(textSource(text, sliceBytes), dialect));
          expect(read.map((row) => row.texts)).toEqual(rows);
        },
      ),
      { numRuns: runs },
    );
  });

  it('is read in the dialect that its beginning shows, where all its cells are quoted', () => {
    const plain = fc.stringMatching(/^[a-zA-Z0-9 ]{1,10}$/);
    const regular = fc
      .integer({ min: 2, max: 6 })
      .chain((width) =>
        fc.array(fc.array(plain, { minLength: width, maxLength: width }), { minLength: 3, maxLength: 20 }),
      );
    const common = fc
      .record({ delimiter: fc.constantFrom(',', ';', '\t', '|'), quote: fc.constantFrom('"', "'") })
      .map((marks) => ({ ...plainDialect, ...marks, escape: marks.quote }));
    fc.assert(
      fc.property(regular, common, lineEnd, (rows, dialect, end) => {
        const text = Buffer.from(writeTable(rows, dialect, end, true));
        const { delimiter, quote, escape } = sniffDialect(text, true);
        expect({ delimiter, quote, escape }).toEqual({
          delimiter: dialect.delimiter,
          quote: dialect.quote,
          escape: dialect.quote,
        });
      }),
      { numRuns: Math.ceil(runs / 10) },
    );
  });
});
