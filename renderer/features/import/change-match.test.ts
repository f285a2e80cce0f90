import { expect, test } from 'vitest';
import { changeMatch } from './change-match.ts';

const match = [
  { column: 'id', field: 0 },
  { column: 'name', field: 1 },
];

test('two columns swap their fields', () => {
  const swapped = changeMatch(match, 'id', { column: 'id', field: 1 });
  expect(swapped).toHaveLength(2);
  expect(swapped).toEqual(
    expect.arrayContaining([
      { column: 'id', field: 1 },
      { column: 'name', field: 0 },
    ]),
  );
});

test('a column without a field takes one from another, which is left without', () => {
  expect(changeMatch(match, 'job', { column: 'job', field: 1 })).toEqual([match[0], { column: 'job', field: 1 }]);
});

test('no field leaves the column out', () => {
  expect(changeMatch(match, 'name', null)).toEqual([match[0]]);
});

test('a constant takes no field from another; the changes of a column stay with it', () => {
  const trimmed = [
    { column: 'id', field: 0 },
    { column: 'name', field: 1, changes: [{ kind: 'trim' as const }] },
  ];
  expect(changeMatch(trimmed, 'id', { column: 'id', constant: '7' })).toEqual([
    trimmed[1],
    { column: 'id', constant: '7' },
  ]);
  expect(changeMatch(trimmed, 'id', { column: 'id', field: 1 })).toEqual([
    { ...trimmed[1], field: 0 },
    { column: 'id', field: 1 },
  ]);
});
