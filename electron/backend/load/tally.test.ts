import { describe, expect, test } from 'vitest';
import { balances, type LoadOptions, loadOptionsSchema, MARK_BINS } from '#shared/load.ts';
import { cellError, type RejectCode } from '#shared/reject.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { closeLedger } from './ledger.ts';
import { RejectLimit } from './reject-limit.ts';
import { Tally } from './tally.ts';

const row = (record: number, byteOffset: number, ...codes: readonly RejectCode[]): RejectedRow => ({
  record,
  byteOffset,
  bytes: Buffer.alloc(1),
  errors: codes.map((code) => cellError(code, 'a', 'x')),
});

/** Of a file of 1000 bytes that is read up to here. */
function tallyOf({ read, rejected, bytesRead }: { read: number; rejected: number; bytesRead: number }): Tally {
  const tally = new Tally(1000);
  tally.read = read;
  tally.bytesRead = bytesRead;
  tally.reject(Array.from({ length: rejected }, (_, index) => row(index + 1, index, 'required')));
  return tally;
}

describe('a tally', () => {
  test('counts a row once, under its first reason, and marks where it stands in the file', () => {
    const tally = new Tally(1000);
    tally.reject([row(9, 999, 'length', 'range'), row(2, 0, 'required')]);
    tally.reject([row(3, 500, 'length')]);
    expect(tally.reasons.map(({ code, count }) => [code, count])).toEqual([
      ['length', 2],
      ['required', 1],
    ]);
    expect(tally.marks).toHaveLength(MARK_BINS);
    expect(tally.marks.flatMap((mark, bin) => (mark > 0 ? [bin] : []))).toEqual([0, MARK_BINS / 2, MARK_BINS - 1]);
  });

  test('moves a row to a reason that is found later and comes before its own', () => {
    const tally = new Tally(1000);
    const [missing = -1, wrong = -1] = tally.reject([row(1, 0, 'reference.missing'), row(2, 9, 'type.integer')]);
    tally.amend({ reason: missing, wrong: [], record: 1, errors: row(1, 0, 'duplicate.inTable').errors });
    tally.amend({ reason: wrong, wrong: [], record: 2, errors: row(2, 9, 'duplicate.inTable').errors });
    expect(tally.reasons.map(({ code, count }) => [code, count])).toEqual([
      ['type.integer', 1],
      ['duplicate.inTable', 1],
    ]);
    expect(tally.rejected).toBe(2);
  });

  test('has no marks where there are no rejects', () => expect(new Tally(10).marks).toEqual([]));

  test('adds up at every moment, with rows on the way in no lane', () => {
    const tally = tallyOf({ read: 100, rejected: 7, bytesRead: 500 });
    expect(balances(tally.running(0))).toBe(true);
    expect(tally.running(93)).toMatchObject({ read: 100, inserted: 0, rejected: 7 });
  });
});

describe('a ledger', () => {
  const server = { copied: 93, inserted: 93, updated: 0, skipped: 0 };
  const tally = (): Tally => Object.assign(tallyOf({ read: 100, rejected: 7, bytesRead: 1000 }), { sent: 93 });

  test('closes where both counts are the same', () => {
    expect(closeLedger(tally(), server)).toMatchObject({ read: 100, inserted: 93, rejected: 7 });
    expect(closeLedger(tally(), { ...server, inserted: 50, updated: 40, skipped: 3 })).toMatchObject({ skipped: 3 });
  });

  test('says what we sent and what the server counted where they are not', () => {
    expect(() => closeLedger(tally(), { ...server, copied: 92 })).toThrow('We sent 93 rows, the server counted 92.');
    expect(() => closeLedger(tally(), { ...server, inserted: 92 })).toThrow('We sent 93 rows, the server counted 92.');
  });
});

