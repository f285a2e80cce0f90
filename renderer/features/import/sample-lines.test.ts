import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PreviewRow } from '#shared/contract/imports.ts';
import { cellError } from '#shared/reject.ts';
import { sampleLines, type CheckedFile, type SampleLine } from './sample-lines.ts';

const good = (record: number): PreviewRow => ({
  record,
  byteOffset: record * 10,
  cells: [{ text: String(record), stored: String(record), error: null, warning: null }],
  rowError: null,
  fieldCount: 1,
});
const bad = (record: number): PreviewRow => ({ ...good(record), rowError: cellError('fields.tooFew', null, null) });
const rows = (count: number, problems: readonly number[] = []): readonly PreviewRow[] =>
  Array.from({ length: count }, (_, at) => (problems.includes(at + 1) ? bad(at + 1) : good(at + 1)));
const checkedFile = (read: number, problems: readonly number[], more: Partial<CheckedFile> = {}): CheckedFile => ({
  read,
  skipped: 0,
  rejected: problems.length,
  problems: problems.map(bad),
  ...more,
});
const said = (lines: readonly SampleLine[]): readonly (number | string)[] =>
  lines.map((line) => (line.kind === 'row' ? line.row.record : line.sentence));
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

test('the first records stand there, then each problem with the record after it, and what lies between is counted', () => {
  const problems = [67, 84, 87, 157, 162, 170, 180];
  const lines = sampleLines(rows(200, problems), true, checkedFile(200, problems));
  expect(said(lines).slice(0, 12)).toEqual([...upTo(6), '60 records, all fit', 67, 68, '15 records, all fit', 84, 85]);
});

test('where problems are few, more of the beginning is shown', () => {
  expect(said(sampleLines(rows(70, [67]), true, checkedFile(70, [67])))).toEqual([
    ...upTo(16),
    '50 records, all fit',
    67,
    68,
    '2 records, all fit',
  ]);
});

test('a single record between two that are shown is shown, too', () => {
  const lines = sampleLines(rows(22, [20]), true, checkedFile(22, [20]));
  expect(said(lines)).toEqual([...upTo(16), '3 records, all fit', 20, 21, 22]);
});

test('before the check nothing is promised of a record but what its cells show', () => {
  expect(said(sampleLines(rows(30), true, null)).at(-1)).toBe('12 records, nothing wrong in their cells');
});

test('a record that is skipped is not said to fit', () => {
  expect(said(sampleLines(rows(30), true, checkedFile(30, [], { skipped: 30 }))).at(-1)).toBe(
    '12 records, no problems',
  );
});

test('problems from further on in the file stand in the sample, and the rest is counted', () => {
  const lines = sampleLines(rows(20), false, checkedFile(3000, [701, 1402], { rejected: 4 }));
  expect(said(lines).slice(16)).toEqual([
    '684 records, all fit',
    701,
    '700 records, all fit',
    1402,
    '1,598 more records, 2 with problems',
  ]);
});

test('a file that goes on says so before it is checked, and all of it is counted after', () => {
  expect(said(sampleLines(rows(18), false, null)).at(-1)).toBe('The file goes on after record 18');
  expect(said(sampleLines(rows(18), false, checkedFile(1999, []))).at(-1)).toBe('1,981 more records, all fit');
});

test('a file without records, and one whose first record is too long to be previewed, say so', () => {
  expect(said(sampleLines([], true, null))).toEqual(['No records: nothing stands behind the header']);
  expect(said(sampleLines([], false, null))).toEqual([
    'The first record is longer than what is previewed. The check reads it, and tells where a quote does not close',
  ]);
});

test('whatever is wrong where, every record is shown or counted once, and no two lines share a key', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 200 }),
      fc.boolean(),
      (unsorted, previewed, isWhole) => {
        const problems = unsorted.toSorted((one, other) => one - other).filter((at) => !isWhole || at <= previewed);
        const total = isWhole ? previewed : 400;
        const lines = sampleLines(
          rows(previewed, problems),
          isWhole || previewed >= total,
          checkedFile(total, problems),
        );
        const counted = said(lines).map((one) =>
          typeof one === 'number' ? 1 : Number.parseInt(one.replaceAll(',', ''), 10),
        );
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      },
    ),
  );
});
