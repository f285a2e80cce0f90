import type { ColumnRule, Dictionary } from './rule.ts';

const integer = (name: string): ColumnRule => ({ name, type: 'int4', required: true, notEmpty: false, rules: [] });
const text = (name: string, rules: ColumnRule['rules'] = []): ColumnRule => ({
  name,
  type: 'text',
  required: true,
  notEmpty: true,
  rules,
});

/**
 * The built-in dictionaries: departments, jobs and hired_employees of the data-engineering challenge. Every field is
 * required; ids are primary keys; an employee refers to a department and a job. Name and surname are two words: one word
 * is a warning.
 */
export const challengeDictionaries: readonly Dictionary[] = [
  {
    table: 'departments',
    columns: [integer('id'), text('department')],
    primaryKey: ['id'],
    uniqueKeys: [],
    references: [],
    origin: 'builtIn',
  },
  {
    table: 'jobs',
    columns: [integer('id'), text('job')],
    primaryKey: ['id'],
    uniqueKeys: [],
    references: [],
    origin: 'builtIn',
  },
  {
    table: 'hired_employees',
    columns: [
      integer('id'),
      text('name', [
        { kind: 'pattern', severity: 'warning', pattern: '\\S\\s+\\S', sentence: 'name is one word; name and surname are expected.' },
      ]),
      { name: 'datetime', type: 'timestamptz', required: true, notEmpty: false, rules: [] },
      integer('department_id'),
      integer('job_id'),
    ],
    primaryKey: ['id'],
    uniqueKeys: [],
    references: [
      { columns: ['department_id'], table: 'departments', parentColumns: ['id'] },
      { columns: ['job_id'], table: 'jobs', parentColumns: ['id'] },
    ],
    origin: 'builtIn',
  },
];
