import { expect, test } from 'vitest';
import type { TextChange } from '#shared/load.ts';
import { textChangesOf, usualChangesOf } from './usual-changes.ts';

test('what the window shows of changes is what it makes of them', () => {
  const changes: TextChange[] = [
    { kind: 'trim' },
    { kind: 'replace', find: '#', with: '' },
    { kind: 'replace', find: 'a', with: 'b' },
    { kind: 'case', to: 'lower' },
    { kind: 'fill', with: 'x' },
  ];
  expect(textChangesOf(usualChangesOf(changes))).toEqual(changes);
  expect(textChangesOf(usualChangesOf([]))).toEqual([]);
  expect(textChangesOf(usualChangesOf(changes.toReversed())).map(({ kind }) => kind)).toEqual([
    'trim',
    'replace',
    'replace',
    'case',
    'fill',
  ]);
});

test('a replacement of nothing is none', () => {
  const usual = usualChangesOf([]);
  expect(textChangesOf({ ...usual, replace: [{ find: '', with: 'x' }] })).toEqual([]);
});