describe('a limit of rejects', () => {
  const rows = (value: number, more = {}) => loadOptionsSchema.parse({ maxRejects: { unit: 'rows', value }, ...more });
  const percent = (value: number, more = {}) =>
    loadOptionsSchema.parse({ maxRejects: { unit: 'percent', value }, ...more });
  const few = (tally: Tally, options: LoadOptions) => new RejectLimit(options).demandFew(tally, null);
  const wanted = (tally: Tally, options: LoadOptions) => new RejectLimit(options).demandWanted(tally, null);

  test('in rows is passed as soon as one is too many', async () => {
    const tally = tallyOf({ read: 10, rejected: 3, bytesRead: 20 });
    await expect(few(tally, rows(2))).rejects.toThrow('3 of 10 rows were rejected; the limit is 2 rows.');
    await few(tally, rows(3));
  });

  test('in percent is passed early only where no number of good rows to come could help', async () => {
    // At most 490 rows can follow: 10 of 500 is 2 %.
    const early = tallyOf({ read: 10, rejected: 10, bytesRead: 20 });
    await few(early, percent(2));
    await expect(few(early, percent(1.9))).rejects.toThrow('the limit is 1.9 %');
    // Of a packed file, nobody knows.
    await few(Object.assign(tallyOf({ read: 10, rejected: 10, bytesRead: 20 }), { isPacked: true }), percent(1.9));
    const end = tallyOf({ read: 100, rejected: 2, bytesRead: 1000 });
    await wanted(end, percent(2));
    await expect(wanted(end, percent(1.99))).rejects.toThrow('2 of 100 rows');
  });

  test('counts those that were just found with those that are kept', async () => {
    const tally = tallyOf({ read: 100, rejected: 2, bytesRead: 1000 });
    const areWanted = (of: Tally, options: LoadOptions, more: number) =>
      new RejectLimit(options).areWanted(of, more, null);
    expect(await areWanted(tally, rows(5), 3)).toBe(true);
    expect(await areWanted(tally, rows(5), 4)).toBe(false);
    const none = tallyOf({ read: 100, rejected: 0, bytesRead: 1000 });
    const all = loadOptionsSchema.parse({ allOrNothing: true });
    expect(await areWanted(none, all, 0)).toBe(true);
    expect(await areWanted(none, all, 1)).toBe(false);
    await expect(wanted(tally, all)).rejects.toThrow(/^All rows were wanted.*: 2 rejected/);
  });

  test('is about all files of a batch that goes in as one', async () => {
    const batch = { transaction: 'batch' };
    const byRows = new RejectLimit(rows(3, batch), 1);
    await byRows.demandWanted(tallyOf({ read: 10, rejected: 3, bytesRead: 1000 }), null);
    await expect(byRows.demandFew(tallyOf({ read: 5, rejected: 1, bytesRead: 10 }), null)).rejects.toThrow(
      '4 of 15 rows of the batch were rejected; the limit is 3 rows.',
    );
    const byPercent = new RejectLimit(percent(10, batch), 1);
    // The other file may have good rows enough.
    await byPercent.demandWanted(tallyOf({ read: 10, rejected: 3, bytesRead: 1000 }), null);
    await byPercent.demandWanted(tallyOf({ read: 20, rejected: 0, bytesRead: 1000 }), null);
    const all = new RejectLimit(loadOptionsSchema.parse({ allOrNothing: true, ...batch }), 1);
    expect(await all.areWanted(tallyOf({ read: 10, rejected: 3, bytesRead: 1000 }), 0, null)).toBe(true);
    await all.demandWanted(tallyOf({ read: 10, rejected: 3, bytesRead: 1000 }), null);
    await expect(all.demandWanted(tallyOf({ read: 10, rejected: 0, bytesRead: 1000 }), null)).rejects.toThrow(
      'All rows of the batch were wanted, and not all could be taken: 3 rejected.',
    );
  });

  test('asks once, and takes the answer', async () => {
    const tally = tallyOf({ read: 10, rejected: 3, bytesRead: 20 });
    const asked: unknown[] = [];
    const answering = (answer: 'continue' | 'rollBack') => async (question: unknown) => {
      asked.push(question);
      return answer;
    };
    const limit = new RejectLimit(rows(2));
    await limit.demandFew(tally, answering('continue'));
    expect(await limit.areWanted(tally, 100, answering('continue'))).toBe(true);
    await limit.demandWanted(tally, answering('continue'));
    expect(asked).toEqual([{ rejected: 3, read: 10, limit: { unit: 'rows', value: 2 } }]);
    await expect(new RejectLimit(rows(2)).demandFew(tally, answering('rollBack'))).rejects.toThrow(
      'the limit is 2 rows',
    );
  });
});
