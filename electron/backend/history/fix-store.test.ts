import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema } from '#shared/load.ts';
import { cellError, type RejectFix } from '#shared/reject.ts';
import { openHistory, type History } from './open-history.ts';
import { allRejects } from './test-rejects.ts';

const ROWS = 12;
let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-fixes-'));
  history = openHistory(folder);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A run with a few rejects; its id and its number. */
function newRun(): { readonly id: string; readonly run: number } {
  const id = randomUUID();
  history.runs.begin({
    id,
    batchId: 'b',
    parentId: null,
    kind: 'load',
    door: 'cli',
    connectionId: 'c',
    connectionName: 'warehouse',
    schema: 'public',
    table: 't',
    sourceName: 't.csv',
    sourcePath: null,
    sourceBytes: 1,
    who: 'ana',
    dialect: plainDialect,
    options: loadOptionsSchema.parse({}),
    fieldColumns: ['a'],
    header: null,
    setup: null,
  });
  const errors = [cellError('required', 'a', '')];
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    record: at + 1,
    byteOffset: at,
    bytes: Buffer.from(`${at % 3}\n`),
    errors,
  }));
  history.rejects.add(id, rows);
  return { id, run: history.runs.getStored(id).sequence };
}

const change = fc.record({
  record: fc.integer({ min: 1, max: ROWS }),
  fix: fc.option(
    fc.record({
      fields: fc.array(fc.option(fc.string()), { maxLength: 2 }),
      errors: fc.constantFrom<RejectFix['errors']>([], [cellError('required', 'a', '')]),
      stored: fc.constant<RejectFix['stored']>([]),
    }),
  ),
  aside: fc.boolean(),
});
const act = fc.oneof(
  // A step may name a row several times.
  { weight: 3, arbitrary: fc.array(change, { minLength: 1, maxLength: 5 }) },
  { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
);

describe('the steps of a workbench', () => {
  it('undo brings back what was before each step, and redo what was after it, in any order of acts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
        const { id, run } = newRun();
        const all = rejectFilterSchema.parse({ runId: id });
        const seen = async () =>
          (await allRejects(history, all)).map(({ record, state, fix }) => ({ record, state, fix }));
        // What a list of whole states, one a step, would show.
        const states = [await seen()];
        let at = 0;
        const moves: { readonly moved: boolean; readonly possible: boolean }[] = [];
        for (const [number, each] of acts.entries()) {
          if (each === 'undo' || each === 'redo') {
            const moved = (await history.fixes.move(run, each)) !== null;
            const to = each === 'undo' ? at - 1 : at + 1;
            moves.push({ moved, possible: states[to] !== undefined });
            if (moved) at = to;
          } else {
            const step = history.fixes.begin(run);
            const before = await seen();
            history.fixes.change(run, step, each);
            history.fixes.end(run, step, `step ${number}`);
            // A step that changes nothing is none; after any other, what was taken back cannot be done again.
            if (JSON.stringify(before) !== JSON.stringify(await seen())) {
              states.length = at + 1;
              states.push(await seen());
              at += 1;
            }
          }
          expect(await seen()).toEqual(states[at]);
          const facets = await history.rejects.facets(all);
          const found = await history.rejects.facets({ ...all, query: '1' });
          for (const [index, { state, count }] of facets.states.entries()) {
            const rows = states[at]?.filter((row) => row.state === state) ?? [];
            const held = rows.filter(({ record }) => (record - 1) % 3 === 1);
            expect([count, found.states[index]?.count]).toEqual([rows.length, held.length]);
          }
        }
        expect(moves.filter(({ moved, possible }) => moved !== possible)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('of many rows are taken back to the last one, and a page anywhere shows it', async () => {
    const { id, run } = newRun();
    const more = Array.from({ length: 25_000 }, (_, at) => ({
      record: 100 + at,
      byteOffset: at,
      bytes: Buffer.from(`${at}\n`),
      errors: [cellError('required', 'a', '')],
    }));
    history.rejects.add(id, more);
    const all = rejectFilterSchema.parse({ runId: id });
    expect((await history.rejects.page(all, 20_000, 1)).rows[0]?.record).toBe(100 + 20_000 - ROWS);
    const step = history.fixes.begin(run);
    for (let at = 0; at < more.length; at += 1000) {
      const page = more.slice(at, at + 1000);
      history.fixes.change(
        run,
        step,
        page.map(({ record }) => ({ record, fix: null, aside: true })),
      );
    }
    history.fixes.end(run, step, 'all');
    const aside = rejectFilterSchema.parse({ runId: id, state: 'aside' });
    expect((await history.rejects.page(aside, 24_999, 5)).rows.map(({ record }) => record)).toEqual([25_099]);
    expect(await history.rejects.count(aside)).toBe(25_000);
    await history.fixes.move(run, 'undo');
    expect(await history.rejects.count(aside)).toBe(0);
    await history.fixes.move(run, 'redo');
    expect(await history.rejects.count(aside)).toBe(25_000);
  });
});
