import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dictionaryWith, ruleOf } from '#backend/check/test-plans.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { check, load, type TestLoad } from './test-load.ts';

const columns = ['id', 'part', 'n'] as const;
const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const lines = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(pick('1', '2', '3', '4', '9', 'x', ''), pick('1', '2', '7', ''), pick('0', '1', 'z', '')),
    },
    { weight: 1, arbitrary: fc.array(pick('1', '2'), { minLength: 1, maxLength: 2 }) },
  ),
  { minLength: 1, maxLength: 10 },
);
const dictionary = dictionaryWith(
  columns.map((name) => ruleOf(name, 'int4', { required: name !== 'part' })),
  { table: 'target', primaryKey: ['id'], references: [{ columns: ['id'], table: 'things', parentColumns: ['id'] }] },
);
const RUNS = 15;

test(`in each column every row is counted once: valid, empty or wrong, for ${RUNS} files`, { timeout: 240_000 }, () =>
  withSchema(async (schema) => {
    // The column id is the key and refers to another table, as the dictionary says: it may be wrong for both.
    await schema.client.query(`
      create table things (id int primary key);
      insert into things values (1), (2), (3);
      create table target (id int primary key, part int references things, n int not null, unique (part, n))`);
    await fc.assert(
      fc.asyncProperty(lines, fc.subarray([1, 2, 9]), async (rows, stored) => {
        await schema.client.query('truncate target');
        for (const id of stored) await schema.client.query('insert into target values ($1, null, 5)', [id]);
        const file: TestLoad = {
          table: 'target',
          text: rows.map((fields) => `${fields.join(',')}\n`).join(''),
          columns: [...columns],
          dictionaries: [dictionary],
        };
        const checked = await check(schema.login, file);
        const loaded = await load(schema.login, file);
        const told = new Map(checked.kept.rows.map(({ record, errors }) => [record, errors]));
        const expected = columns.map((column, at) => {
          const fates = rows.map((fields, index) => {
            if (fields.length !== columns.length) return 'wrong';
            if (fields[at] === '') return 'empty';
            return (told.get(index + 1) ?? []).some((error) => error.column === column) ? 'wrong' : 'valid';
          });
          const count = (fate: string): number => fates.filter((one) => one === fate).length;
          return { column, valid: count('valid'), empty: count('empty'), wrong: count('wrong') };
        });
        for (const outcome of [checked, loaded]) expect(outcome.columns).toMatchObject(expected);
      }),
      {
        numRuns: RUNS,
        // No thing, and there already: both of the same column.
        examples: [
          [
            [
              ['9', '', '0'],
              ['1', '', '0'],
              ['9', '7', 'z'],
            ],
            [1, 9],
          ],
        ],
      },
    );
  }),
);
