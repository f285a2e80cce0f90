import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { countsOf, load } from './test-load.ts';

const folder = resolve(import.meta.dirname, '../../../../shared/data/challenge');
const columns = {
  departments: ['id', 'department'],
  jobs: ['id', 'job'],
  hired_employees: ['id', 'name', 'datetime', 'department_id', 'job_id'],
};
type Table = keyof typeof columns;
const file = (table: Table) => ({ table, path: resolve(folder, `${table}.csv`), columns: columns[table] });
const noneBut = (counts: object): object => ({ inserted: 0, updated: 0, skipped: 0, rejected: 0, ...counts });

describe.runIf(existsSync(folder))('the files of the challenge', () => {
  test('go into an empty schema: 12, 183, and 1929 of 1999 with 70 rejects', () =>
    withSchema(async ({ login, client }) => {
      expect(countsOf(await load(login, file('departments')))).toEqual(noneBut({ read: 12, inserted: 12 }));
      expect(countsOf(await load(login, file('jobs')))).toEqual(noneBut({ read: 183, inserted: 183 }));
      const hired = await load(login, file('hired_employees'));
      expect(hired).toMatchObject({ state: 'loadedWithRejects', fault: null, path: 'direct', serverCount: 1929 });
      expect(countsOf(hired)).toEqual(noneBut({ read: 1999, inserted: 1929, rejected: 70 }));
      expect(hired.reasons.map(({ code, column, count }) => [code, column, count])).toEqual([
        ['fields.tooFew', null, 54],
        ['required', 'job_id', 16],
      ]);
      expect(hired.kept.rows).toHaveLength(70);
      const { rows } = await client.query('select count(*) as rows, min("datetime") as first from hired_employees');
      expect(rows).toEqual([{ rows: '1929', first: '2021-02-07 03:04:28+00' }]);
    }));
});
