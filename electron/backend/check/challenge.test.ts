import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { challengeDictionaries } from '#shared/challenge-dictionary.ts';
import { showAmount } from '#shared/units.ts';
import type { CheckPlan } from './check-plan.ts';
import type { KeySet } from './key-set.ts';
import { checkText, keySetsOf, planOf, reasonsOf, shownRows } from './test-plans.ts';

const planFor = (table: string): CheckPlan =>
  planOf(challengeDictionaries.find((dictionary) => dictionary.table === table)!);

/** How many rows have which errors. */
function tallyOf(reasons: readonly string[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const reason of reasons) {
    const kind = reason.slice(reason.indexOf(' ') + 1);
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
  return tally;
}

/** Ids of a table, as its rows claim them. */
async function idsOf(table: string, text: string | Buffer): Promise<KeySet> {
  const plan = planFor(table);
  const keySets = keySetsOf(plan);
  const { rejects } = await checkText(text, plan, { keySets });
  expect(rejects).toEqual([]);
  return keySets[0]!;
}

test('a row of the challenge needs every field, two ids that lead somewhere, a time in ISO 8601, and an id of its own', async () => {
  const plan = planFor('hired_employees');
  const parentSets = [await idsOf('departments', '1,Sales\n2,Legal\n'), await idsOf('jobs', '1,Clerk\n')];
  const text = [
    '1,Ann Lee,2021-11-07T02:48:42Z,1,1',
    '2,Bob,2021-11-07T02:48:42Z,2,1',
    '3,Cy Fox,2021-11-07T02:48:42Z,2,',
    '4,Di Hall,2021-11-07T02:48:42Z,1',
    '1,Ann Lee,2021-11-07T02:48:42Z,1,1',
    ',,,,',
    '7,Ed Moss,07.11.2021,3,9',
    '8,Ed Moss,2021-11-07T02:48:42Z,3,9,',
  ].join('\n');
  const { rows, rejects, check } = await checkText(text, plan, { parentSets });
  expect(shownRows(rows, plan)).toEqual([
    ['1', 'Ann Lee', '2021-11-07 02:48:42+00', '1', '1'],
    ['2', 'Bob', '2021-11-07 02:48:42+00', '2', '1'],
  ]);
  expect(reasonsOf(rejects)).toEqual([
    '3 job_id required',
    '4 - fields.tooFew',
    '5 id duplicate.inFile',
    '6 id required',
    '6 name required',
    '6 datetime required',
    '6 department_id required',
    '6 job_id required',
    '7 datetime type.timestamp',
    '7 department_id reference.missing',
    '7 job_id reference.missing',
    '8 - fields.tooMany',
  ]);
  expect(check.warnings()).toEqual([
    { column: 'name', count: 1, sentence: 'name is one word; name and surname are expected.' },
  ]);
});

const data = resolve(import.meta.dirname, '../../../../shared/data/challenge');
const fileOf = (table: string): Buffer => readFileSync(resolve(data, `${table}.csv`));

test.skipIf(!existsSync(data))('the real files come out as the challenge says', async () => {
  const plan = planFor('hired_employees');
  const parentSets = [await idsOf('departments', fileOf('departments')), await idsOf('jobs', fileOf('jobs'))];
  expect(parentSets.map(({ size }) => size)).toEqual([12, 183]);
  const { rows, rejects, check } = await checkText(fileOf('hired_employees'), plan, { parentSets, batchBytes: 4096 });
  expect(showAmount(check.rowsRead, 'row')).toBe('1,999 rows');
  expect([rows.length, rejects.length]).toEqual([1929, 70]);
  expect(tallyOf(reasonsOf(rejects))).toEqual({ '- fields.tooFew': 54, 'job_id required': 16 });
  const wanted: unknown = expect.objectContaining({ column: 'job_id', valid: 1929, empty: 16, wrong: 54 });
  expect(check.profile()).toContainEqual(wanted);
});

test.skipIf(!existsSync(data))('before departments and jobs are there, every row names both missing keys', async () => {
  const plan = planFor('hired_employees');
  const parentSets = [await idsOf('departments', ''), await idsOf('jobs', '')];
  const { rows, rejects } = await checkText(fileOf('hired_employees'), plan, { parentSets });
  expect(rows).toEqual([]);
  const tally = tallyOf(reasonsOf(rejects));
  expect(tally['department_id reference.missing']).toBe(1945);
  expect(tally['job_id reference.missing']).toBe(1929);
});
