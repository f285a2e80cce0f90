import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { rejectFilterSchema, type RejectFilter } from '#shared/contract/rejects.ts';
import { cellError } from '#shared/reject.ts';
import { openHistory, type History } from './open-history.ts';
import { allRejects } from './test-rejects.ts';
import { newRun } from './test-run.ts';

const ROWS = 6000;
/** Gives up after one slice. */
const impatient = { ms: 0 };
let folder: string;
let history: History;
let all: RejectFilter;
let run: number;

/** Every seventh holds the text that is looked for. */
const someRows = (from: number, count: number): RejectedRow[] =>
  Array.from({ length: count }, (_, index) => from + index).map((at) => ({
    record: at + 1,
    byteOffset: at,
    bytes: Buffer.from((at + 1) % 7 === 0 ? `${at},Sévén\n` : `${at},x\n`),
    errors: [cellError('required', 'id', '')],
  }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-search-'));
  history = openHistory(folder);
  const begun = newRun();
  history.runs.begin(begun);
  history.rejects.add(begun.id, someRows(0, ROWS));
  all = rejectFilterSchema.parse({ runId: begun.id });
  run = history.runs.getStored(begun.id).sequence;
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(['v', 'SÉVÉN'])('a search (%s) tells what it has found so far, and ends with all', async (query) => {
  const filter = { ...all, query };
  const { rejects } = history;
  const first = await rejects.page(filter, 0, 10, impatient);
  expect(first.rows.map(({ record }) => record)).toEqual(Array.from({ length: 10 }, (_, at) => 7 * (at + 1)));
  expect(first.counted).toBe(false);
  expect(first.total).toBeLessThan(Math.floor(ROWS / 7));
  const far = await rejects.page(filter, 800, 10, impatient);
  expect(far.total).toBeGreaterThan(first.total);

  const whole = await rejects.facets(filter);
  expect(whole).toMatchObject({ counted: true, total: Math.floor(ROWS / 7) });
  const page = await rejects.page(filter, 800, 2, impatient);
  expect(page).toMatchObject({ counted: true, total: whole.total });
  expect(page.rows.map(({ record }) => record)).toEqual([7 * 801, 7 * 802]);
  const read = await allRejects(history, filter);
  expect(read.map(({ record }) => record)).toEqual(Array.from({ length: whole.total }, (_, at) => 7 * (at + 1)));
});

it('a search that nobody waits for any more does not go on', async () => {
  const { rejects } = history;
  // Many times as many as one slice of a text beyond ASCII takes.
  rejects.add(all.runId, someRows(ROWS, 60_000));
  const filter = { ...all, query: 'é' };
  const end = new AbortController();
  const counting = rejects.count(filter, end.signal);
  end.abort(new Error('the next letter'));
  await expect(counting).rejects.toThrow('the next letter');
  // How far a slice comes depends on the machine; one that is given no time at all ends with its first block.
  const perBlock = Math.ceil(1000 / 7);
  const then = await rejects.page(filter, 0, 1, impatient);
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  const next = await rejects.page(filter, 70_000, 1, impatient);
  expect([then.counted, next.counted]).toEqual([false, false]);
  expect(next.total).toBeGreaterThan(then.total);
  expect(next.total - then.total).toBeLessThanOrEqual(perBlock);
});

it('counts follow what is done here and by another process, also those of a search', async () => {
  const filter = { ...all, query: 'v' };
  const statesOf = async (which: RejectFilter) =>
    (await history.rejects.facets(which)).states.map(({ count }) => count);
  expect(await statesOf(filter)).toEqual([857, 0, 0, 0]);
  const setAside = async ({ fixes }: History, records: readonly number[]): Promise<void> => {
    const step = fixes.begin(run);
    fixes.change(
      run,
      step,
      records.map((record) => ({ record, fix: null, aside: true })),
    );
    fixes.end(run, step, 'Set aside');
  };
  await setAside(history, [7, 8, 700]);
  expect([await statesOf(filter), await statesOf(all)]).toEqual([
    [855, 0, 2, 0],
    [5997, 0, 3, 0],
  ]);
  const other = openHistory(folder);
  try {
    await setAside(other, [14, 15]);
  } finally {
    other.close();
  }
  expect([await statesOf(filter), await statesOf(all)]).toEqual([
    [854, 0, 3, 0],
    [5995, 0, 5, 0],
  ]);
});
