import { CsvError, parse as parseSync } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { plainDialect, type Dialect } from '#shared/dialect.ts';
import { commonMarks, csvSyntax, type ParseOptions } from './csv-syntax.ts';
import { parseByLibrary } from './parse-by-library.ts';
import { parseByScanner } from './parse-by-scanner.ts';
import { parseCsv } from './parse-csv.ts';
import { splitRecord } from './split-record.ts';
import { readOutcome, textSource, type ReadRow } from './test-rows.ts';
import { withLine } from './with-line.ts';

// The run of every day is short; PROPERTY_RUNS=1000000 makes a long one.
const runs = Number(process.env['PROPERTY_RUNS'] ?? 10_000);
// Every run is another; PROPERTY_SEED repeats one.
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() | 0);
fc.configureGlobal({ seed });
vi.setConfig({ testTimeout: 60_000 + runs * 10 });

const commonDialect: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', ' '),
    quote: fc.constantFrom('"', '"', "'", null),
    header: fc.boolean(),
  })
  .map((marks) => ({ ...plainDialect, ...marks, escape: marks.quote }));

const anyDialect: fc.Arbitrary<Dialect> = fc.oneof(
  commonDialect,
  fc
    .record({
      delimiter: fc.constantFrom('||', ',', '::', '§'),
      quote: fc.constantFrom('"', '«', null),
      escape: fc.constantFrom('\\', '"', null),
      header: fc.boolean(),
    })
    .map((marks) => ({ ...plainDialect, ...marks })),
);

const parts = [',', ';', '|', '\t', ' ', ':', '"', '"', "'", '\\', 'a', 'b', '\n', '\n', '\r', '\r\n', '\0'].concat([
  '\xc3\xa9',
  '\xc2\xa7',
  '\xc2\xab',
  '\xff',
  '\xc3',
  '""',
  '"\n',
  ',"',
  '",',
]);

/** Text in which marks, line ends and parts of characters stand closer together than in any real file. */
const denseText: fc.Arbitrary<Buffer> = fc
  .array(fc.constantFrom(...parts), { maxLength: 40 })
  .map((chosen) => Buffer.from(chosen.join(''), 'latin1'));

const sliceBytes = fc.integer({ min: 1, max: 50 });

function readBoth(text: Buffer, dialect: Dialect, slice: number, options: ParseOptions = {}) {
  const syntax = csvSyntax(dialect);
  const marks = commonMarks(syntax);
  if (marks === null) throw new Error('not a common dialect');
  const source = textSource(text, slice);
  return Promise.all(
    [parseByScanner(source, syntax, marks, options), parseByLibrary(source, syntax, options)].map((batches) =>
      readOutcome(withLine(batches, source, 'utf-8')),
    ),
  );
}

/** Blank lines go to the row before them where they are at hand; how much is at hand is each parser's own affair. */
const withoutBlankLines = (rows: readonly ReadRow[]) =>
  rows.map(({ end: _, ...row }) => ({ ...row, original: row.original.replace(/[\r\n]+$/, '') }));

