import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { cellError, reasonOrder } from '#shared/reject.ts';
import { openHistory, type History } from './open-history.ts';
import { allRejects } from './test-rejects.ts';
import { newRun } from './test-run.ts';

let folder: string;
let history: History;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-blocks-'));
  history = openHistory(folder);
});
afterAll(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

const RECORDS_MAX = 3000;
const empty = cellError('required', 'b', '');
const wrong = fc
  .constantFrom('x', 'yy', '1e')
  .map((value) => cellError('type.integer', 'a', value, { min: 1, max: 2 }));
const texts = fc.constantFrom('a\n', 'Bee,1\n', 'Äpfel\n', '"q",,\n', `${'long '.repeat(400)}\n`);
const row = fc.record({ text: texts, error: fc.oneof(fc.constant(empty), wrong) });
/** Records by what they have in common, as batches come: many that follow each other, or few from anywhere. */
const records = fc.oneof(
  fc
    .record({ from: fc.integer({ min: 1, max: RECORDS_MAX }), length: fc.integer({ min: 1, max: 1500 }) })
    .map(({ from, length }) => Array.from({ length }, (_, at) => from + at)),
  fc.uniqueArray(fc.integer({ min: 1, max: RECORDS_MAX }), { minLength: 1, maxLength: 20 }),
);
const act = fc.oneof(
  fc.record({ add: records, rows: fc.array(row, { minLength: 1, maxLength: 8 }) }),
  fc.record({ amend: fc.uniqueArray(fc.nat(5000), { minLength: 1, maxLength: 6 }), error: wrong }),
);

it('rejects that come in any order, and get more errors later, are read as if each stood alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), fc.nat(4000), async (acts, offset) => {
      const run = newRun();
      history.runs.begin(run);
      const expected = new Map<number, RejectedRow>();
      for (const each of acts) {
        if ('add' in each) {
          const added = each.add
            .filter((record) => !expected.has(record))
            .map((record, at): RejectedRow => {
              const { text, error } = each.rows[at % each.rows.length] ?? { text: '', error: empty };
              return { record, byteOffset: record * 2 ** 33, bytes: Buffer.from(text), errors: [error] };
            });
          history.rejects.add(run.id, added);
          for (const one of added) expected.set(one.record, one);
        } else {
          const known = [...expected.keys()];
          const chosen = new Set(each.amend.flatMap((at) => known[at % known.length] ?? []));
          history.rejects.amend(
            run.id,
            [...chosen].map((record) => ({ record, errors: [each.error] })),
          );
          for (const record of chosen) {
            const before = expected.get(record);
            if (before === undefined) continue;
            const errors = [...before.errors, each.error];
            expected.set(record, {
              ...before,
              errors: errors.toSorted((a, b) => reasonOrder(a.code) - reasonOrder(b.code)),
            });
          }
        }
      }
      const rows = [...expected.values()].toSorted((a, b) => a.record - b.record);
      const all = rejectFilterSchema.parse({ runId: run.id });
      const plain = (some: readonly RejectedRow[]): object[] =>
        some.map(({ record, byteOffset, bytes, errors }) => ({ record, byteOffset, text: bytes.toString(), errors }));
      expect(plain(await allRejects(history, all))).toEqual(plain(rows));
      const holds = (query: string): RejectedRow[] =>
        rows.filter(({ bytes }) => bytes.toString().toLowerCase().includes(query));
      for (const [filter, fitting] of [
        [all, rows],
        [{ ...all, column: 'a' }, rows.filter(({ errors }) => errors.some(({ column }) => column === 'a'))],
        [{ ...all, query: 'e,1\n' }, holds('e,1\n')],
        [{ ...all, query: 'ÄP' }, holds('äp')],
      ] as const) {
        expect(await history.rejects.count(filter)).toBe(fitting.length);
        const page = await history.rejects.page(filter, offset, 50);
        expect(page).toMatchObject({ total: fitting.length, counted: true });
        expect(plain(page.rows)).toEqual(plain(fitting.slice(offset, offset + 50)));
      }
      for (const some of rows.slice(offset % Math.max(1, rows.length)).slice(0, 2)) {
        expect(plain([history.rejects.get(run.id, some.record)])).toEqual(plain([some]));
      }
    }),
    { numRuns: 60 },
  );
});

it('a block that is damaged is a damaged history, and not other rows', async () => {
  const run = newRun();
  history.runs.begin(run);
  history.rejects.add(run.id, [{ record: 1, byteOffset: 0, bytes: Buffer.from('x\n'), errors: [empty] }]);
  const db = new Database(join(folder, 'history.sqlite'));
  db.exec(`UPDATE reject_text SET ends = x'0102' WHERE block = (SELECT max(block) FROM reject_text)`);
  db.close();
  const damaged = { fault: { code: 'history.damaged' } };
  await expect(allRejects(history, rejectFilterSchema.parse({ runId: run.id }))).rejects.toMatchObject(damaged);
});
