import { expect, test } from 'vitest';
import type { PreviewCell, PreviewColumn, PreviewRow } from '#shared/contract/imports.ts';
import { cellError } from '#shared/reject.ts';
import { gridCellOf } from './preview-cell.tsx';

const column = (name: string, field: number | null): PreviewColumn => ({
  rule: { name, type: 'int4', required: true, notEmpty: false, rules: [] },
  key: false,
  reference: null,
  field,
  fieldName: null,
  constant: null,
  changes: [],
  hasDefault: false,
});
const columns = [column('id', 0), column('name', 1), column('job_id', 2)];
const preview = { columns, width: 3 };
const cell = (text: string | null, more: Partial<PreviewCell> = {}): PreviewCell => ({
  text,
  stored: text,
  error: null,
  warning: null,
  ...more,
});
const rowOf = (cells: PreviewCell[], more: Partial<PreviewRow> = {}): PreviewRow => ({
  record: 1483,
  byteOffset: 67_069,
  cells,
  rowError: null,
  fieldCount: cells.length,
  ...more,
});
const looks = (row: PreviewRow): readonly unknown[] =>
  columns.map((_, at) => gridCellOf(row, preview, at, () => null).look ?? 'plain');

test('a value stands as it will be stored', () => {
  const row = rowOf([cell('1'), cell('x'), cell('2021-05-17T09:00:00Z', { stored: '2021-05-17 09:00:00+00' })]);
  expect(looks(row)).toEqual(['plain', 'plain', 'plain']);
  expect(gridCellOf(row, preview, 2, () => null).text).toBe('2021-05-17 09:00:00+00');
});

test('a bad cell shows what came, says its sentence, and may lead to its like', () => {
  const error = cellError('type.integer', 'job_id', 'x7', { min: 1, max: 9 });
  const row = rowOf([cell('1'), cell('x'), cell('x7', { stored: null, error })]);
  const bad = gridCellOf(row, preview, 2, () => [{ label: '3 rows like this', onPress: () => undefined }]);
  expect(bad).toMatchObject({ text: 'x7', look: 'bad', say: { sentence: error.sentence } });
  expect(bad.say?.actions).toHaveLength(1);
});

test('a row that is short has no values yet: grey as they came, and hatching where no field is', () => {
  const rowError = cellError('fields.tooFew', null, null, { got: 1, want: 3 });
  const row = rowOf([cell('1'), cell(null), cell(null)], { rowError, fieldCount: 1 });
  expect(looks(row)).toEqual(['doubt', 'gone', 'gone']);
  const said = columns.map((_, at) => gridCellOf(row, preview, at, () => null).say?.sentence ?? null);
  expect(said).toEqual([null, 'The row has 1 field; the table takes 3.', null]);
});

test('a row that is long says so at its end', () => {
  const rowError = cellError('fields.tooMany', null, null, { got: 4, want: 3 });
  const row = rowOf([cell('1'), cell('2'), cell('3')], { rowError, fieldCount: 4 });
  expect(looks(row)).toEqual(['doubt', 'doubt', 'bad']);
});

test('what the server refused of a whole row stands at its first cell', () => {
  const rowError = cellError('constraint', null, null, { reason: 'too late' });
  expect(looks(rowOf([cell('1'), cell('2'), cell('3')], { rowError }))).toEqual(['bad', 'plain', 'plain']);
});

test('a warning is underlined and rejects nothing', () => {
  const row = rowOf([cell('1'), cell('Ty', { warning: 'name is one word.' }), cell('3')]);
  expect(looks(row)).toEqual(['plain', 'warning', 'plain']);
});

test('null and default are words, not empty cells', () => {
  const withDefault = { ...preview, columns: [{ ...column('id', null), hasDefault: true }, ...columns.slice(1)] };
  const row = rowOf([cell(null, { stored: null }), cell('', { stored: null }), cell('3')]);
  const words = [0, 1].map((at) => gridCellOf(row, withDefault, at, () => null));
  expect(words.map(({ look }) => look)).toEqual(['doubt', 'doubt']);
  expect(words.map(({ word }) => word)).toEqual(['default', 'null']);
});

test('of a short row the sentence stands where a field is missing, not where none was wanted', () => {
  const wanted = {
    columns: [column('id', 0), { ...column('at', null), hasDefault: true }, column('job_id', 3)],
    width: 4,
  };
  const rowError = cellError('fields.tooFew', null, null, { got: 3, want: 4 });
  const row = rowOf([cell('1'), cell(null), cell(null)], { rowError, fieldCount: 3 });
  const cells = wanted.columns.map((_, at) => gridCellOf(row, wanted, at, () => null));
  expect(cells.map(({ look, say }) => [look, say !== undefined])).toEqual([
    ['doubt', false],
    ['doubt', false],
    ['gone', true],
  ]);
  expect(cells[2]?.word).toBe('3 of 4 fields');
});
