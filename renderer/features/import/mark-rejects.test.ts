import { expect, test } from 'vitest';
import type { Preview } from '#shared/contract/imports.ts';
import { plainDialect } from '#shared/dialect.ts';
import { cellError, type Reject } from '#shared/reject.ts';
import { markRejects } from './mark-rejects.ts';

const column = (name: string, field: number): Preview['columns'][number] => ({
  rule: { name, type: 'int4', required: true, notEmpty: false, rules: [] },
  key: false,
  reference: null,
  field,
  fieldName: null,
  constant: null,
  changes: [],
  hasDefault: false,
});
const row = (record: number): Preview['rows'][number] => ({
  record,
  byteOffset: record,
  cells: [
    { text: '1', stored: '1', error: null, warning: null },
    { text: '2', stored: '2', error: null, warning: null },
  ],
  rowError: null,
  fieldCount: 2,
});
const preview: Preview = {
  source: { kind: 'path', path: '/a.csv' },
  name: 'a.csv',
  bytes: 10,
  dialect: plainDialect,
  chosen: [],
  target: { schema: 'public', table: 'a' },
  targetExists: true,
  targetFoundBy: 'by its name',
  candidates: [],
  width: 2,
  fieldNames: [],
  match: [],
  matched: null,
  unfilled: [],
  columns: [column('id', 0), column('job_id', 1)],
  rows: [row(1), row(2)],
  whole: true,
  sheets: [],
  ambiguous: [],
  judgedBy: '',
  drift: [],
};
const reject = (record: number, ...errors: Reject['errors']): Reject => ({
  runId: 'run',
  ordinal: 1,
  record,
  byteOffset: record,
  line: '1,2',
  cut: false,
  fields: ['1', '2'],
  missing: null,
  state: 'open',
  fix: null,
  errors,
});

test('what the check found out stands in the cell of its column', () => {
  const missing = cellError('reference.missing', 'job_id', '2', { parent: 'jobs' });
  const [first, second] = markRejects(preview, [reject(2, missing)]);
  expect(first).toBe(preview.rows[0]);
  expect(second?.cells.map((cell) => cell.error?.code ?? null)).toEqual([null, 'reference.missing']);
});

test('what is wrong with a row as a whole stands at the row', () => {
  const [first] = markRejects(preview, [reject(1, cellError('constraint', null, null, { reason: 'too late' }))]);
  expect(first?.rowError?.sentence).toBe('The server refused the row: too late');
  expect(first?.cells.every((cell) => cell.error === null)).toBe(true);
});
