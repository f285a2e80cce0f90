import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadMode, type LoadOptions, loadModeSchema } from '#shared/load.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { dictionaryWith, ruleOf } from '#backend/check/test-plans.ts';
import { check, countsOf, load, type TestLoad } from './test-load.ts';
import { expectedOf, type Row } from './test-oracle.ts';

const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
// Few values, so that keys collide; most are right, so that some rows go in.
const line = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(
      pick('1', '2', '3', '4', '5', '6', '7', '8', '9', 'x', ''),
      pick('', '', 'a', 'b', 'c', 'd', 'e'),
      pick('', '1', '2', '1', '2', '77', 'y'),
      pick('0', '1', '0', '1', '', 'z'),
    ),
  },
  { weight: 1, arbitrary: fc.array(pick('1', '2', 'a'), { minLength: 1, maxLength: 6 }) },
);
const stored = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 9 }),
      code: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
      boss: fc.option(fc.constantFrom(1, 2)),
      n: fc.constant(5),
    }),
    {
      maxLength: 4,
      selector: ({ id }) => id,
    },
  )
  .map((rows) =>
    rows.filter(({ code }, index) => code === null || rows.findIndex((row) => row.code === code) === index),
  );
interface Scene {
  readonly lines: readonly (readonly string[])[];
  readonly table: readonly Row[];
  readonly codesUnique: boolean;
  /** Whether the table has a constraint, which all rows keep, that only the server can judge. */
  readonly checked: boolean;
}
const scenes: fc.Arbitrary<Scene> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 14 }),
  table: fc.oneof(fc.constant([]), stored),
  codesUnique: fc.boolean(),
  checked: fc.boolean(),
});

async function prepare({ client }: TestSchema): Promise<void> {
  await client.query(`
    create table parents (id int primary key);
    insert into parents values (1), (2)`);
}

async function fill({ client }: TestSchema, { table, codesUnique, checked }: Scene): Promise<void> {
  await client.query(`
    drop table if exists target;
    create table target (
      id int primary key, code text ${codesUnique ? 'unique' : ''}, boss int references parents, n int not null
      ${checked ? ', check (id > 0)' : ''})`);
  for (const { id, code, boss, n } of table)
    await client.query('insert into target values ($1, $2, $3, $4)', [id, code, boss, n]);
}

const rowsIn = async ({ client }: TestSchema): Promise<unknown[]> =>
  (await client.query<Record<keyof Row, string | null>>('select * from target order by id')).rows.map(
    ({ id, code, boss, n }) => ({
      id: Number(id),
      code,
      boss: boss === null ? null : Number(boss),
      n: Number(n),
    }),
  );

const pathsOf: Readonly<Record<LoadMode, readonly string[]>> = {
  insert: ['direct', 'staged'],
  skip: ['direct', 'staged'],
  upsert: ['direct', 'staged'],
  replace: ['direct'],
};

const fewLines = [
  ['1', 'a', '1', '0'],
  ['2', '', '', 'x'],
  ['3', 'c', '2', '0'],
];
/** So that each path is taken whatever the dice say. */
const examples: [Scene][] = [
  [{ lines: fewLines, table: [], codesUnique: true, checked: false }],
  [{ lines: fewLines, table: [{ id: 1, code: 'b', boss: null, n: 5 }], codesUnique: false, checked: false }],
  [{ lines: fewLines, table: [{ id: 1, code: 'b', boss: null, n: 5 }], codesUnique: true, checked: true }],
];

interface Way {
  readonly mode: LoadMode;
  readonly update: LoadOptions['update'];
}
const ways: readonly Way[] = [
  ...loadModeSchema.options.map((mode) => ({ mode, update: null })),
  { mode: 'upsert', update: ['n'] },
  { mode: 'upsert', update: ['code', 'boss'] },
];
const RUNS = 20;

describe.each(ways)(`in the mode $mode, updating $update, for ${RUNS} files`, ({ mode, update }) => {
  test('a check, a load and the rules of reason agree on every row of any file', { timeout: 120_000 }, () =>
    withSchema(async (schema) => {
      await prepare(schema);
      const paths = new Set<string | null>();
      await fc.assert(
        fc.asyncProperty(scenes, async (scene) => {
          const { lines, table, codesUnique } = scene;
          await fill(schema, scene);
          const expected = expectedOf(lines, { table, parents: [1, 2], mode, update, codesUnique });
          const file: TestLoad = {
            table: 'target',
            text: lines.map((fields) => `${fields.join(',')}\n`).join(''),
            columns: ['id', 'code', 'boss', 'n'],
            options: { mode },
            update,
          };
          const checked = await check(schema.login, file);
          expect(checked.fault).toBeNull();
          expect(checked.kept.told).toEqual(expected.told);
          expect(countsOf(checked)).toEqual(expected.counts);
          expect(await rowsIn(schema)).toEqual(table.toSorted((a, b) => a.id - b.id));
          const loaded = await load(schema.login, file);
          expect(loaded.fault).toBeNull();
          expect(loaded.kept.told).toEqual(expected.told);
          expect(loaded.kept.rows).toEqual(checked.kept.rows);
          expect(countsOf(loaded)).toEqual(expected.counts);
          expect(await rowsIn(schema)).toEqual(expected.rows);
          paths.add(loaded.path);
        }),
        { numRuns: RUNS, examples },
      );
      expect(paths).toEqual(new Set(pathsOf[mode]));
    }),
  );
});

/** What the table itself asks for, and one rule that only warns. */
const warning = dictionaryWith(
  [
    ruleOf('id', 'int4', { required: true }),
    ruleOf('code', 'text'),
    ruleOf('boss', 'int4'),
    ruleOf('n', 'int4', { rules: [{ kind: 'range', severity: 'warning', min: null, max: '0' }] }),
  ],
  { table: 'target', primaryKey: ['id'] },
);

test('a check foretells the warnings, the columns, and whether a limit of rejects holds', { timeout: 120_000 }, () =>
  withSchema(async (schema) => {
    await prepare(schema);
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { lines, table } = scene;
        await fill(schema, scene);
        const limited = (value: number | null): TestLoad => ({
          table: 'target',
          text: lines.map((fields) => `${fields.join(',')}\n`).join(''),
          columns: ['id', 'code', 'boss', 'n'],
          options: { maxRejects: value === null ? null : { unit: 'rows', value } },
          dictionaries: [warning],
        });
        const checked = await check(schema.login, limited(null));
        const { rejected } = checked.ledger;
        const stopped = rejected === 0 ? null : await load(schema.login, limited(rejected - 1));
        expect(stopped?.fault?.fault.code).toBe(rejected === 0 ? undefined : 'load.tooManyRejects');
        expect(await rowsIn(schema)).toEqual(table.toSorted((a, b) => a.id - b.id));
        const loaded = await load(schema.login, limited(rejected));
        expect(loaded.fault).toBeNull();
        expect([loaded.warned, loaded.warnings]).toEqual([checked.warned, checked.warnings]);
        expect(loaded.columns).toEqual(checked.columns.map(({ values: _values, ...column }) => column));
        expect(await rowsIn(schema)).toHaveLength(table.length + loaded.ledger.inserted);
      }),
      { numRuns: 10, examples },
    );
  }),
);
