import { expect, test } from 'vitest';
import { cellError, rejectCodes, type RejectCode } from '#shared/reject.ts';
import { reasonLabel, reasonPhrase } from './reason-words.ts';

const values = { got: 4, want: 5, min: 1, max: 9, value: '77', record: 3, parent: 'departments', reason: 'too late' };
const said = (code: RejectCode, column: string | null): string => {
  const { strong, rest } = reasonPhrase({ code, column, sentence: cellError(code, column, '77', values).sentence });
  return strong + rest;
};

test('a reason is said in words that hold for all its rows', () => {
  expect(said('fields.tooFew', null)).toBe('too few fields; the table takes 5');
  expect(said('required', 'job_id')).toBe('job_id is empty and required');
  expect(said('reference.missing', 'department_id')).toBe('department_id is not in departments');
});

test('no phrase names the value of a single row', () => {
  for (const code of rejectCodes) expect(said(code, 'id')).not.toMatch(/77|\b4\b|record 3/);
});

test('every reason has a name of its own', () => {
  expect(new Set(rejectCodes.map(reasonLabel)).size).toBe(rejectCodes.length);
});

test('where the parent of one row was rejected is not said of all', () => {
  const sentence = 'lead 10 is not in people.id: it was rejected in people.csv, record 1.';
  expect(reasonPhrase({ code: 'reference.missing', column: 'lead', sentence })).toEqual({
    strong: 'lead',
    rest: ' is not in people.id',
  });
});
