import { expect, test } from 'vitest';
import type { RunSummary } from '#shared/run.ts';
import { rejectsInHand } from './use-tallies.ts';

const run = (batchId: string, rejected: number, kind: RunSummary['kind'] = 'load'): RunSummary =>
  ({
    id: `${batchId} ${rejected}`,
    batchId,
    parentId: null,
    kind,
    state: 'loaded',
    ledger: { rejected },
  }) as RunSummary;

const replay = (parentId: string, read: number, rejected: number, state: RunSummary['state'] = 'loaded'): RunSummary =>
  ({ id: 'r', batchId: 'r', parentId, kind: 'load', state, ledger: { read, rejected } }) as RunSummary;

test('the tally sums the rejects of the newest batch of loads', () => {
  expect(rejectsInHand([run('b', 3), run('b', 4), run('a', 70)])).toBe(7);
});

test('a check tallies nothing, and a batch that all went in leaves nothing in hand', () => {
  expect(rejectsInHand([run('c', 9, 'check'), run('b', 0), run('a', 70)])).toBe(0);
  expect(rejectsInHand([])).toBe(0);
});

test('what a replay loaded is in hand no more; what it did not, or was rolled back, still is', () => {
  expect(rejectsInHand([replay('b 4', 3, 1), run('b', 3), run('b', 4)])).toBe(5);
  expect(rejectsInHand([replay('b 4', 3, 3, 'failed'), run('b', 3), run('b', 4)])).toBe(7);
  expect(rejectsInHand([replay('a 70', 70, 0), run('b', 3), run('a', 70)])).toBe(3);
});
