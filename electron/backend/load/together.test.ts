import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '#shared/load.ts';
import { startProxy } from '#backend/copy/test-proxy.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { checkBatch } from './check-batch.ts';
import { loadBatch } from './load-batch.ts';
import { REJECTED_KEYS_MAX } from './rejected-parents.ts';
import { settleCommit } from './settle-run.ts';
import { challengeColumns, madeChallenge } from './test-challenge.ts';
import { countsOf, takeBatch, type TestLoad } from './test-load.ts';

const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const together = (more: Partial<LoadOptions> = {}): { options: Partial<LoadOptions> } => ({
  options: { transaction: 'batch', ...more },
});
const parents = (rows: readonly string[], more: Partial<TestLoad> = together()): TestLoad => ({
  table: 'parents',
  name: 'parents.csv',
  columns: ['id', 'name'],
  text: lines(...rows),
  ...more,
});
const children = (rows: readonly string[], more: Partial<TestLoad> = together()): TestLoad => ({
  table: 'children',
  name: 'children.csv',
  columns: ['id', 'parent', 'n'],
  text: lines(...rows),
  ...more,
});

const createTables = ({ client }: TestSchema, check = ''): Promise<unknown> =>
  client.query(`
    create table parents (id serial primary key, name text);
    create table children (id int primary key, parent int references parents, n int ${check})`);

async function rowsOf({ client }: TestSchema): Promise<string> {
  const { rows } = await client.query<{ rows: string }>(
    'select (select count(*) from parents) || $$+$$ || (select count(*) from children) as rows',
  );
  return rows[0]?.rows ?? '';
}

async function checkAndLoad(schema: TestSchema, tests: readonly TestLoad[]): ReturnType<typeof takeBatch> {
  const before = await rowsOf(schema);
  const checked = await takeBatch(checkBatch, schema.login, tests);
  expect(await rowsOf(schema)).toBe(before);
  const loaded = await takeBatch(loadBatch, schema.login, tests);
  expect(checked.map(({ fault }) => fault?.fault.sentence)).toEqual(loaded.map(({ fault }) => fault?.fault.sentence));
  expect(checked.map(countsOf)).toEqual(loaded.map(countsOf));
  expect(checked.map(({ kept }) => kept.rows)).toEqual(loaded.map(({ kept }) => kept.rows));
  expect(checked.map(({ removed }) => removed)).toEqual(loaded.map(({ removed }) => removed));
  return loaded;
}

