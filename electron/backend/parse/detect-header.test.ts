import { describe, expect, it } from 'vitest';
import { detectHeader } from './detect-header.ts';

const departments = [
  { name: 'id', type: 'int4' },
  { name: 'department', type: 'text' },
];
const rowsOf = (text: string): string[][] => text.split(' / ').map((row) => row.split(','));

describe('a header is seen', () => {
  it.each([
    ['by names that are the columns of the table', 'ID,Department / 1,Sales / 2,Legal', departments],
    ['by such names, even alone', 'id,department', departments],
    ['by such names above rows that break every rule', 'id,department / x,y / u,v', departments],
    ['by such names beside one that is like a truth value', 'department,no / Sales,1', departments],
    [
      'by names that are numbers, where the columns are called so',
      'id,2021 / 1,5',
      [...departments, { name: '2021', type: 'int4' }],
    ],
    ['by names above numbers', 'Number,Division / 1,Sales / 2,Legal', departments],
    ['by names above numbers, where the table is not known', 'Number,Division / 1,Sales / 2,Legal', []],
    ['by names above dates', 'name,hired / Anna,2021-05-17 / Bo,2021-06-01', []],
    ['by names above values that are mostly typed', 'a,b / 1,x / 2,x / 3,x / 4,x / oops,x', []],
    ['by how it is written, where all is text', 'first_name,city / Anna,Berlin / Bo,New York', []],
  ])('%s', (_, rows, columns) => {
    expect(detectHeader(rowsOf(rows), columns).header).toBe(true);
  });
});

describe('no header is seen', () => {
  it.each([
    ['where the first record is a row like the others', '1,Sales / 2,Legal', departments],
    ['where it has an empty field', 'id, / 1,Sales', []],
    ['where a name stands twice', 'id,id / 1,2', []],
    ['where all is text and nothing tells', 'Anna,Berlin / Bo,Paris', []],
    ['where text stands above text of the same kind', 'anna,berlin / bo,paris', []],
    ['where the first record is a bad row among others', '1,Sales / x,Legal', departments],
    ['where the file has one row of text', 'Sales', []],
    ['where a value stands beside a text that is called like a column', '1,Department / 2,Sales', departments],
    ['where only one of many fields is called like a column', 'department,Sales,Legal / x,y,z', departments],
  ])('%s', (_, rows, columns) => {
    expect(detectHeader(rowsOf(rows), columns).header).toBe(false);
  });

  it('where there is no record', () => {
    expect(detectHeader([])).toEqual({ header: false, reason: 'there is no record' });
  });
});

it('the reason is said', () => {
  expect(detectHeader(rowsOf('name,hired / Anna,2021-05-17')).reason).toBe(
    'field 2 of the first record is a name, and values below',
  );
});
