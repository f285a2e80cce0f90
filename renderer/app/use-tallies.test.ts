import { expect, test } from 'vitest';
import type { RunSummary } from '#shared/run.ts';
import { rejectsInHand } from './use-tallies.ts';

const run = (batchId: string, rejected: number, kind: RunSummary['kind'] = 'load'): RunSummary =>
  ({ batchId, kind, state: 'loaded', ledger: { rejected } }) as RunSummary;

test('the tally sums the rejects of the newest batch of loads', () => {
  expect(rejectsInHand([run('b', 3), run('b', 4), run('a', 70)])).toBe(7);
});

test('a check tallies nothing, and a batch that all went in leaves nothing in hand', () => {
  expect(rejectsInHand([run('c', 9, 'check'), run('b', 0), run('a', 70)])).toBe(0);
  expect(rejectsInHand([])).toBe(0);
});
