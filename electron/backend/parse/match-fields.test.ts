import { describe, expect, it } from 'vitest';
import { detectMatch, foldName, matchFields } from './match-fields.ts';

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

describe('where no name is alike, what means the same', () => {
  const staff = ['id', 'name', 'datetime', 'department_id', 'email'].map((name) => ({ name }));
  const found = (fieldNames: string[], of = staff) => {
    const { match: pairs, by } = detectMatch(fieldNames, fieldNames.length, of);
    return [by, ...pairs.map(({ column, field }) => `${column} ${field}`)];
  };

  it('goes to its column, word by word', () => {
    expect(found(['E-Mail', 'Dept No.', 'hired_at', 'Nombre', 'Employee'])).toEqual([
      'header',
      'name 3',
      'datetime 2',
      'department_id 1',
      'email 0',
    ]);
    expect(found(['deptNr', 'Nr', 'Fecha'])).toEqual(['header', 'id 1', 'datetime 2', 'department_id 0']);
  });

  it('comes after what is spelt alike', () => {
    expect(found(['number', 'ID', 'name'])).toEqual(['header', 'id 1', 'name 2']);
    expect(found(['number', 'ID'], [{ name: 'id' }, { name: 'code' }])).toEqual(['header', 'id 1', 'code 0']);
  });

  it('goes nowhere where two fields, or two columns, could be meant', () => {
    expect(found(['number', 'code', 'name'])).toEqual(['header', 'name 2']);
    expect(found(['number', 'nombre', 'x'], [{ name: 'code' }, { name: 'id' }, { name: 'name' }])).toEqual([
      'header',
      'name 1',
    ]);
  });

  it('is the order of the fields where it says nothing else, so that foreign names have their place', () => {
    expect(found(['Nr', 'Bezeichnung', 'Datum'])).toEqual(['position', 'id 0', 'name 1', 'datetime 2']);
    expect(found(['Datum', 'Bezeichnung', 'Nr'])).toEqual(['header', 'id 2', 'datetime 0']);
  });
});
