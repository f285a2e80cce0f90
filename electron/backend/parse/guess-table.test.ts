import { describe, expect, it } from 'vitest';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { fileNameFit } from './file-name-fit.ts';
import { guessTable, type FileTraits } from './guess-table.ts';

const candidates = challengeDictionaries.map(({ table, columns }) => ({ schema: 'public', table, columns }));
const employeeRows = [['1', 'Harold Vogt', '2021-11-07T02:48:42Z', '2', '96']];
const employees: FileTraits = { fileName: 'export.csv', fieldNames: [], width: 5, sampleRows: employeeRows };
const pairs: FileTraits = { fileName: 'export.csv', fieldNames: [], width: 2, sampleRows: [['1', 'Sales']] };

const guess = (traits: Partial<FileTraits>, base = employees) => {
  const found = guessTable({ ...base, ...traits }, candidates);
  return found === null ? null : [found.target.table, found.foundBy];
};

describe('by the name of the file', () => {
  it.each([
    ['hired_employees.csv', 'hired_employees'],
    ['/tmp/in/hired_employees.csv', 'hired_employees'],
    ['hired_employees_2021.csv', 'hired_employees'],
    ['2021-05-17_hired-employees_v2.csv.gz', 'hired_employees'],
    ['Hired Employees (1).csv', 'hired_employees'],
    ['HiredEmployees.TXT', 'hired_employees'],
    ['hiredemployees.csv', 'hired_employees'],
    ['employees.csv', 'hired_employees'],
    ['Employee.csv', 'hired_employees'],
  ])('%s goes to %s', (fileName, table) => {
    expect(guess({ fileName })).toEqual([table, 'by its name']);
  });

  it('two tables of one width are told apart', () => {
    expect(guess({ fileName: 'departments.csv' }, pairs)).toEqual(['departments', 'by its name']);
    expect(guess({ fileName: 'Jobs (2).csv' }, pairs)).toEqual(['jobs', 'by its name']);
    expect(guess({ fileName: 'job.csv' }, pairs)).toEqual(['jobs', 'by its name']);
  });

  it('a table of another width is not found', () => {
    expect(guess({ fileName: 'hired_employees.csv', width: 3 })).toBeNull();
    expect(guess({ fileName: 'jobs.csv' })).toEqual(['hired_employees', 'by its width']);
  });

  it('a table is found although most rows are short, where a good part of them have its width', () => {
    const short = { width: 4, widths: [4, 5] };
    expect(guess({ fileName: 'hired_employees.csv', ...short })).toEqual(['hired_employees', 'by its name']);
    expect(guess({ fileName: 'export.csv', ...short })).toBeNull();
  });

  it('a file of rejects goes where its rows were meant to go, however short they are', () => {
    for (const fileName of ['hired_employees.rejects.csv', 'Hired Employees.rejects (1).csv', 'hired-rejects']) {
      expect(guess({ fileName, width: 4 })).toEqual(['hired_employees', 'by its name']);
    }
    const rejects = { schema: 'public', table: 'rejects', columns: [{ name: 'id', type: 'int4' }] };
    const traits = { ...employees, fileName: 'rejects.csv', width: 1, sampleRows: [['1']] };
    expect(guessTable(traits, [...candidates, rejects])?.target.table).toBe('rejects');
  });

  it('rows that break the rules do not stand in the way', () => {
    expect(
      guess(
        {
          fileName: 'departments.csv',
          sampleRows: [
            ['x', 'y'],
            ['z', ''],
          ],
        },
        pairs,
      ),
    ).toEqual(['departments', 'by its name']);
  });
});

describe('by the header', () => {
  it('goes before the name', () => {
    const fieldNames = ['ID', 'Name', 'Date Time', 'departmentId', 'job id'];
    expect(guess({ fileName: 'jobs.csv', fieldNames })).toEqual(['hired_employees', 'by its header']);
    expect(guess({ fileName: 'x.csv', fieldNames: ['job', 'id'] }, pairs)).toEqual(['jobs', 'by its header']);
  });

  it('finds a table although the file has one field more or less', () => {
    const fieldNames = ['id', 'name', 'datetime', 'department_id', 'job_id'];
    expect(guess({ fieldNames: [...fieldNames, 'remark'], width: 6 })).toEqual(['hired_employees', 'by its header']);
    expect(guess({ fieldNames: fieldNames.slice(1), width: 4 })).toEqual(['hired_employees', 'by its header']);
  });

  it('decides nothing where its names are in several tables, or in none', () => {
    expect(guess({ fieldNames: ['id', 'what'] }, pairs)).toBeNull();
    expect(guess({ fieldNames: ['u', 'v'], fileName: 'jobs.csv' }, pairs)).toEqual(['jobs', 'by its name']);
  });
});

describe('by the width', () => {
  it('finds the only table that has it and takes the values', () => {
    expect(guess({})).toEqual(['hired_employees', 'by its width']);
  });

  it('finds nothing where two tables fit', () => {
    expect(guess({}, pairs)).toBeNull();
  });

  it('finds nothing where the values do not fit, or there are none', () => {
    expect(guess({ sampleRows: [['a', 'b', 'c', 'd', 'e']] })).toBeNull();
    expect(guess({ sampleRows: [] })).toBeNull();
  });

  it('lets the content decide between tables of equal names', () => {
    const twins = [
      {
        schema: 'one',
        table: 'jobs',
        columns: [
          { name: 'id', type: 'int4' },
          { name: 'at', type: 'date' },
        ],
      },
      {
        schema: 'two',
        table: 'jobs',
        columns: [
          { name: 'id', type: 'int4' },
          { name: 'n', type: 'int4' },
        ],
      },
    ];
    const traits = { fileName: 'jobs.csv', fieldNames: [], width: 2, sampleRows: [['1', '2021-05-17']] };
    expect(guessTable(traits, twins)?.target.schema).toBe('one');
  });
});

it('no tables, no guess', () => {
  expect(guessTable(employees, [])).toBeNull();
});

describe('how well names fit', () => {
  it('is ordered: the same, with more words, with fewer, not at all', () => {
    const fits = ['hired_employees', 'all hired employees', 'employees', 'jobs', '2021'].map((name) =>
      fileNameFit(`${name}.csv`, 'hired_employees'),
    );
    expect(fits).toEqual(fits.toSorted((a, b) => b - a));
    expect(new Set(fits.slice(0, 4)).size).toBe(4);
    expect(fits.slice(3)).toEqual([0, 0]);
  });

  it('keeps numbers that are part of a table', () => {
    expect(fileNameFit('sales_2021.csv', 'sales_2021')).toBe(1);
    expect(fileNameFit('sales_2021.csv', 'sales_2021')).toBeGreaterThan(fileNameFit('sales_2022.csv', 'sales_2021'));
  });

  it('takes another plural, and accents', () => {
    expect(fileNameFit('Category.csv', 'categories')).toBe(1);
    expect(fileNameFit('Départements.csv', 'departements')).toBe(1);
  });
});
