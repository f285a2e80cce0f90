import { expect, test } from 'vitest';
import { likelyFix, rowFixOf, type FixChoice } from './fix-choice.ts';

const columns = ['id', 'name', 'datetime', '', 'job_id'];
const none = { code: null, column: null, missing: null, state: null } as const;

test('what is shown says which fix is most likely wanted', () => {
  const likely = (more: object) => {
    const { kind, column } = likelyFix({ ...none, ...more }, columns);
    return [kind, column];
  };
  expect(likely({})).toEqual(['fill', 'id']);
  expect(likely({ code: 'required', column: 'job_id' })).toEqual(['fill', 'job_id']);
  expect(likely({ missing: 'datetime' })).toEqual(['shiftRight', 'datetime']);
  expect(likely({ missing: 'datetime or job_id' })).toEqual(['shiftRight', 'datetime']);
  expect(likely({ code: 'fields.tooMany' })).toEqual(['shiftLeft', 'id']);
  expect(likely({ code: 'reference.missing' })[0]).toBe('again');
  // The row as a whole is no column, and neither is one that the file does not fill.
  expect(likely({ column: '' })).toEqual(['fill', 'id']);
  expect(likely({ column: 'gone' })).toEqual(['fill', 'id']);
});

test('an empty text is no value, but what a text is replaced by', () => {
  const choice: FixChoice = { kind: 'fill', column: 'job_id', find: '', put: '' };
  expect(rowFixOf(choice)).toEqual({ kind: 'fill', column: 'job_id', text: null });
  expect(rowFixOf({ ...choice, kind: 'shiftRight', put: '7' })).toEqual({
    kind: 'shiftRight',
    column: 'job_id',
    put: '7',
  });
  expect(rowFixOf({ ...choice, kind: 'replace', find: 'x' })).toEqual({
    kind: 'replace',
    column: 'job_id',
    find: 'x',
    with: '',
  });
});

test('a fix that is not set yet is none', () => {
  const choice: FixChoice = { kind: 'split', column: 'name', find: '', put: '' };
  expect(rowFixOf(choice)).toBeNull();
  expect(rowFixOf({ ...choice, find: ' ' })).toEqual({ kind: 'split', column: 'name', at: ' ' });
  expect(rowFixOf({ ...choice, kind: 'fill', column: '' })).toBeNull();
  expect(rowFixOf({ ...choice, kind: 'again', column: '' })).toEqual({ kind: 'again' });
});
