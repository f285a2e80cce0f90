import { describe, expect, test } from 'vitest';
import type { Dictionary } from '#shared/rule.ts';
import { countChanges } from './count-changes.ts';
import { changeColumn, changeType, newRule, remedyOf, removeColumn, withItem } from './edit-dictionary.ts';
import { ruleInWords, shortRule } from './rule-words.ts';

const column = (name: string, type = 'text'): Dictionary['columns'][number] => ({
  name,
  type,
  required: false,
  notEmpty: false,
  rules: [],
});
const people: Dictionary = {
  table: 'people',
  columns: [column('id', 'int4'), column('code'), column('boss', 'int4')],
  primaryKey: ['id'],
  uniqueKeys: [['code'], ['code', 'boss']],
  references: [{ columns: ['boss'], table: 'people', parentColumns: ['id'] }],
  origin: 'catalog',
};

describe('what a person changed is counted', () => {
  test('by point, not by click', () => {
    expect(countChanges(people, { ...people, origin: 'person' })).toBe(0);
    const required = changeColumn(people, 'code', { required: true, notEmpty: true });
    expect(countChanges(people, required)).toBe(2);
    const ruled = changeColumn(required, 'code', { rules: [newRule('length'), newRule('pattern')] });
    expect(countChanges(people, ruled)).toBe(4);
    expect(countChanges(ruled, changeColumn(ruled, 'code', { rules: [newRule('length'), newRule('range')] }))).toBe(1);
    expect(countChanges(ruled, changeColumn(ruled, 'code', { rules: ruled.columns[1]!.rules.toReversed() }))).toBe(1);
    expect(countChanges(people, { ...people, primaryKey: [], uniqueKeys: [['code']] })).toBe(2);
    expect(countChanges(people, { ...people, columns: people.columns.toReversed() })).toBe(1);
    expect(countChanges(people, { ...people, columns: [...people.columns, column('new')] })).toBe(1);
    expect(countChanges(ruled, changeColumn(ruled, 'code', people.columns[1]!))).toBe(4);
  });
});

test('another type takes neither the brackets of the old one nor what only texts have', () => {
  const sized = changeColumn(people, 'code', { type: 'varchar', modifiers: [9], notEmpty: true });
  expect(changeType(sized, 'code', 'text').columns[1]).toEqual({ ...column('code'), notEmpty: true });
  expect(changeType(sized, 'code', 'date').columns[1]).toEqual(column('code', 'date'));
  expect(countChanges(sized, changeColumn(sized, 'code', { modifiers: [10] }))).toBe(1);
});

test('a column goes with the keys and references over it', () => {
  expect(removeColumn(people, 'boss')).toMatchObject({ primaryKey: ['id'], uniqueKeys: [['code']], references: [] });
  expect(removeColumn(people, 'id')).toMatchObject({ primaryKey: [], references: [{ columns: ['boss'] }] });
});

test('each drift has its remedy', () => {
  const catalog = { ...people, columns: [column('id', 'int8'), column('code'), column('new', 'date')] };
  const drift = (kind: 'gone' | 'retyped' | 'extra', name: string) =>
    remedyOf({ kind, column: name, sentence: '' }, catalog);
  expect(
    drift('gone', 'boss')
      ?.apply(people)
      .columns.map(({ name }) => name),
  ).toEqual(['id', 'code']);
  expect(drift('retyped', 'id')?.apply(people).columns[0]?.type).toBe('int8');
  expect(drift('extra', 'new')?.apply(people).columns[3]).toEqual(column('new', 'date'));
});

test('an item of a list is changed or taken out', () => {
  expect(withItem(['a', 'b', 'c'], 1, 'x')).toEqual(['a', 'x', 'c']);
  expect(withItem(['a', 'b', 'c'], 1, null)).toEqual(['a', 'c']);
});

test('a rule is said in words', () => {
  const words = (rule: Parameters<typeof shortRule>[0]) => [shortRule(rule), ruleInWords(rule)];
  expect(words({ kind: 'length', severity: 'error', min: null, max: 40 })).toEqual(['up to 40', 'up to 40 characters']);
  expect(words({ kind: 'length', severity: 'warning', min: 2, max: 1000 })).toEqual([
    '2 to 1,000 characters, warns',
    '2 to 1,000 characters',
  ]);
  expect(words({ kind: 'range', severity: 'error', min: '1', max: null })).toEqual(['1 or more', '1 or more']);
  expect(words({ kind: 'oneOf', severity: 'error', values: ['a', 'b', 'c', 'd'] })).toEqual([
    '4 values',
    'one of 4 values: a, b, …',
  ]);
  expect(words({ kind: 'pattern', severity: 'warning', pattern: '^a$' })).toEqual(['pattern, warns', 'matches ^a$']);
});
