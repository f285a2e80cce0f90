import { expect, test } from 'vitest';
import { balances } from '#shared/load.ts';
import { replays, summaries } from '../../states/run-fixtures.ts';
import { familySum } from './family-sum.ts';

test('the books of a family balance: what its replays loaded is rejected no more', () => {
  const [first] = summaries;
  const sum = familySum([first!, ...replays]);
  expect(sum).toMatchObject({ read: 1999, inserted: 1932, rejected: 67 });
  expect(balances(sum)).toBe(true);
});

test('a replay that was rolled back put nothing in', () => {
  const [first] = summaries;
  const failed = replays.map((run) => ({ ...run, state: 'failed' as const }));
  expect(familySum([first!, ...failed])).toMatchObject({ inserted: 1929, rejected: 70 });
});
