import { expect, test } from 'vitest';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import type { Dictionary } from '#shared/rule.ts';
import { createTableSql } from './create-table.ts';

test('a table is created with its types, keys and references', () => {
  const employees = challengeDictionaries.find(({ table }) => table === 'hired_employees');
  expect(createTableSql('public', employees as Dictionary)).toBe(`create table "public"."hired_employees" (
  "id" int4 not null,
  "name" text not null,
  "datetime" timestamptz not null,
  "department_id" int4 not null,
  "job_id" int4 not null,
  primary key ("id"),
  foreign key ("department_id") references "public"."departments" ("id"),
  foreign key ("job_id") references "public"."jobs" ("id")
)`);
});

test('every name is quoted, and a parent may be in another schema', () => {
  const dictionary: Dictionary = {
    table: 'a"b',
    columns: [{ name: 'x y', type: 'my type', required: false, notEmpty: false, rules: [] }],
    primaryKey: [],
    uniqueKeys: [['x y']],
    references: [{ columns: ['x y'], schema: 'S', table: 't', parentColumns: ['"'] }],
    origin: 'person',
  };
  expect(createTableSql('s', dictionary)).toBe(`create table "s"."a""b" (
  "x y" "my type",
  unique ("x y"),
  foreign key ("x y") references "S"."t" ("""")
)`);
});
