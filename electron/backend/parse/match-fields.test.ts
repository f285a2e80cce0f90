import { describe, expect, it } from 'vitest';
import { foldName, matchFields } from './match-fields.ts';

const columns = ['id', 'name', 'department_id'].map((name) => ({ name }));
const match = (fieldNames: string[], width = fieldNames.length) =>
  matchFields(fieldNames, width, columns).map(({ column, field }) => `${column} ${field}`);

describe('fields go to columns', () => {
  it('by position where there is no header', () => {
    expect(match([], 3)).toEqual(['id 0', 'name 1', 'department_id 2']);
  });

  it('by position as far as there are fields, or columns', () => {
    expect(match([], 2)).toEqual(['id 0', 'name 1']);
    expect(match([], 9)).toEqual(['id 0', 'name 1', 'department_id 2']);
  });

  it('by name, in any order and spelling', () => {
    expect(match(['Département', 'Department ID', 'NAME', 'Id'])).toEqual(['id 3', 'name 2', 'department_id 1']);
    expect(match(['departmentId', 'Näme', 'I.D.'])).toEqual(['id 2', 'name 1', 'department_id 0']);
  });

  it('by name alone where one name fits: the others have no partner', () => {
    expect(match(['name', 'remark'])).toEqual(['name 0']);
  });

  it('by position where no name fits', () => {
    expect(match(['a', 'b', 'c'])).toEqual(['id 0', 'name 1', 'department_id 2']);
  });

  it('each once, the exact name first', () => {
    expect(match(['ID', 'id', 'Name', 'NAME'])).toEqual(['id 1', 'name 2']);
    const twins = matchFields(['Id', 'ID'], 2, [{ name: 'ID' }, { name: 'id' }]);
    expect(twins).toEqual([
      { column: 'ID', field: 1 },
      { column: 'id', field: 0 },
    ]);
  });
});

it('a name of nothing but signs is like no other', () => {
  expect(foldName('--')).toBe('');
  expect(matchFields(['--', '!!'], 2, [{ name: '##' }, { name: 'x' }])).toEqual([
    { column: '##', field: 0 },
    { column: 'x', field: 1 },
  ]);
});
