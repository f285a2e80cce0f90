import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoadMode, LoadOptions } from '#shared/load.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { checkBatch } from './check-batch.ts';
import { loadBatch } from './load-batch.ts';
import { countsOf, takeBatch, type TestLoad } from './test-load.ts';

const file = (
  table: string,
  rows: readonly (readonly (string | number)[])[],
  options: Partial<LoadOptions> = {},
  more: Partial<TestLoad> = {},
): TestLoad => ({
  table,
  columns: ['id', 'ref'],
  text: rows.map((row) => `${row.join(',')}\n`).join(''),
  options: { transaction: 'batch', ...options },
  ...more,
});

async function rowsOf({ client }: TestSchema, table: string): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(
    `select id || ',' || coalesce(ref::text, '') as row from ${table} order by id`,
  );
  return rows.map(({ row }) => row);
}

async function checkAndLoad(schema: TestSchema, tests: readonly TestLoad[]): ReturnType<typeof takeBatch> {
  const checked = await takeBatch(checkBatch, schema.login, tests);
  const loaded = await takeBatch(loadBatch, schema.login, tests);
  expect(checked.map(({ fault }) => fault?.fault.sentence)).toEqual(loaded.map(({ fault }) => fault?.fault.sentence));
  expect(checked.map(countsOf)).toEqual(loaded.map(countsOf));
  expect(checked.map(({ kept }) => kept.rows)).toEqual(loaded.map(({ kept }) => kept.rows));
  expect(checked.map(({ place }) => place)).toEqual(loaded.map(({ place }) => place));
  return loaded;
}

const createTables = ({ client }: TestSchema, more = ''): Promise<unknown> =>
  client.query(`
    create table b (id int primary key, ref int ${more});
    create table a (id int primary key, ref int ${more} references b);
    alter table b add foreign key (ref) references a`);