describe('files that are loaded in one transaction', () => {
  test('go in with one COMMIT, each with its own run', () =>
    withSchema(async (schema) => {
      const files = madeChallenge();
      const tests = (['hired_employees', 'departments', 'jobs'] as const).map((table) => ({
        table,
        text: files[table],
        columns: challengeColumns[table],
        ...together(),
      }));
      const loaded = await takeBatch(loadBatch, schema.login, tests);
      expect(loaded.map(({ place }) => place)).toEqual([2, 0, 1]);
      expect(loaded.map(countsOf)).toMatchObject([
        { read: 1999, inserted: 1929, rejected: 70 },
        { read: 12, inserted: 12 },
        { read: 183, inserted: 183 },
      ]);
      expect(loaded.map(({ state }) => state)).toEqual(['loadedWithRejects', 'loaded', 'loaded']);
      const ids = new Set(loaded.map(({ transactionId }) => transactionId));
      expect(ids.size).toBe(1);
      for (const { kept, transactionId, sha256, timings, elapsedMs } of loaded) {
        expect(kept.commit).toMatchObject({ transactionId });
        expect(kept.sql.filter((sql) => sql === 'commit')).toHaveLength(1);
        expect(kept.sql.filter((sql) => sql === 'begin')).toHaveLength(1);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        const spent = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
        expect(spent).toBeLessThanOrEqual(elapsedMs + 1);
      }
    }));

  test.each([
    { path: 'direct', more: '' },
    { path: 'staged', more: 'alter table parents add check (id > 0); alter table children add check (id > 0)' },
  ])('are judged by each other, where keys are there by the $path path, as their check says', ({ path, more }) =>
    withSchema(async (schema) => {
      await createTables(schema);
      await schema.client.query(more);
      await schema.client.query(`insert into parents values (1, 'there')`);
      const loaded = await checkAndLoad(schema, [
        children(['1,1,1', '2,2,1', '3,9,1', '4,x,1', '1,2,x']),
        parents(['1,again', '2,new', 'x,bad']),
        parents(['2,again', '3,new'], { ...together(), name: 'more.csv' }),
        children(['1,1,1', '5,3,x', '5,3,1', '2,3,x'], { ...together(), name: 'more-children.csv' }),
      ]);
      expect(loaded.map(({ path }) => path)).toEqual(['direct', path, path, path]);
      expect(loaded.map(({ kept }) => kept.told)).toEqual([
        ['3: reference.missing parent=9', '4: type.integer parent=x', '5: type.integer n=x, duplicate.inFile id=1'],
        ['1: duplicate.inTable id=1', '3: type.integer id=x'],
        ['1: duplicate.inTable id=2'],
        ['1: duplicate.inTable id=1', '2: type.integer n=x', '4: type.integer n=x, duplicate.inTable id=2'],
      ]);
      expect(await rowsOf(schema)).toBe('3+3');
    }),
  );

  test('tell a wrong row what the rows of an earlier file have, on the direct path too', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      const loaded = await checkAndLoad(schema, [
        parents(['1,a', '2,b']),
        children(['1,1,1']),
        children(['2,1,1', '1,2,x'], { ...together(), name: 'more.csv' }),
      ]);
      expect(loaded[2]).toMatchObject({ path: 'direct' });
      expect(loaded[2]?.kept.told).toEqual(['2: type.integer n=x, duplicate.inTable id=1']);
    }));

  test('move their sequences before the one COMMIT', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      await takeBatch(loadBatch, schema.login, [parents(['5,a']), children(['1,5,1'])]);
      const { rows } = await schema.client.query(`insert into parents (name) values ('next') returning id`);
      expect(rows).toEqual([{ id: '6' }]);
    }));

  test.each([
    { what: 'a file that is not there', broken: { path: '/nowhere/children.csv' }, code: 'source.missing' },
    { what: 'a quote that never closes', broken: { text: '1,"open' }, code: 'csv.quoteUnclosed' },
    { what: 'a table that is not there', broken: { table: 'nowhere' }, code: 'target.missing' },
  ])('are all rolled back for $what, and each says so', ({ broken, code }) =>
    withSchema(async (schema) => {
      await createTables(schema);
      const ended = await takeBatch(loadBatch, schema.login, [
        parents(['1,a', 'x,b']),
        { ...children(['1,1,1']), ...broken },
        children(['2,1,1'], { ...together(), name: 'last.csv' }),
      ]);
      expect(ended.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
      const other = 'load.batchRolledBack';
      expect(ended.map(({ fault }) => fault?.fault.code)).toEqual([other, code, other]);
      const named = code === 'target.missing' ? /nowhere|children/ : /^children/;
      for (const index of [0, 2]) expect(ended[index]?.fault?.fault.sentence).toMatch(named);
      expect(ended.map(countsOf)).toMatchObject([{ inserted: 0 }, { inserted: 0 }, { inserted: 0 }]);
      expect(await rowsOf(schema)).toBe('0+0');
    }),
  );

  test('are rolled back by the limit that all pass together, and by one reject where all rows are wanted', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      const batch = (options: Partial<LoadOptions>): TestLoad[] => [
        parents(['1,a', '2,b', 'x,c'], together(options)),
        children(['1,1,1', '2,1,x'], together(options)),
        parents(['7,z'], { ...together(options), name: 'more.csv' }),
      ];
      const byRows = await takeBatch(loadBatch, schema.login, batch({ maxRejects: { unit: 'rows', value: 1 } }));
      expect(byRows.map(({ fault }) => fault?.fault.sentence)).toEqual([
        '2 of 6 rows of the batch were rejected; the limit is 1 rows. Rolled back; the table is as it was.',
        '2 of 6 rows of the batch were rejected; the limit is 1 rows. Rolled back; the table is as it was.',
        'parents.csv could not be loaded, and the files of its batch go in together or not at all. Rolled back; the table is as it was.',
      ]);
      const byPercent = await takeBatch(loadBatch, schema.login, batch({ maxRejects: { unit: 'percent', value: 33 } }));
      expect(byPercent[0]?.fault?.fault.sentence).toContain(
        '2 of 6 rows of the batch were rejected; the limit is 33 %',
      );
      const all = await takeBatch(loadBatch, schema.login, batch({ allOrNothing: true }));
      expect(all.map(({ fault }) => fault?.fault.code)).toEqual([
        'load.allOrNothing',
        'load.allOrNothing',
        'load.batchRolledBack',
      ]);
      expect(all.map(({ kept }) => kept.told)).toEqual([['3: type.integer id=x'], ['2: type.integer n=x'], []]);
      expect(await rowsOf(schema)).toBe('0+0');
      const enough = await takeBatch(loadBatch, schema.login, batch({ maxRejects: { unit: 'rows', value: 2 } }));
      expect(enough.map(({ state }) => state)).toEqual(['loadedWithRejects', 'loadedWithRejects', 'loaded']);
      expect(await rowsOf(schema)).toBe('3+1');
    }));

  test('are all cancelled', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      const abort = new AbortController();
      const ended = await takeBatch(loadBatch, schema.login, [
        { ...parents(['1,a']), signal: abort.signal },
        children(['1,1,1'], { ...together(), progress: () => abort.abort() }),
      ]);
      expect(ended.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
      expect(await rowsOf(schema)).toBe('0+0');
    }));

  test.each([
    { does: 'hangUp', state: 'loaded', settled: 'committed', rows: '1+1' },
    { does: 'swallow', state: 'failed', settled: 'aborted', rows: '0+0' },
  ] as const)('are all settled when the answer to COMMIT is lost: $settled', ({ does, state, settled, rows }) =>
    withSchema(async (schema) => {
      await createTables(schema);
      const isCommit = (bytes: Buffer): boolean => bytes.toString('latin1').includes('Q\0\0\0\u000bcommit\0');
      const proxy = await startProxy(schema.login, (bytes) => (isCommit(bytes) ? does : 'pass'));
      try {
        const ended = await takeBatch(loadBatch, proxy.login, [parents(['1,a']), children(['1,1,1'])]);
        expect(ended.map((outcome) => outcome.state)).toEqual([state, state]);
        for (const { kept } of ended) {
          expect(await settleCommit(schema.login, String(kept.commit?.transactionId))).toBe(settled);
        }
      } finally {
        await proxy.close();
      }
      expect(await rowsOf(schema)).toBe(rows);
    }),
  );

  test.each(['', 'check (n > 0)'])('replace their tables together, children and parents: %s', (constraint) =>
    withSchema(async (schema) => {
      await createTables(schema, constraint);
      await schema.client.query(`insert into parents values (1, 'a'), (2, 'b'); insert into children values (1, 1, 1)`);
      const batch = [
        parents(['2,b', '3,c', '4,d'], together({ mode: 'replace' })),
        parents(['5,e', '3,again'], { ...together({ mode: 'replace' }), name: 'more.csv' }),
        children(['1,1,1', '2,2,1', '3,5,0', '4,5,7'], together({ mode: 'replace' })),
      ];
      const loaded = await checkAndLoad(schema, batch);
      expect(loaded.map(({ removed }) => removed)).toEqual([2, null, 1]);
      expect(loaded.map(({ kept }) => kept.told)).toEqual([
        [],
        ['2: duplicate.inTable id=3'],
        ['1: reference.missing parent=1', ...(constraint === '' ? [] : ['3: constraint row='])],
      ]);
      expect(await rowsOf(schema)).toBe(constraint === '' ? '4+3' : '4+2');
      // Each for itself, the parents may not go.
      const each = await takeBatch(
        loadBatch,
        schema.login,
        batch.map((one) => ({ ...one, options: { mode: 'replace' as const } })),
      );
      expect(each[0]?.fault?.fault.sentence).toMatch(/parents cannot be emptied: rows of .*children refer to its rows/);
    }),
  );
});

