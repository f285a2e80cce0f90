import { expect, test } from 'vitest';
import type { PreviewRow } from '#shared/contract/imports.ts';
import { cellError } from '#shared/reject.ts';
import { sampleLines, type SampleLine } from './sample-lines.ts';

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
const said = (lines: readonly SampleLine[]): readonly (number | string)[] =>
  lines.map((line) => (line.kind === 'row' ? line.row.record : line.sentence));

test('the first records stand there, then each problem with the record after it, and what lies between is counted', () => {
  const lines = sampleLines(rows(70, [67]), true, { read: 70, skipped: 0, rejected: 1 });
  expect(said(lines)).toEqual([1, 2, 3, 4, 5, 6, '60 records, all fit', 67, 68, '2 records, all fit']);
});

test('a single record between two that are shown is shown, too', () => {
  const lines = sampleLines(rows(12, [8, 11]), true, { read: 12, skipped: 0, rejected: 2 });
  expect(said(lines)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('before the check nothing is promised of a record but what its cells show', () => {
  expect(said(sampleLines(rows(9), true, null)).at(-1)).toBe('3 records, nothing wrong in their cells');
});

test('a file that goes on says so, with its counts once it is checked', () => {
  expect(said(sampleLines(rows(6), false, null)).at(-1)).toBe('The file goes on after record 6');
  expect(said(sampleLines(rows(6), false, { read: 1999, skipped: 0, rejected: 70 })).at(-1)).toBe(
    '1,993 more records, 70 with problems',
  );
  expect(said(sampleLines(rows(6, [2]), false, { read: 1999, skipped: 0, rejected: 1 })).at(-1)).toBe(
    '1,993 more records, all fit',
  );
});

test('every record is shown or counted', () => {
  const lines = sampleLines(rows(200, [3, 9, 10, 50, 199, 200]), true, { read: 200, skipped: 0, rejected: 6 });
  const counted = lines.reduce((sum, line) => sum + (line.kind === 'row' ? 1 : Number.parseInt(line.sentence, 10)), 0);
  expect(counted).toBe(200);
});

test('the keys of the lines are all different', () => {
  const lines = sampleLines(rows(200, [3, 9, 10, 50, 199, 200]), false, null);
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
});