describe('tables that refer to each other, in one transaction', () => {
  test.each([
    { what: 'constraints that are judged at once', more: 'not null', extra: '' },
    { what: 'constraints that wait for COMMIT', more: '', extra: ' deferrable initially deferred' },
    { what: 'constraints that can wait', more: 'not null', extra: ' deferrable' },
    { what: 'constraints that only the server knows', more: 'not null check (ref > 0)', extra: '' },
  ])('go in with $what, but for the rows whose parents do not', ({ more, extra }) =>
    withSchema(async (schema) => {
      await createTables(schema, more);
      if (extra !== '')
        await schema.client.query(
          `alter table a alter constraint a_ref_fkey${extra}; alter table b alter constraint b_ref_fkey${extra}`,
        );
      const loaded = await checkAndLoad(schema, [
        file('a', [
          [1, 1],
          [2, 2],
          [3, 9],
          [4, 3],
          ['x', 1],
        ]),
        file('b', [
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 2],
        ]),
      ]);
      expect(await rowsOf(schema, 'a')).toEqual(['1,1', '2,2']);
      expect(await rowsOf(schema, 'b')).toEqual(['1,1', '2,2', '4,2']);
      const sentences = loaded.map(({ kept }) =>
        kept.rows.map(({ record, errors }) => `${record}: ${errors[0]?.sentence}`),
      );
      expect(sentences).toEqual([
        [
          '3: ref 9 is not in b.id.',
          '4: ref 3 is not in b.id: it was rejected in b.csv, record 3.',
          '5: id takes a whole number from -2147483648 to 2147483647.',
        ],
        ['3: ref 3 is not in a.id: it was rejected in a.csv, record 3.'],
      ]);
    }),
  );

  test('keep out what a domain refuses, however often the circle is judged', () =>
    withSchema(async (schema) => {
      await schema.client.query('create domain small as int check (value < 100)');
      await createTables(schema);
      await schema.client.query('alter table a add n small; alter table b add n small');
      const columns = { columns: ['id', 'ref', 'n'] };
      const rows = [
        [1, 1, 100],
        [2, 2, 7],
        ['x', 2, 100],
      ];
      const loaded = await checkAndLoad(schema, [
        { ...file('a', rows), ...columns },
        { ...file('b', rows), ...columns },
      ]);
      expect(await rowsOf(schema, 'a')).toEqual(['2,2']);
      expect(await rowsOf(schema, 'b')).toEqual(['2,2']);
      const codes = loaded.map(({ kept }) => kept.rows.map(({ errors }) => errors.map(({ code }) => code)));
      expect(codes).toEqual([
        [['constraint'], ['type.integer', 'constraint']],
        [['constraint'], ['type.integer', 'constraint']],
      ]);
    }));

  test('are judged in their order where each file has a transaction of its own', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      const each = { transaction: 'each' } as const;
      await checkAndLoad(schema, [
        file(
          'a',
          [
            [1, 1],
            [2, ''],
          ],
          each,
        ),
        file(
          'b',
          [
            [1, 2],
            [2, 1],
          ],
          each,
        ),
      ]);
      expect(await rowsOf(schema, 'a')).toEqual(['2,']);
      expect(await rowsOf(schema, 'b')).toEqual(['1,2']);
    }));

  test('may be three, with a child that waits for them, and a parent that comes before', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table p (id int primary key, ref int);
        create table a (id int primary key, ref int not null, p int references p);
        create table b (id int primary key, ref int not null references a);
        create table c (id int primary key, ref int not null references b);
        alter table a add foreign key (ref) references c;
        create table d (id int primary key, ref int references c)`);
      const loaded = await checkAndLoad(schema, [
        file('d', [
          [1, 1],
          [2, 5],
        ]),
        file('b', [[1, 1]]),
        {
          ...file('a', [
            [1, 1, 7],
            [2, 1, 8],
          ]),
          columns: ['id', 'ref', 'p'],
        },
        file('c', [[1, 1]]),
        file('p', [[7, '']]),
      ]);
      expect(loaded.map(({ place }) => place)).toEqual([4, 1, 2, 3, 0]);
      expect(loaded.map(({ kept }) => kept.told)).toEqual([
        ['2: reference.missing ref=5'],
        [],
        ['2: reference.missing p=8'],
        [],
        [],
      ]);
    }));

  test('a table that refers to itself takes the rows of its files together', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key, ref int not null references t)');
      const loaded = await checkAndLoad(schema, [
        file('t', [
          [1, 4],
          [2, 1],
          [3, 9],
        ]),
        file(
          't',
          [
            [4, 2],
            [5, 3],
            [1, 1],
          ],
          {},
          { name: 'more.csv' },
        ),
      ]);
      expect(loaded.map(({ kept }) => kept.told)).toEqual([
        ['3: reference.missing ref=9'],
        ['2: reference.missing ref=3', '3: duplicate.inTable id=1'],
      ]);
      expect(await rowsOf(schema, 't')).toEqual(['1,4', '2,1', '4,2']);
    }));

  test('are all rolled back for a broken file, which is the one that is told of', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      const broken = await checkAndLoad(schema, [file('a', [[1, 1]]), { ...file('b', []), text: '1,"open' }]);
      expect(broken.map(({ fault }) => fault?.fault.code)).toEqual(['load.batchRolledBack', 'csv.quoteUnclosed']);
      expect(await rowsOf(schema, 'a')).toEqual([]);
    }));

  const sentencesOf = (loaded: Awaited<ReturnType<typeof takeBatch>>): string[][] =>
    loaded.map(({ kept }) => kept.rows.map(({ record, errors }) => `${record}: ${errors[0]?.sentence}`));
  const refuse = `
    create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;`;
  const pairs: readonly TestLoad[] = [
    file('a', [
      [1, 1],
      [2, 2],
      [3, 2],
    ]),
    file('b', [
      [1, 1],
      [2, 3],
      [3, 1],
    ]),
  ];

  test.each([
    {
      what: 'a trigger before',
      sql: `${refuse} create trigger refuse before insert on b for each row when (new.id = 2) execute function refuse()`,
      words: 'The server refused the row: not this one',
    },
    {
      what: 'a trigger after',
      sql: `${refuse} create trigger refuse after insert on b for each row when (new.id = 2) execute function refuse()`,
      words: 'The server refused the row: not this one',
    },
    {
      what: 'a unique index over an expression',
      sql: 'create unique index halves on b ((case when id < 3 then 1 else id end))',
      words: 'The server refused the row: duplicate key value violates unique constraint "halves"',
    },
    {
      what: 'an exclusion constraint',
      sql: 'alter table b add constraint apart exclude using gist (int4range(id / 3, id / 3, $$[]$$) with &&)',
      words: 'The server refused the row: conflicting key value violates exclusion constraint "apart"',
    },
  ])('lose the rows that $what refuses, and those that need them', ({ sql, words }) =>
    withSchema(async (schema) => {
      await createTables(schema, 'not null');
      await schema.client.query(sql);
      const loaded = await checkAndLoad(schema, pairs);
      expect(sentencesOf(loaded)).toEqual([
        [
          '2: ref 2 is not in b.id: it was rejected in b.csv, record 2.',
          '3: ref 2 is not in b.id: it was rejected in b.csv, record 2.',
        ],
        [`2: ${words}`],
      ]);
      expect(await rowsOf(schema, 'b')).toEqual(['1,1', '3,1']);
    }),
  );

  test('lose such rows too where the tables are those of another role', () =>
    withSchema(async (schema) => {
      await createTables(schema, 'not null');
      const role = `${schema.schema}_guest`;
      await schema.client.query(`${refuse}
        create trigger refuse before insert on b for each row when (new.id = 2) execute function refuse();
        create role ${role} login; grant usage on schema ${schema.schema} to ${role};
        grant select, insert on a, b to ${role}`);
      try {
        const { address } = schema.login;
        const guest = { ...schema, login: { ...schema.login, address: { ...address, user: role } } };
        const loaded = await checkAndLoad(guest, pairs);
        expect(sentencesOf(loaded)[1]).toEqual(['2: The server refused the row: not this one']);
        expect(await rowsOf(schema, 'a')).toEqual(['1,1']);
      } finally {
        await schema.client.query(`drop owned by ${role}; drop role ${role}`);
      }
    }));

  test('are all rolled back where the server refuses them only together', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      await schema.client.query(`
        create function refuse() returns trigger language plpgsql as $$
          begin if (select count(*) from ${schema.schema}.a) > 0 and (select count(*) from ${schema.schema}.b) > 0 then raise 'not both'; end if; return null; end $$;
        create trigger refuse after insert on a for each statement execute function refuse()`);
      const refused = await checkAndLoad(schema, [file('a', [[1, 1]]), file('b', [[1, 1]])]);
      expect(refused.map(({ fault }) => fault?.fault.code)).toEqual(['load.refused', 'load.refused']);
      expect(await rowsOf(schema, 'a')).toEqual([]);
    }));

  test('a row is told of its parent further down in its own file', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key, ref int references t, n int check (n < 5))');
      const loaded = await checkAndLoad(schema, [
        {
          ...file('t', [
            [1, 4, 0],
            [2, 1, 0],
            [3, 5, 0],
            [4, '', 7],
            [5, '', 'x'],
            [6, 6, 0],
            [7, 8, 0],
          ]),
          columns: ['id', 'ref', 'n'],
        },
      ]);
      expect(sentencesOf(loaded)[0]?.map((sentence) => sentence.replace(/new row.*/, '…'))).toEqual([
        '1: ref 4 is not in t.id: it was rejected in t.csv, record 4.',
        '2: ref 1 is not in t.id: it was rejected in t.csv, record 1.',
        '3: ref 5 is not in t.id: it was rejected in t.csv, record 5.',
        '4: The server refused the row: …',
        '5: n takes a whole number from -2147483648 to 2147483647.',
        '7: ref 8 is not in t.id.',
      ]);
    }));

  test('rows of a file that need each other stay, whatever the server refuses beside them', () =>
    withSchema(async (schema) => {
      await schema.client.query(`create table t (id int primary key, ref int not null references t); ${refuse}
        create trigger refuse before insert on t for each row when (new.id = 5) execute function refuse()`);
      const loaded = await checkAndLoad(schema, [
        file('t', [
          [1, 4],
          [5, 1],
          [3, 5],
          [4, 1],
        ]),
      ]);
      expect(sentencesOf(loaded)[0]).toEqual([
        '2: The server refused the row: not this one',
        '3: ref 5 is not in t.id: it was rejected in t.csv, record 2.',
      ]);
      expect(await rowsOf(schema, 't')).toEqual(['1,4', '4,1']);
    }));
});

interface Row {
  readonly id: number;
  readonly ref: number | null;
}
type Tables = Readonly<Record<'a' | 'b', readonly Row[]>>;
const others = { a: 'b', b: 'a' } as const;
const names = ['a', 'b'] as const;

/** The row of `b` that a trigger refuses where it is switched on. */
const REFUSED_ID = 3;

/** What must become of two such files, by a program of its own. */
function expectedOf(files: Tables, stored: Tables, mode: LoadMode, isPicky: boolean) {
  const before = mode === 'replace' ? { a: [], b: [] } : stored;
  const gone = new Set<Row>();
  const refused = new Set<Row>();
  for (;;) {
    const fate = new Map<
      Row,
      'in' | 'constraint' | 'skipped' | 'duplicate.inFile' | 'duplicate.inTable' | 'reference.missing'
    >();
    const ids = { a: new Set<number>(), b: new Set<number>() };
    for (const table of names) {
      for (const row of files[table]) {
        const isThere = before[table].some(({ id }) => id === row.id);
        if (refused.has(row)) fate.set(row, 'constraint');
        else if (gone.has(row)) fate.set(row, 'reference.missing');
        else if (isThere && mode === 'insert') fate.set(row, 'duplicate.inTable');
        else if ((isThere || ids[table].has(row.id)) && mode === 'skip') fate.set(row, 'skipped');
        else if (ids[table].has(row.id)) fate.set(row, 'duplicate.inFile');
        else {
          ids[table].add(row.id);
          fate.set(row, 'in');
        }
      }
    }
    const missing = names.flatMap((table) =>
      files[table].filter((row) => {
        const parents = others[table];
        return (
          fate.get(row) === 'in' &&
          row.ref !== null &&
          !ids[parents].has(row.ref) &&
          !before[parents].some(({ id }) => id === row.ref)
        );
      }),
    );
    const isNew = ({ id }: Row): boolean => !before.b.some((row) => row.id === id);
    const picked = files.b.filter((row) => isPicky && row.id === REFUSED_ID && fate.get(row) === 'in' && isNew(row));
    if (missing.length === 0 && picked.length > 0) {
      // Without them the others are judged from the beginning.
      for (const row of picked) refused.add(row);
      gone.clear();
      continue;
    }
    if (missing.length === 0) {
      return names.map((table) => {
        const after = new Map(before[table].map((row) => [row.id, row]));
        for (const row of files[table]) if (fate.get(row) === 'in') after.set(row.id, row);
        return {
          fates: files[table].map((row) => fate.get(row)),
          rows: [...after.values()]
            .toSorted((one, other) => one.id - other.id)
            .map(({ id, ref }) => `${id},${ref ?? ''}`),
        };
      });
    }
    for (const row of missing) gone.add(row);
  }
}

const rowsIn = (max: number) =>
  fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 5 }), ref: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 6 }) }),
    {
      minLength: 1,
      maxLength: max,
    },
  );
const storedRows = fc
  .uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 2 })
  .map((ids) => ids.map((id) => ({ id, ref: null })));
const RUNS = 10;

test.each(['insert', 'skip', 'upsert', 'replace'] as const)(
  `in the mode %s a check, a load and the rules of reason agree on any two files in a circle, ${RUNS} times`,
  { timeout: 240_000 },
  (mode) =>
    withSchema(async (schema) => {
      await createTables(schema);
      await schema.client.query(`
        create function refuse() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$;
        create trigger refuse before insert on b for each row when (new.id = ${REFUSED_ID}) execute function refuse()`);
      await fc.assert(
        fc.asyncProperty(
          fc.record({ a: rowsIn(7), b: rowsIn(7) }),
          fc.record({ a: storedRows, b: storedRows }),
          fc.boolean(),
          async (files, stored, isPicky) => {
            await schema.client.query('truncate a, b; alter table b disable trigger refuse');
            for (const table of names) {
              for (const { id } of stored[table]) await schema.client.query(`insert into ${table} values ($1)`, [id]);
            }
            if (isPicky) await schema.client.query('alter table b enable trigger refuse');
            const expected = expectedOf(files, stored, mode, isPicky);
            const loaded = await checkAndLoad(
              schema,
              names.map((table) =>
                file(
                  table,
                  files[table].map(({ id, ref }) => [id, ref ?? '']),
                  { mode },
                ),
              ),
            );
            expect(loaded.map(({ fault }) => fault)).toEqual([null, null]);
            for (const [at, table] of names.entries()) {
              expect(await rowsOf(schema, table)).toEqual(expected[at]?.rows);
              const fates = expected[at]?.fates ?? [];
              const told = new Map(
                loaded[at]?.kept.rows.map(({ record, errors }) => [record, errors.map(({ code }) => code)]),
              );
              for (const [index, fate] of fates.entries()) {
                const codes = told.get(index + 1) ?? [];
                const isTold =
                  fate === 'in' || fate === 'skipped' ? codes.length === 0 : codes.some((code) => code === fate);
                expect(isTold, `${fate}: ${codes.join(', ')}`).toBe(true);
              }
              expect(loaded[at]?.ledger.skipped).toBe(fates.filter((fate) => fate === 'skipped').length);
            }
          },
        ),
        { numRuns: RUNS },
      );
    }),
);