describe('a child whose parent was rejected', () => {
  const sentences = (outcome: Awaited<ReturnType<typeof takeBatch>>[number] | undefined): string[] =>
    outcome?.kept.rows.flatMap(({ errors }) => errors.map(({ sentence }) => sentence)) ?? [];

  test.each(['each', 'batch'] as const)('names its file and record, with transaction: %s', (transaction) =>
    withSchema(async (schema) => {
      await createTables(schema);
      await schema.client.query(`insert into parents values (50, 'there')`);
      const more = together({ transaction });
      const loaded = await checkAndLoad(schema, [
        parents(['1,a', 'x,b', '09,"c",too wide', '7,\u0000', '08,d', '50,again', '8,e', '-3,\u0000'], more),
        children(['1,1,1', '2,7,1', '3,+7,1', '4,8,1', '5,9,1', '6,50,1', '7,-3,x', '8,99,1'], more),
      ]);
      expect(loaded[0]?.kept.told.map((one) => one.split(':')[0])).toEqual(['2', '3', '4', '6', '7', '8']);
      expect(sentences(loaded[1])).toEqual([
        'parent 7 is not in parents.id: it was rejected in parents.csv, record 4.',
        'parent +7 is not in parents.id: it was rejected in parents.csv, record 4.',
        'parent 9 is not in parents.id.',
        'n takes a whole number from -2147483648 to 2147483647.',
        'parent -3 is not in parents.id: it was rejected in parents.csv, record 8.',
        'parent 99 is not in parents.id.',
      ]);
      expect(loaded[1]?.reasons).toMatchObject([
        { code: 'reference.missing', count: 4 },
        { code: 'type.integer', count: 1 },
      ]);
    }),
  );

  test('is told so by the server’s judgement too, for keys of several columns', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table parents (id int, name text, n int not null, primary key (id, name));
        create table children (
          id int primary key check (id > 0), parent int, name text, foreign key (parent, name) references parents);
        insert into children values (100)`);
      const loaded = await checkAndLoad(schema, [
        { table: 'parents', name: 'p.csv', columns: ['id', 'name', 'n'], text: lines('1,a,', '1,b,5') },
        {
          table: 'children',
          columns: ['id', 'parent', 'name'],
          text: lines('100,1,b', '1,1,a', '2,1,b', '3,1,c', '4,,a'),
        },
      ]);
      expect(loaded[1]?.path).toBe('staged');
      expect(sentences(loaded[1])).toEqual([
        'id 100 is in the table already.',
        'parent, name (1, a) is not in parents (id, name): it was rejected in p.csv, record 1.',
        'parent, name (1, c) is not in parents (id, name).',
      ]);
    }));
});

test('of more rejected parents than are remembered, only that they are missing is said', () =>
  withSchema(async (schema) => {
    await createTables(schema);
    const many = Array.from({ length: REJECTED_KEYS_MAX + 2 }, (_, index) => `${index + 1},\u0000`);
    const ended = await takeBatch(loadBatch, schema.login, [
      { ...parents([]), text: many.map((row) => `${row}\n`).join('') },
      children([`1,${REJECTED_KEYS_MAX},1`, `2,${REJECTED_KEYS_MAX + 2},1`]),
    ]);
    expect(ended[1]?.kept.rows.map(({ errors }) => errors[0]?.sentence)).toEqual([
      `parent ${REJECTED_KEYS_MAX} is not in parents.id: it was rejected in parents.csv, record ${REJECTED_KEYS_MAX}.`,
      `parent ${REJECTED_KEYS_MAX + 2} is not in parents.id.`,
    ]);
  }));

describe('a limit that asks', () => {
  const rows = ['1,a', 'x,b', 'y,c', '2,d'];
  const asking = (transaction: LoadOptions['transaction'], ask: NonNullable<TestLoad['ask']>): Partial<TestLoad> => ({
    options: { transaction, ask: true, maxRejects: { unit: 'rows', value: 1 } },
    ask,
  });

  test.each(['each', 'batch'] as const)('goes on or rolls back as it is told, with transaction: %s', (transaction) =>
    withSchema(async (schema) => {
      await createTables(schema);
      const questions: unknown[] = [];
      const answer = (say: 'continue' | 'rollBack') => async (question: unknown) => {
        questions.push(question);
        return say;
      };
      const back = await takeBatch(loadBatch, schema.login, [parents(rows, asking(transaction, answer('rollBack')))]);
      expect(back[0]).toMatchObject({ state: 'failed', fault: { fault: { code: 'load.tooManyRejects' } } });
      expect(await rowsOf(schema)).toBe('0+0');
      const on = await takeBatch(loadBatch, schema.login, [parents(rows, asking(transaction, answer('continue')))]);
      expect(on[0]).toMatchObject({ state: 'loadedWithRejects', ledger: { inserted: 2, rejected: 2 } });
      // Found by the server, on the staged path: 1 and 2 are there.
      await schema.client.query('alter table parents add check (id > 0)');
      const staged = await takeBatch(loadBatch, schema.login, [
        parents(['1,a', '2,b', '3,c'], asking(transaction, answer('continue'))),
      ]);
      expect(staged[0]).toMatchObject({
        state: 'loadedWithRejects',
        path: 'staged',
        ledger: { inserted: 1, rejected: 2 },
      });
      const limit = { unit: 'rows', value: 1 };
      expect(questions).toEqual([
        { rejected: 2, read: 4, limit },
        { rejected: 2, read: 4, limit },
        { rejected: 2, read: 3, limit },
      ]);
    }),
  );

  test('is about all files that go in together, and is asked once', () =>
    withSchema(async (schema) => {
      await createTables(schema);
      let asked = 0;
      const more = asking('batch', async () => {
        asked += 1;
        return 'continue';
      });
      const ended = await takeBatch(loadBatch, schema.login, [
        parents(['1,a', 'x,b'], more),
        children(['1,1,x', '2,1,y', '3,1,1'], more),
      ]);
      expect(ended.map(({ state }) => state)).toEqual(['loadedWithRejects', 'loadedWithRejects']);
      expect(asked).toBe(1);
      expect(await rowsOf(schema)).toBe('1+1');
    }));
});