describe('two parsers, one answer', () => {
  it('scanner and csv-parse reader find the same rows, offsets, quotes, problems and faults in any bytes', async () => {
    let records = 0;
    await fc.assert(
      fc.asyncProperty(denseText, commonDialect, sliceBytes, async (text, dialect, slice) => {
        const [scanned, parsed] = await readBoth(text, dialect, slice);
        records += scanned!.rows.length;
        expect(withoutBlankLines(scanned!.rows)).toEqual(withoutBlankLines(parsed!.rows));
        expect(scanned!.fault?.sentence).toBe(parsed!.fault?.sentence);
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
    process.stdout.write(`${records} records by both parsers alike, PROPERTY_SEED=${seed}\n`);
    expect(records).toBeGreaterThan(runs / 10);
  });

  it('both leave out what a cut leaves incomplete; csv-parse also what it cannot look beyond yet', async () => {
    await fc.assert(
      fc.asyncProperty(denseText, commonDialect, sliceBytes, async (text, dialect, slice) => {
        const whole = await readOutcome(parseCsv(textSource(text, slice), dialect));
        const [scanned, parsed] = await readBoth(text, dialect, slice, { cut: true });
        expect([scanned!.fault, parsed!.fault]).toEqual([null, null]);
        const [all, most, some] = [whole, scanned!, parsed!].map(({ rows }) => withoutBlankLines(rows));
        expect(all!.slice(0, most!.length)).toEqual(most);
        expect(most!.slice(0, some!.length)).toEqual(some);
      }),
      { numRuns: Math.ceil(runs / 8) },
    );
  });

  it('csv-parse itself, asked in its plainest way, finds the same values', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(denseText, anyDialect, sliceBytes, async (text, dialect, slice) => {
        const { rows, fault } = await readOutcome(parseCsv(textSource(text, slice), { ...dialect, header: false }));
        const values = plainValues(text, dialect);
        // What csv-parse refuses as a whole is a fault here, or rows that are rejected or hold a literal quote.
        if (values === null) return;
        accepted += 1;
        expect(fault).toBeNull();
        expect(rows.map((row) => row.problem)).toEqual(values.map(() => null));
        // Where something else than a quote escapes, csv-parse drops it before any character, COPY only before a mark.
        const alike = dialect.escape === dialect.quote;
        expect(alike ? rows.map((row) => row.texts) : null).toEqual(alike ? values : null);
      }),
      { numRuns: runs },
    );
    expect(accepted).toBeGreaterThan(runs / 10);
  });
});

/** The texts that csv-parse finds with its own quoting rules, or null where it refuses the text. */
function plainValues(text: Buffer, { delimiter, quote, escape }: Dialect): string[][] | null {
  // csv-parse takes a NUL behind a closing quote for the end of the text.
  if (quote !== null && text.includes(`${quote}\0`)) return null;
  try {
    return parseSync(text, {
      delimiter,
      quote,
      escape: quote === null ? null : escape,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

describe('a record that is too long', () => {
  const long = (row: ReadRow, bytesMax: number): boolean => row.original.replace(/[\r\n]+$/, '').length > bytesMax;

  it('is refused alone, whatever is in it: all other rows and their places are as they were, by both parsers', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        denseText,
        anyDialect,
        sliceBytes,
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (text, dialect, slice, recordBytesMax, byLibrary) => {
          const syntax = csvSyntax({ ...dialect, header: false });
          const marks = commonMarks(syntax);
          const source = textSource(text, slice);
          const read = (options: ParseOptions) =>
            readOutcome(
              withLine(
                marks === null || byLibrary
                  ? parseByLibrary(source, syntax, options)
                  : parseByScanner(source, syntax, marks, options),
                source,
                'utf-8',
              ),
            );
          const whole = await read({});
          const cut = await read({ recordBytesMax });
          expect(cut.fault?.sentence).toBe(whole.fault?.sentence);
          const isLong = (index: number): boolean => long(whole.rows[index]!, recordBytesMax);
          expect(cut.rows.map(({ record, byteOffset }) => [record, byteOffset])).toEqual(
            whole.rows.map(({ record, byteOffset }) => [record, byteOffset]),
          );
          const fine = (rows: readonly ReadRow[]) => withoutBlankLines(rows).filter((_, index) => !isLong(index));
          expect(fine(cut.rows)).toEqual(fine(whole.rows));
          for (const [index, { problem }] of cut.rows.entries()) {
            if (!isLong(index)) continue;
            expect(problem).toBe('record.tooLong');
            refused += 1;
          }
        },
      ),
      { numRuns: runs },
    );
    expect(refused).toBeGreaterThan(runs / 10);
  });
});

describe('every row keeps its place', () => {
  it('the original bytes of the rows, and blank lines, are the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        denseText,
        anyDialect,
        sliceBytes,
        fc.constantFrom(0, 3),
        async (text, dialect, slice, start) => {
          const source = textSource(text, slice, start);
          const { rows, fault } = await readOutcome(parseCsv(source, { ...dialect, header: false }));
          let at: number = start;
          for (const [index, row] of rows.entries()) {
            expect(row.record).toBe(index + 1);
            expect(text.toString('latin1', at - start, row.byteOffset - start)).toMatch(/^[\r\n]*$/);
            expect(text.toString('latin1', row.byteOffset - start, row.end - start)).toBe(row.original);
            at = row.end;
          }
          expect(fault === null ? text.toString('latin1', at - start) : '').toMatch(/^[\r\n]*$/);
        },
      ),
      { numRuns: runs },
    );
  });

  it('a row split again from its original bytes has the same fields', async () => {
    await fc.assert(
      fc.asyncProperty(denseText, anyDialect, async (text, dialect) => {
        const { rows } = await readOutcome(parseCsv(textSource(text), dialect));
        for (const row of rows) expect(splitRecord(Buffer.from(row.original, 'latin1'), dialect)).toEqual(row.texts);
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });
});
