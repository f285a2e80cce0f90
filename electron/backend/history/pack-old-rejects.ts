import type { Database } from 'better-sqlite3';
import { z } from 'zod';

/** Rows of a block. */
const ROWS = 1000;

const rowSchema = z.object({
  record: z.number(),
  kind: z.number(),
  state: z.number(),
  byte_offset: z.number(),
  bytes: z.instanceof(Buffer),
  errors: z.string(),
});

/** The step of migrations.ts that puts rejects, which had a row each, into blocks. Like every step it stays as it is. */
export function packOldRejects(db: Database): void {
  const runs = db.prepare('SELECT DISTINCT run FROM reject_row').pluck().all();
  const rowsOf = db.prepare(
    `SELECT record, kind, state, byte_offset, bytes, errors FROM reject_row WHERE run = ? AND record > ?
     ORDER BY record LIMIT ${ROWS}`,
  );
  const putBlock = db.prepare(
    `INSERT INTO reject_block (run, first, last, version, groups, records, kinds, states) VALUES (?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  const putText = db.prepare(
    'INSERT INTO reject_text (block, offsets, ends, errors, errors_of, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const run of runs) {
    for (let after = 0; ;) {
      const rows = z.array(rowSchema).parse(rowsOf.all(run, after));
      const last = rows.at(-1)?.record;
      if (last === undefined) break;
      const groups = new Map<string, { kind: number; state: number; count: number }>();
      for (const { kind, state } of rows) {
        const group = groups.get(`${kind} ${state}`) ?? { kind, state, count: 0 };
        group.count += 1;
        groups.set(`${kind} ${state}`, group);
      }
      const numbers = new Map<string, number>();
      for (const row of rows) if (!numbers.has(row.errors)) numbers.set(row.errors, numbers.size);
      let end = 0;
      const ends = rows.map(({ bytes }) => (end += bytes.length));
      const { lastInsertRowid: block } = putBlock.run(
        run,
        rows[0]?.record,
        last,
        JSON.stringify([...groups.values()]),
        Buffer.from(Float64Array.from(rows, ({ record }) => record).buffer),
        Buffer.from(Int32Array.from(rows, ({ kind }) => kind).buffer),
        Buffer.from(rows.map(({ state }) => state)),
      );
      putText.run(
        block,
        Buffer.from(Float64Array.from(rows, (row) => row.byte_offset).buffer),
        Buffer.from(Int32Array.from(ends).buffer),
        JSON.stringify([...numbers.keys()]),
        Buffer.from(Int32Array.from(rows, (row) => numbers.get(row.errors) ?? 0).buffer),
        Buffer.concat(rows.map(({ bytes }) => bytes)),
      );
      after = last;
    }
  }
  db.exec('DROP TABLE reject_row; DROP TABLE reject_part;');
}
