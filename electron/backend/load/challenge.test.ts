import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '#shared/load.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { challengeColumns, type ChallengeFiles, madeChallenge, realChallenge } from './test-challenge.ts';
import { countsOf, load, type TestLoad } from './test-load.ts';

const none = { inserted: 0, updated: 0, skipped: 0, rejected: 0 };
const real = realChallenge();

describe.each([
  { name: 'made here', files: madeChallenge() },
  ...(real ? [{ name: 'of the challenge', files: real }] : []),
])('the files $name', ({ files }) => {
  const file = (table: keyof ChallengeFiles, options: Partial<LoadOptions> = {}): TestLoad => ({
    table,
    text: files[table],
    columns: challengeColumns[table],
    options,
  });
  const parents = async ({ login }: TestSchema): Promise<void> => {
    await load(login, file('departments'));
    await load(login, file('jobs'));
  };
  const rowsOf = async ({ client }: TestSchema, table: string): Promise<number> => {
    const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${table}`);
    return Number(rows[0]?.rows);
  };

  test('go into an empty schema: 12, 183, and 1929 of 1999 with 70 rejects', () =>
    withSchema(async (schema) => {
      const { login, client } = schema;
      expect(countsOf(await load(login, file('departments')))).toEqual({ ...none, read: 12, inserted: 12 });
      expect(countsOf(await load(login, file('jobs')))).toEqual({ ...none, read: 183, inserted: 183 });
      const hired = await load(login, file('hired_employees'));
      expect(hired).toMatchObject({ state: 'loadedWithRejects', fault: null, path: 'direct', serverCount: 1929 });
      expect(countsOf(hired)).toEqual({ ...none, read: 1999, inserted: 1929, rejected: 70 });
      expect(hired.reasons.map(({ code, column, count }) => [code, column, count])).toEqual([
        ['fields.tooFew', null, 54],
        ['required', 'job_id', 16],
      ]);
      expect(hired.kept.rows).toHaveLength(70);
      expect(hired.ledger.marks.reduce((sum, mark) => sum + mark, 0)).toBe(70);
      expect(await rowsOf(schema, 'hired_employees')).toBe(1929);

      const lines = files.hired_employees.split('\n');
      for (const { record, bytes } of hired.kept.rows) expect(bytes.toString()).toBe(`${lines[record - 1]}\n`);
      const kept = new Set(hired.kept.rows.map(({ record }) => record));
      const good = lines.filter((line, index) => line !== '' && !kept.has(index + 1));
      const { rows } = await client.query<{ line: string }>(
        `select concat_ws(',', id, name, to_char("datetime", 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), department_id, job_id) as line
         from hired_employees`,
      );
      expect(rows.map(({ line }) => line).toSorted()).toEqual(good.toSorted());
    }));

  test('are created with the keys and references of their dictionaries', () =>
    withSchema(async (schema) => {
      await load(schema.login, file('hired_employees'));
      const { rows } = await schema.client.query<{ definition: string }>(
        `select conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) as definition from pg_constraint
         where connamespace = $1::regnamespace and contype in ('p', 'f') order by 1`,
        [schema.schema],
      );
      expect(rows.map(({ definition }) => definition)).toEqual([
        'departments PRIMARY KEY (id)',
        'hired_employees FOREIGN KEY (department_id) REFERENCES departments(id)',
        'hired_employees FOREIGN KEY (job_id) REFERENCES jobs(id)',
        'hired_employees PRIMARY KEY (id)',
        'jobs PRIMARY KEY (id)',
      ]);
    }));

  test('loaded again in the mode insert: nothing goes in, 1929 are there already', () =>
    withSchema(async (schema) => {
      await parents(schema);
      await load(schema.login, file('hired_employees'));
      const again = await load(schema.login, file('hired_employees'));
      expect(again).toMatchObject({ state: 'loadedWithRejects', path: 'direct', serverCount: 0 });
      expect(countsOf(again)).toEqual({ ...none, read: 1999, rejected: 1999 });
      expect(again.reasons.map(({ code, column, count }) => [code, column, count])).toEqual([
        ['duplicate.inTable', 'id', 1929],
        ['fields.tooFew', null, 54],
        ['required', 'job_id', 16],
      ]);
      expect(await rowsOf(schema, 'hired_employees')).toBe(1929);
    }));

  test('loaded again in the mode skip: 1929 are left out', () =>
    withSchema(async (schema) => {
      await parents(schema);
      await load(schema.login, file('hired_employees'));
      const again = await load(schema.login, file('hired_employees', { mode: 'skip' }));
      expect(countsOf(again)).toEqual({ ...none, read: 1999, skipped: 1929, rejected: 70 });
      expect(again.kept.rows).toHaveLength(70);
    }));

  test('loaded again in the modes upsert and replace: the rows are the same', () =>
    withSchema(async (schema) => {
      await parents(schema);
      await load(schema.login, file('hired_employees'));
      const digest = async (): Promise<unknown> =>
        (await schema.client.query(`select md5(string_agg(e::text, '|' order by id)) as md5 from hired_employees e`))
          .rows;
      const before = await digest();
      await schema.client.query(`delete from hired_employees where id % 10 = 0; update hired_employees set name = 'x'`);
      const left = await rowsOf(schema, 'hired_employees');
      const upserted = await load(schema.login, file('hired_employees', { mode: 'upsert' }));
      expect(countsOf(upserted)).toEqual({ ...none, read: 1999, inserted: 1929 - left, updated: left, rejected: 70 });
      expect(await digest()).toEqual(before);
      await schema.client.query(`update hired_employees set id = id + 100000 where id % 10 = 1`);
      const replaced = await load(schema.login, file('hired_employees', { mode: 'replace' }));
      expect(replaced.path).toBe('direct');
      expect(countsOf(replaced)).toEqual({ ...none, read: 1999, inserted: 1929, rejected: 70 });
      expect(await digest()).toEqual(before);
    }));

  test('employees before their departments and jobs: all lack both, and both are named', () =>
    withSchema(async (schema) => {
      const hired = await load(schema.login, file('hired_employees'));
      expect(countsOf(hired)).toEqual({ ...none, read: 1999, rejected: 1999 });
      const whole = hired.kept.rows.filter(({ errors }) => errors[0]?.code === 'reference.missing');
      expect(whole).toHaveLength(1929);
      for (const { errors } of whole) {
        expect(errors.map(({ code, column }) => `${code} ${column}`)).toEqual([
          'reference.missing department_id',
          'reference.missing job_id',
        ]);
      }
      const [first] = whole;
      expect(first?.errors[0]?.sentence).toMatch(/^department_id \d+ is not in departments\.id\.$/);
      const unemployed = hired.kept.rows.filter(({ errors }) => errors[0]?.code === 'required');
      expect(unemployed).toHaveLength(16);
      for (const { errors } of unemployed) {
        expect(errors.map(({ code, column }) => `${code} ${column}`)).toEqual([
          'required job_id',
          'reference.missing department_id',
        ]);
      }
    }));

  test('all or nothing: 70 rejects are kept, and no row', () =>
    withSchema(async (schema) => {
      await parents(schema);
      const hired = await load(schema.login, file('hired_employees', { allOrNothing: true }));
      expect(hired).toMatchObject({ state: 'failed', fault: { fault: { code: 'load.allOrNothing' } } });
      expect(countsOf(hired)).toEqual({ ...none, read: 1999, rejected: 70 });
      expect(hired.kept.rows).toHaveLength(70);
      await expect(rowsOf(schema, 'hired_employees')).rejects.toThrow('does not exist');
    }));

  test.each([{ maxRejects: { unit: 'rows', value: 70 } }, { maxRejects: { unit: 'percent', value: 3.6 } }] as const)(
    'a limit of $maxRejects.value $maxRejects.unit is not passed',
    ({ maxRejects }) =>
      withSchema(async (schema) => {
        await parents(schema);
        const hired = await load(schema.login, file('hired_employees', { maxRejects }));
        expect(hired.state).toBe('loadedWithRejects');
        expect(await rowsOf(schema, 'hired_employees')).toBe(1929);
      }),
  );

  test.each([{ maxRejects: { unit: 'rows', value: 69 } }, { maxRejects: { unit: 'percent', value: 3.5 } }] as const)(
    'a limit of $maxRejects.value $maxRejects.unit is passed, and nothing goes in',
    ({ maxRejects }) =>
      withSchema(async (schema) => {
        await parents(schema);
        const hired = await load(schema.login, file('hired_employees', { maxRejects }));
        expect(hired).toMatchObject({ state: 'failed', fault: { fault: { code: 'load.tooManyRejects' } } });
        await expect(rowsOf(schema, 'hired_employees')).rejects.toThrow('does not exist');
      }),
  );
});
