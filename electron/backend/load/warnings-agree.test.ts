import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadMode, loadModeSchema } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';
import { dictionaryWith, ruleOf } from '#backend/check/test-plans.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { loadBatch } from './load-batch.ts';
import { check, countsOf, load, takeBatch, type TestLoad } from './test-load.ts';

interface Row {
  readonly id: number;
  readonly code: string | null;
  readonly boss: number | null;
  readonly n: number;
}

/** The table asks for `id` alone; that codes differ and bosses exist is only hoped for. */
const hopeful: Dictionary = dictionaryWith(
  [
    ruleOf('id', 'int4', { required: true }),
    ruleOf('code', 'text'),
    ruleOf('boss', 'int4'),
    ruleOf('n', 'int4', {
      required: true,
      rules: [{ kind: 'range', severity: 'warning', min: null, max: '0' }],
    }),
  ],
  {
    table: 'target',
    primaryKey: ['id'],
    warningKeys: [['code'], ['boss', 'n']],
    references: [
      { columns: ['boss'], table: 'parents', parentColumns: ['id'], severity: 'warning' },
      { columns: ['n'], table: 'target', parentColumns: ['id'], severity: 'warning' },
    ],
  },
);

const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const scenes = fc.record({
  lines: fc.array(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.tuple(
          pick('1', '2', '3', '4', '5', '6', '7', '8', '9', 'x'),
          pick('', 'a', 'b', 'c', 'd'),
          pick('', '1', '2', '77', 'y'),
          pick('0', '1', '2', '0', 'z'),
        ),
      },
      { weight: 1, arbitrary: fc.array(pick('1', 'a'), { minLength: 1, maxLength: 3 }) },
    ),
    { minLength: 1, maxLength: 14 },
  ),
  table: fc.oneof(
    fc.constant([]),
    fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 9 }),
        code: fc.option(fc.constantFrom('a', 'b', 'c')),
        boss: fc.option(fc.constantFrom(1, 2)),
        n: fc.constantFrom(0, 2),
      }),
      { maxLength: 4, selector: ({ id }) => id },
    ),
  ),
});

