import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ledger } from '#shared/load.ts';
import { lanesOf, ledgerName, ledgerSentence, quarterOf, type LedgerState } from './ledger-words.ts';

const hires: Ledger = { read: 1999, inserted: 1929, updated: 0, skipped: 0, rejected: 70, marks: [] };
const states: readonly LedgerState[] = ['plan', 'checking', 'running', 'done', 'failed', 'unbalanced', 'unsettled'];

test('a ledger is one sentence with all four counts', () => {
  expect(ledgerSentence(hires, 'done', 0)).toBe(
    '1,999 rows read equals 1,929 inserted plus 0 updated plus 0 skipped plus 70 rejected. The ledger balances.',
  );
  expect(ledgerSentence(hires, 'plan', 0)).toBe(
    'If loaded now: 1,999 rows read equals 1,929 to insert plus 0 to update plus 0 to skip plus 70 to reject. Nothing is written yet.',
  );
  expect(ledgerName({ ...hires, read: 1 }, 'done')).toBe('Ledger, 1 row, done');
});

test('the order of the lanes never changes, and none of the four is left out', () => {
  for (const state of states) {
    const names = lanesOf(hires, state, 0).map(({ name }) => name);
    expect(names.filter((name) => name !== 'held')).toEqual(['inserted', 'updated', 'skipped', 'rejected']);
  }
});

test('the sum holds while rows are on the way, and after a failure', () => {
  const count = fc.integer({ min: 0, max: 50_000_000 });
  fc.assert(
    fc.property(count, count, count, count, count, (inserted, updated, skipped, rejected, onTheWay) => {
      const settled = { inserted, updated, skipped, rejected, marks: [] };
      const read = inserted + updated + skipped + rejected;
      const sum = (ledger: Ledger, state: LedgerState, held: number): number =>
        lanesOf(ledger, state, held).reduce((total, lane) => total + lane.count, 0);
      expect(sum({ ...settled, read: read + onTheWay }, 'running', onTheWay)).toBe(read + onTheWay);
      expect(sum({ ...settled, read }, 'done', 0)).toBe(read);
      expect(sum({ ...settled, read }, 'failed', 0)).toBe(read);
    }),
  );
});

test('after a failure nothing counts as inserted: what was copied was rolled back', () => {
  expect(lanesOf(hires, 'failed', 0).map(({ count, word }) => `${count} ${word}`)).toEqual([
    '0 inserted',
    '0 updated',
    '0 skipped',
    '1929 rolled back',
    '70 rejected',
  ]);
});

test('quarters are counted only while a run is on', () => {
  expect([0, 0.24, 0.25, 0.5, 0.99, 1].map((done) => quarterOf('running', done))).toEqual([0, 0, 1, 2, 3, 3]);
  expect(quarterOf('done', 1)).toBeNull();
});
