import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { cellError } from '#shared/reject.ts';
import { openHistory, type History } from './open-history.ts';
import { allRejects } from './test-rejects.ts';
import { newRun } from './test-run.ts';

let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-writer-'));
  history = openHistory(folder);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

function beginRun(): string {
  const run = newRun();
  history.runs.begin(run);
  return run.id;
}

const shared = cellError('required', 'name', '');

/** Rows of several kinds, short and long, with texts that JSON has to escape. */
const someRows = (from: number, count: number): RejectedRow[] =>
  Array.from({ length: count }, (_, index) => {
    const record = from + index;
    const errors = [
      [shared],
      [cellError('type.integer', 'id', `"x${record}"\n`, { min: 1, max: 2 })],
      [cellError('fields.tooFew', null, null, { got: 1, want: 2 })],
      [cellError('type.integer', 'id', 'é', { min: 1, max: 2 }), shared],
    ][record % 4]!;
    const bytes = Buffer.from(record % 100 === 0 ? `${record},${'long '.repeat(200)}\n` : `${record},ß\n`);
    return { record, byteOffset: 50 * record, bytes, errors, missing: record % 4 === 2 ? 'name' : null };
  });

const allOf = (runId: string): Promise<unknown[]> => allRejects(history, rejectFilterSchema.parse({ runId }));

it('what a thread writes is what is written in place, whatever came first', async () => {
  const [inPlace, byThread] = [beginRun(), beginRun()];
  const batches = [3000, 1, 4096, 77, 2000].map((count, at) => someRows(1 + at * 10_000, count));
  for (const rows of batches) history.rejects.add(inPlace, rows);
  for (const rows of batches.toReversed()) await history.rejectWriter.add(byThread, rows);
  await history.rejectWriter.settle(byThread);
  const kept = await allOf(byThread);
  expect(kept).toHaveLength(9174);
  expect(kept).toEqual(await allOf(inPlace));
  expect(await history.rejects.facets(rejectFilterSchema.parse({ runId: byThread }))).toEqual(
    await history.rejects.facets(rejectFilterSchema.parse({ runId: inPlace })),
  );
});

it('a run that starts over keeps nothing of what was on its way, and a run beside it all', async () => {
  const [again, beside] = [beginRun(), beginRun()];
  void history.rejectWriter.add(again, someRows(1, 5000));
  void history.rejectWriter.add(beside, someRows(1, 4000));
  await history.rejectWriter.clear(again);
  await history.rejectWriter.add(again, someRows(1, 2500));
  await Promise.all([again, beside].map((runId) => history.rejectWriter.settle(runId)));
  expect(await allOf(again)).toHaveLength(2500);
  expect(await allOf(beside)).toHaveLength(4000);
});

it('more errors join rows that a thread has still to write', async () => {
  const runId = beginRun();
  await history.rejectWriter.add(runId, someRows(1, 4000));
  await history.rejectWriter.amend(runId, [{ record: 4000, errors: [cellError('duplicate.inTable', 'id', '7')] }]);
  expect(history.rejects.get(runId, 4000).errors.map(({ code }) => code)).toEqual(['required', 'duplicate.inTable']);
});

it('rows that cannot be written are told at the next step, and by every one behind it until the run starts over', async () => {
  const runId = beginRun();
  await history.rejectWriter.add(runId, someRows(1, 3000));
  await history.rejectWriter.settle(runId);
  const other = new Database(join(folder, 'history.sqlite'));
  other.exec('DROP TABLE reject_text');
  other.close();
  await expect(
    (async () => {
      await history.rejectWriter.add(runId, someRows(4000, 100));
      await history.rejectWriter.settle(runId);
    })(),
  ).rejects.toThrow('no such table');
  await expect(history.rejectWriter.add(runId, someRows(5000, 1))).rejects.toThrow('no such table');
});

it('a run that is not known is a fault, from a thread as in place', async () => {
  const known = beginRun();
  await history.rejectWriter.add(known, someRows(1, 3000));
  const expected = { fault: { code: 'run.unknown' } };
  await expect(history.rejectWriter.add('nobody', someRows(1, 1))).rejects.toMatchObject(expected);
  await expect(
    (async () => {
      await history.rejectWriter.add('somebody', someRows(1, 3000));
      await history.rejectWriter.settle('somebody');
    })(),
  ).rejects.toMatchObject(expected);
});

it('a history that was closed before all is written is a fault, and hangs nobody', async () => {
  const runId = beginRun();
  const adding = history.rejectWriter.add(runId, someRows(1, 20_000));
  history.rejectWriter.close();
  await adding.catch(() => undefined);
  await expect(history.rejectWriter.settle(runId)).rejects.toMatchObject({ fault: { code: 'history.unwritable' } });
});