/** Rows with a warning, and how often each was given: by a program of its own that goes through the rows one by one. */
function expectedOf(
  lines: readonly (readonly string[])[],
  table: readonly Row[],
  { mode, selfToo }: { readonly mode: LoadMode; readonly selfToo: boolean },
): object {
  const before = mode === 'replace' ? [] : table;
  const warned = new Set<number>();
  const counts: Record<string, number> = {};
  const warn = (record: number, what: string): void => {
    warned.add(record);
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const coming = new Map<number, Row>();
  const ids = new Set<number>();
  for (const [index, [idText = '', code = '', boss = '', n = '', ...more]] of lines.entries()) {
    if (lines[index]?.length !== 4 || more.length > 0) continue;
    if (/^\d$/.test(n) && Number(n) > 0) warn(index + 1, 'n: n is above 0.');
    const id = Number(idText);
    if (idText === 'x' || boss === 'y' || n === 'z' || ids.has(id)) continue;
    const isThere = before.some((row) => row.id === id);
    if (isThere && (mode === 'insert' || mode === 'skip')) continue;
    ids.add(id);
    coming.set(index + 1, {
      id,
      code: code === '' ? null : code,
      boss: boss === '' ? null : Number(boss),
      n: Number(n),
    });
  }
  const known = new Set([...before, ...coming.values()].map(({ id }) => id));
  for (const [record, row] of coming) {
    const earlier = [...coming].filter(([one]) => one < record).map(([, one]) => one);
    const others = before.filter(({ id }) => id !== row.id);
    const sameCode = (one: Row): boolean => row.code !== null && one.code === row.code;
    const sameBoth = (one: Row): boolean => row.boss !== null && one.boss === row.boss && one.n === row.n;
    if (earlier.some(sameCode)) warn(record, 'code: in file');
    if (earlier.some(sameBoth)) warn(record, 'boss: in file');
    if (others.some(sameCode)) warn(record, 'code: in table');
    if (others.some(sameBoth)) warn(record, 'boss: in table');
    if (row.boss === 77) warn(record, 'boss: missing');
    if (selfToo && !known.has(row.n)) warn(record, 'n: missing');
  }
  return { warned: warned.size, counts };
}

const toldOf = ({
  warned,
  warnings,
}: {
  readonly warned: number;
  readonly warnings: readonly { readonly column: string; readonly count: number; readonly sentence: string }[];
}): object => ({
  warned,
  counts: Object.fromEntries(
    warnings.map(({ column, count, sentence }) => {
      if (sentence.includes('in the file already')) return [`${column}: in file`, count];
      if (sentence.includes('in the table already')) return [`${column}: in table`, count];
      if (sentence.includes('is not in')) return [`${column}: missing`, count];
      return [`${column}: ${sentence}`, count];
    }),
  ),
});

async function fill({ client }: TestSchema, rows: readonly Row[]): Promise<void> {
  await client.query('delete from target');
  for (const { id, code, boss, n } of rows)
    await client.query('insert into target values ($1, $2, $3, $4)', [id, code, boss, n]);
}

const create = `
  create table parents (id int primary key);
  insert into parents values (1), (2);
  create table target (id int primary key, code text, boss int, n int not null)`;

const RUNS = 8;

describe.each(loadModeSchema.options)(`in the mode %s, for ${RUNS} files`, (mode) => {
  test('a check, a load and the rules of reason agree on what keys and references warn of', { timeout: 120_000 }, () =>
    withSchema(async (schema) => {
      await schema.client.query(create);
      await fc.assert(
        fc.asyncProperty(scenes, fc.boolean(), async ({ lines, table }, selfToo) => {
          await fill(schema, table);
          // A reference to the table itself is judged on the staged path alone: without it both paths are taken.
          const { references } = hopeful;
          const dictionary = selfToo ? hopeful : { ...hopeful, references: references.slice(0, 1) };
          const file: TestLoad = {
            table: 'target',
            text: lines.map((fields) => `${fields.join(',')}\n`).join(''),
            columns: ['id', 'code', 'boss', 'n'],
            options: { mode },
            dictionaries: [dictionary],
          };
          const checked = await check(schema.login, file);
          expect(toldOf(checked)).toEqual(expectedOf(lines, table, { mode, selfToo }));
          const loaded = await load(schema.login, file);
          expect(loaded.fault).toBeNull();
          expect([loaded.warned, loaded.warnings]).toEqual([checked.warned, checked.warnings]);
          expect(countsOf(loaded)).toEqual(countsOf(checked));
        }),
        { numRuns: RUNS },
      );
    }),
  );
});

test('a file without rows in the table goes the direct way, and is warned of there', () =>
  withSchema(async (schema) => {
    await schema.client.query(create);
    const loaded = await load(schema.login, {
      table: 'target',
      text: '1,a,1,0\n2,a,7,0\n3,a,2,0\n',
      columns: ['id', 'code', 'boss', 'n'],
      dictionaries: [{ ...hopeful, references: hopeful.references.slice(0, 1) }],
    });
    expect(loaded).toMatchObject({
      path: 'direct',
      state: 'loaded',
      warned: 2,
      warnings: [
        { column: 'code', count: 2, sentence: 'code a stands in the file already, in record 1.' },
        { column: 'boss', count: 1, sentence: 'boss 7 is not in parents.id.' },
      ],
    });
  }));

test('a rule that also stands as an error, or that the table itself keeps, is one', () =>
  withSchema(async (schema) => {
    await schema.client.query('create table target (id int primary key, code text unique, boss int, n int not null)');
    const loaded = await load(schema.login, {
      table: 'target',
      text: '1,a,,0\n2,a,,0\n1,b,,0\n',
      columns: ['id', 'code', 'boss', 'n'],
      dictionaries: [{ ...hopeful, warningKeys: [['code'], ['id']], references: [] }],
    });
    expect(loaded.kept.told).toEqual(['2: duplicate.inFile code=a', '3: duplicate.inFile id=1']);
    expect(loaded.warned).toBe(0);
  }));

test('files of a circle warn of parents that come in with none of them', () =>
  withSchema(async (schema) => {
    await schema.client.query(`
      create table teams (id int primary key, lead int);
      create table people (id int primary key, team int)`);
    const reference = { columns: ['lead'], table: 'people', parentColumns: ['id'], severity: 'warning' as const };
    const back = { columns: ['team'], table: 'teams', parentColumns: ['id'], severity: 'warning' as const };
    const dictionaries = [
      dictionaryWith([ruleOf('id', 'int4'), ruleOf('lead', 'int4')], { table: 'teams', references: [reference] }),
      dictionaryWith([ruleOf('id', 'int4'), ruleOf('team', 'int4')], { table: 'people', references: [back] }),
    ];
    const options = { transaction: 'batch' as const };
    const [teams, people] = await takeBatch(loadBatch, schema.login, [
      { table: 'teams', text: '1,10\n2,99\n', columns: ['id', 'lead'], dictionaries, options },
      { table: 'people', text: '10,1\n11,5\n12,2\n', columns: ['id', 'team'], dictionaries, options },
    ]);
    expect(teams).toMatchObject({ warned: 1, warnings: [{ sentence: 'lead 99 is not in people.id.' }] });
    expect(people).toMatchObject({ warned: 1, warnings: [{ sentence: 'team 5 is not in teams.id.' }] });
  }));
