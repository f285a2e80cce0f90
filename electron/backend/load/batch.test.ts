import { describe, expect, test } from 'vitest';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { checkBatch } from './check-batch.ts';
import { loadBatch } from './load-batch.ts';
import { challengeColumns, madeChallenge } from './test-challenge.ts';
import { countsOf, takeBatch, type TestLoad } from './test-load.ts';

const files = madeChallenge();
const file = (table: keyof typeof files, more: Partial<TestLoad> = {}): TestLoad => ({
  table,
  text: files[table],
  columns: challengeColumns[table],
  ...more,
});
const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

async function tablesOf({ client, schema }: TestSchema): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = $$r$$ order by 1',
    [schema],
  );
  return rows.map(({ name }) => name);
}

async function countOf({ client }: TestSchema, table: string): Promise<number> {
  const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${table}`);
  return Number(rows[0]?.rows);
}

/** Checks a batch, sees that nothing changed, loads it, and wants the same of both. */
async function checkAndLoad(schema: TestSchema, tests: readonly TestLoad[]): ReturnType<typeof takeBatch> {
  const tables = await tablesOf(schema);
  const before = await Promise.all(tables.map((table) => countOf(schema, table)));
  const checked = await takeBatch(checkBatch, schema.login, tests);
  expect(await tablesOf(schema)).toEqual(tables);
  expect(await Promise.all(tables.map((table) => countOf(schema, table)))).toEqual(before);
  const loaded = await takeBatch(loadBatch, schema.login, tests);
  expect(checked.map(({ fault }) => fault?.fault.sentence)).toEqual(loaded.map(({ fault }) => fault?.fault.sentence));
  expect(checked.map(countsOf)).toEqual(loaded.map(countsOf));
  expect(checked.map(({ kept }) => kept.rows)).toEqual(loaded.map(({ kept }) => kept.rows));
  expect(checked.map(({ place }) => place)).toEqual(loaded.map(({ place }) => place));
  return loaded;
}

describe('a batch', () => {
  test('takes parents first, and its check knows the rows that would be in by then', () =>
    withSchema(async (schema) => {
      const loaded = await checkAndLoad(schema, [file('hired_employees'), file('departments'), file('jobs')]);
      expect(loaded.map(({ place }) => place)).toEqual([2, 0, 1]);
      expect(loaded.map(countsOf)).toMatchObject([
        { read: 1999, inserted: 1929, rejected: 70 },
        { read: 12, inserted: 12 },
        { read: 183, inserted: 183 },
      ]);
    }));

  test('is judged by what is in the tables and in the files together', () =>
    withSchema(async (schema) => {
      await takeBatch(loadBatch, schema.login, [file('departments'), file('jobs', { text: lines('1,one', '2,two') })]);
      const loaded = await checkAndLoad(schema, [
        file('departments', { text: lines('12,again', '13,new', 'x,bad', '14,') }),
        file('jobs', { text: lines('2,again', '3,new') }),
        file('hired_employees', {
          text: lines(
            '1,A B,2021-01-01T00:00:00Z,12,1',
            '2,A B,2021-01-01T00:00:00Z,13,3',
            '3,A B,2021-01-01T00:00:00Z,14,2',
            '4,A B,2021-01-01T00:00:00Z,99,4',
          ),
        }),
      ]);
      expect(loaded[2]?.kept.told).toEqual([
        '3: reference.missing department_id=14',
        '4: reference.missing department_id=99, reference.missing job_id=4',
      ]);
    }));

  test('of several files for one table: later ones meet the rows of earlier ones', () =>
    withSchema(async (schema) => {
      const loaded = await checkAndLoad(schema, [
        file('departments', { text: lines('1,a', '2,b') }),
        file('departments', { text: lines('2,c', '3,d') }),
      ]);
      expect(loaded[1]?.kept.told).toEqual(['1: duplicate.inTable id=2']);
    }));

  test.each(['skip', 'upsert', 'replace'] as const)('in the mode %s its check and its load agree', (mode) =>
    withSchema(async (schema) => {
      const options = { mode };
      await takeBatch(loadBatch, schema.login, [file('departments', { text: lines('1,a', '9,z') })]);
      const loaded = await checkAndLoad(schema, [
        file('departments', { text: lines('1,b', '2,b'), options }),
        file('departments', { text: lines('2,c', '3,d'), options }),
        file('jobs', { text: lines('1,job'), options }),
        file('hired_employees', {
          text: lines('1,A B,2021-01-01T00:00:00Z,9,1', '2,A B,2021-01-01T00:00:00Z,3,1'),
          options,
        }),
      ]);
      const expected = {
        skip: [{ inserted: 1, skipped: 1 }, { inserted: 1, skipped: 1 }, { inserted: 1 }, { inserted: 2 }],
        upsert: [{ inserted: 1, updated: 1 }, { inserted: 1, updated: 1 }, { inserted: 1 }, { inserted: 2 }],
        // The files of one table replace its rows together; the department 9 is gone then.
        replace: [{ inserted: 2 }, { inserted: 1, rejected: 1 }, { inserted: 1 }, { inserted: 1, rejected: 1 }],
      };
      expect(loaded.map(countsOf)).toMatchObject(expected[mode]);
    }),
  );

  test('whose children have constraints that only the server knows is checked with the parents in place', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table parents (id int primary key);
        create table children (id int primary key, parent int references parents, n int check (n > 0))`);
      const loaded = await checkAndLoad(schema, [
        { table: 'children', columns: ['id', 'parent', 'n'], text: lines('1,1,1', '2,2,-1', '3,3,1', '4,4,1') },
        { table: 'parents', columns: ['id'], text: lines('1', '2', 'x', '4') },
        { table: 'children', columns: ['id', 'parent', 'n'], text: lines('4,1,1', '5,1,0', '6,1,1') },
      ]);
      expect(loaded.map(({ kept }) => kept.told)).toEqual([
        ['2: constraint row=', '3: reference.missing parent=3'],
        ['3: type.integer id=x'],
        ['1: duplicate.inTable id=4', '2: constraint row='],
      ]);
    }));

  test('goes on behind a file that fails; children are judged by the parents that are there', () =>
    withSchema(async (schema) => {
      const loaded = await takeBatch(loadBatch, schema.login, [
        file('departments', { path: '/nowhere/departments.csv' }),
        file('jobs'),
        file('hired_employees', { text: lines('1,A B,2021-01-01T00:00:00Z,1,1') }),
      ]);
      expect(loaded.map(({ state }) => state)).toEqual(['failed', 'loaded', 'loadedWithRejects']);
      expect(loaded[2]?.kept.told).toEqual(['1: reference.missing department_id=1']);
      const checked = await takeBatch(checkBatch, schema.login, [
        file('departments', { text: '1,"open' }),
        file('jobs', { text: lines('1,again') }),
      ]);
      expect(checked.map(({ state }) => state)).toEqual(['failed', 'checked']);
      expect(checked[1]?.kept.told).toEqual(['1: duplicate.inTable id=1']);
    }));

  test('that is cancelled ends each of its files, those that were in stay', () =>
    withSchema(async (schema) => {
      for (const take of [loadBatch, checkBatch]) {
        const abort = new AbortController();
        const ended = await takeBatch(take, schema.login, [
          file('departments', { options: { mode: 'skip' }, signal: abort.signal }),
          file('jobs', { progress: () => abort.abort() }),
          file('hired_employees'),
        ]);
        expect(ended.map(({ state }) => state)).toEqual([
          take === loadBatch ? 'loaded' : 'checked',
          'cancelled',
          'cancelled',
        ]);
      }
      expect(await tablesOf(schema)).toEqual(['departments']);
    }));

  test('without a server fails file by file', () =>
    withSchema(async ({ login }) => {
      const nowhere = { ...login, address: { ...login.address, host: '127.0.0.1', port: 1 } };
      for (const take of [loadBatch, checkBatch]) {
        const ended = await takeBatch(take, nowhere, [file('departments'), file('jobs')]);
        expect(ended.map(({ fault }) => fault?.fault.code)).toEqual(['postgres.refused', 'postgres.refused']);
      }
    }));

  test('checks a table that would be created, and refuses one that could not be', () =>
    withSchema(async (schema) => {
      const column = (name: string) => ({ name, type: 'int4', required: true, notEmpty: false, rules: [] });
      const table = (name: string, parent: string) => ({
        table: name,
        columns: [column('id')],
        primaryKey: ['id'],
        uniqueKeys: [],
        references: [{ columns: ['id'], table: parent, parentColumns: ['id'] }],
        origin: 'person' as const,
      });
      const one = (name: string): TestLoad => ({ table: name, columns: ['id'], text: lines('1') });
      const orphan = await checkAndLoad(schema, [{ ...one('a'), dictionaries: [table('a', 'nowhere')] }]);
      expect(orphan[0]?.fault?.fault.sentence).toContain('which does not exist and has no dictionary');
      const circle = await takeBatch(loadBatch, schema.login, [
        { ...one('a'), dictionaries: [table('a', 'b'), table('b', 'a')] },
      ]);
      expect(circle[0]?.fault?.fault.sentence).toContain('in a circle');
      expect(await tablesOf(schema)).toEqual([]);
    }));
});
