import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rejectFilterSchema } from '#shared/contract/rejects.ts';
import { plainDialect } from '#shared/dialect.ts';
import { emptyLedger } from '#shared/load.ts';
import { type CellError, cellError } from '#shared/reject.ts';
import { migrations } from './migrations.ts';
import { openHistory } from './open-history.ts';
import { allRejects } from './test-rejects.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = [
  { id: 'r1', sequence: 7, rejected: 3 },
  { id: 'r2', sequence: 8, rejected: 1 },
];
const required = cellError('required', 'job_id', '');
const short = cellError('fields.tooFew', null, null, { got: 4, want: 5 });
const rejects: readonly { readonly run: string; readonly record: number; readonly errors: readonly CellError[] }[] = [
  { run: 'r1', record: 2, errors: [required] },
  { run: 'r1', record: 5, errors: [short] },
  { run: 'r1', record: 9, errors: [required, cellError('type.integer', 'id', 'x', { min: 1, max: 2 })] },
  { run: 'r2', record: 1, errors: [short] },
];

/** A history as the first version of the app left it. */
function makeFirstHistory(): void {
  const db = new Database(join(folder, 'history.sqlite'));
  db.exec(String(migrations[0]));
  db.pragma('user_version = 1');
  const insertRun = db.prepare(
    `INSERT INTO run (id, sequence, batch_id, kind, door, state, connection_id, connection_name, schema_name, table_name,
       source_name, source_bytes, who, started_at, ledger, dialect, options, timings, field_columns, owner)
     VALUES (@id, @sequence, 'b', 'load', 'import', 'loadedWithRejects', 'c1', 'warehouse', 'public', 'hired_employees',
       'hired.csv', 100, 'ana', '2026-01-01T00:00:00.000Z', @ledger, @dialect, @options, @timings, '["id","job_id"]', '')`,
  );
  for (const { id, sequence, rejected } of runs) {
    insertRun.run({
      id,
      sequence,
      ledger: JSON.stringify({ ...emptyLedger, read: rejected, rejected }),
      // Parts that came later are not among what was written then.
      dialect: JSON.stringify({ ...plainDialect, moreNullMarkers: undefined, sheet: undefined }),
      options: JSON.stringify({ mode: 'insert', allOrNothing: false, maxRejects: null }),
      timings: JSON.stringify({ planMs: 0, readMs: 0, checkMs: 0, copyMs: 0, commitMs: 0 }),
    });
  }
  const insert = db.prepare('INSERT INTO reject (run_id, record, byte_offset, bytes, errors) VALUES (?, ?, ?, ?, ?)');
  const insertReason = db.prepare('INSERT INTO reject_reason (run_id, code, column_name, record) VALUES (?, ?, ?, ?)');
  for (const { run, record, errors } of rejects) {
    insert.run(run, record, record * 10, Buffer.from(`line ${record}\n`), JSON.stringify(errors));
    for (const { code, column } of errors) insertReason.run(run, code, column ?? '', record);
  }
  db.close();
}

it('a history of the first version keeps every run and every reject, with its bytes, place and reasons', async () => {
  makeFirstHistory();
  for (const _again of [1, 2]) {
    const history = openHistory(folder);
    try {
      expect(history.runs.get('r1')).toMatchObject({ ledger: { read: 3, rejected: 3 }, parentId: null });
      for (const { id } of runs) {
        const kept = await allRejects(history, rejectFilterSchema.parse({ runId: id }));
        expect(
          kept.map(({ record, byteOffset, bytes, errors }) => [record, byteOffset, bytes.toString(), errors]),
        ).toEqual(
          rejects
            .filter(({ run }) => run === id)
            .map(({ record, errors }) => [record, record * 10, `line ${record}\n`, errors]),
        );
      }
      const filter = rejectFilterSchema.parse({ runId: 'r1', code: 'required' });
      expect(await history.rejects.count(filter)).toBe(2);
      expect(await history.rejects.facets(rejectFilterSchema.parse({ runId: 'r1' }))).toMatchObject({
        total: 3,
        reasons: [
          { code: 'required', count: 2 },
          { code: 'fields.tooFew', count: 1 },
          { code: 'type.integer', count: 1 },
        ],
      });
    } finally {
      history.close();
    }
  }
});

it('rejects that had a row each are the same ones in blocks, with their states and fixes', async () => {
  makeFirstHistory();
  const before = new Database(join(folder, 'history.sqlite'));
  const steps = migrations.slice(1, 7);
  for (const step of steps) before.exec(String(step));
  before.pragma('user_version = 7');
  const kind = before.prepare('SELECT kind FROM reject_row WHERE run = 8').pluck().get();
  const insert = before.prepare(
    'INSERT INTO reject_row (run, record, kind, state, byte_offset, bytes, errors) VALUES (8, ?, ?, ?, ?, ?, ?)',
  );
  // Some are set aside, every reason has a value of its own.
  const errorsAt = (record: number): CellError[] => [cellError('fields.tooFew', null, null, { got: record, want: 5 })];
  for (let record = 2; record <= 2500; record += 1) {
    insert.run(
      record,
      kind,
      record % 2 === 0 ? 0 : 2,
      record * 10,
      Buffer.from(`line ${record}\n`),
      JSON.stringify(errorsAt(record)),
    );
  }
  before.exec(`INSERT INTO reject_fix (run, record, fix) VALUES (8, 2000, '{"fields":["a"],"errors":[],"stored":[]}')`);
  before.close();
  const history = openHistory(folder);
  try {
    const all = rejectFilterSchema.parse({ runId: 'r2' });
    expect(await history.rejects.count(all)).toBe(2500);
    expect(await history.rejects.count({ ...all, state: 'aside' })).toBe(1249);
    const kept = await allRejects(history, all);
    expect(
      kept
        .slice(1)
        .map(({ record, byteOffset, bytes, errors, state }) => [record, byteOffset, bytes.toString(), errors, state]),
    ).toEqual(
      Array.from({ length: 2499 }, (_, at) => at + 2).map((record) => [
        record,
        record * 10,
        `line ${record}\n`,
        errorsAt(record),
        record % 2 === 0 ? 'open' : 'aside',
      ]),
    );
    expect(kept.filter(({ fix }) => fix !== null).map(({ record }) => record)).toEqual([2000]);
  } finally {
    history.close();
  }
});
