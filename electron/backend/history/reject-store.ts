import type { Database, Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { Facets, RejectFilter } from '#shared/contract/rejects.ts';
import { cellErrorSchema, reasonOrder, rejectCodeSchema, type CellError } from '#shared/reject.ts';
import { fold } from './fold.ts';
import type { Guard } from './sqlite-fault.ts';

/** The rejects of all runs, in the order of their records. */
export class RejectStore {
  readonly #db: Database;
  readonly #guard: Guard;
  readonly #insert: Statement;
  readonly #insertReason: Statement;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
    this.#insert = db.prepare('INSERT INTO reject (run_id, record, byte_offset, bytes, errors) VALUES (?, ?, ?, ?, ?)');
    this.#insertReason = db.prepare(
      'INSERT OR IGNORE INTO reject_reason (run_id, code, column_name, record) VALUES (?, ?, ?, ?)',
    );
  }

  /** Keeps these rows, all or none. Faults: history.unwritable. */
  add(runId: string, rows: readonly RejectedRow[]): void {
    if (rows.length === 0) return;
    this.#guard(() =>
      this.#db.transaction(() => {
        for (const row of rows) {
          this.#insert.run(runId, row.record, row.byteOffset, row.bytes, JSON.stringify(row.errors));
          for (const error of row.errors) this.#insertReason.run(runId, error.code, error.column ?? '', row.record);
        }
      })(),
    );
  }

  /** Adds errors to rows that are kept already, all or none; they stand in the order of reasons. */
  amend(runId: string, more: readonly { readonly record: number; readonly errors: readonly CellError[] }[]): void {
    if (more.length === 0) return;
    this.#guard(() =>
      this.#db.transaction(() => {
        const errorsOf = this.#db.prepare('SELECT errors FROM reject WHERE run_id = ? AND record = ?').pluck();
        const put = this.#db.prepare('UPDATE reject SET errors = ? WHERE run_id = ? AND record = ?');
        for (const { record, errors } of more) {
          const kept = z.string().parse(errorsOf.get(runId, record));
          const all = [...z.array(cellErrorSchema).parse(JSON.parse(kept)), ...errors].toSorted(
            (a, b) => reasonOrder(a.code) - reasonOrder(b.code),
          );
          put.run(JSON.stringify(all), runId, record);
          for (const error of errors) this.#insertReason.run(runId, error.code, error.column ?? '', record);
        }
      })(),
    );
  }

  /** Forgets the rejects of a run that starts over. */
  clear(runId: string): void {
    this.#guard(() =>
      this.#db.transaction(() => {
        this.#db.prepare('DELETE FROM reject WHERE run_id = ?').run(runId);
        this.#db.prepare('DELETE FROM reject_reason WHERE run_id = ?').run(runId);
      })(),
    );
  }

  /** How many rejects fit the filter. */
  count(filter: RejectFilter): number {
    const { clause, values } = whereOf(filter);
    return Number(this.#guard(() => this.#db.prepare(`SELECT count(*) FROM reject r WHERE ${clause}`).pluck().get(values)));
  }

  /** A page of rejects that fit the filter, in the order of their records. */
  page(filter: RejectFilter, offset: number, limit: number): readonly RejectedRow[] {
    const { clause, values } = whereOf(filter);
    return this.#guard(() =>
      this.#db
        .prepare(
          `SELECT record, byte_offset, bytes, errors FROM reject r WHERE ${clause}
           ORDER BY record LIMIT @limit OFFSET @offset`,
        )
        .all({ ...values, limit, offset })
        .map(fromRow),
    );
  }

  /** All rejects that fit the filter in the order of their records, read in pages: memory does not grow with their number. */
  *all(filter: RejectFilter): Generator<RejectedRow> {
    const { clause, values } = whereOf(filter);
    const next = this.#db.prepare(
      `SELECT record, byte_offset, bytes, errors FROM reject r WHERE ${clause} AND record > @after ORDER BY record LIMIT 500`,
    );
    for (let after = 0; ; ) {
      const rows = this.#guard(() => next.all({ ...values, after }).map(fromRow));
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.record;
    }
  }

  /**
   * Counts by reason and by column of the rejects that fit the filter: what each facet would leave when it is added to the
   * filter. A row stands under each of its reasons.
   */
  facets(filter: RejectFilter): Facets {
    const { code, column } = filter;
    const { clause, values } = whereOf({ ...filter, code: null, column: null });
    const wheres = [
      clause,
      ...(code === null ? [] : ['f.code = @code']),
      ...(column === null ? [] : ['f.column_name = @column']),
    ];
    const chosen = { ...values, ...(code === null ? {} : { code }), ...(column === null ? {} : { column }) };
    const within = `FROM reject_reason f JOIN reject r ON r.run_id = f.run_id AND r.record = f.record
      WHERE ${wheres.join(' AND ')}`;
    const [byCode, byColumn] = this.#guard(() => [
      this.#db.prepare(`SELECT f.code, count(DISTINCT f.record) AS count ${within} GROUP BY f.code`).all(chosen),
      this.#db
        .prepare(`SELECT f.column_name AS column, count(DISTINCT f.record) AS count ${within} GROUP BY f.column_name`)
        .all(chosen),
    ]);
    return {
      total: this.count(filter),
      reasons: z.array(z.object({ code: rejectCodeSchema, count: z.number() })).parse(byCode).toSorted(byCount),
      columns: z.array(z.object({ column: z.string(), count: z.number() })).parse(byColumn).toSorted(byCount),
    };
  }
}

const byCount = (a: { readonly count: number }, b: { readonly count: number }): number => b.count - a.count;

function whereOf(filter: RejectFilter): { readonly clause: string; readonly values: Record<string, string> } {
  const wheres = ['r.run_id = @run'];
  const values: Record<string, string> = { run: filter.runId };
  if (filter.code !== null || filter.column !== null) {
    const parts = ['x.run_id = r.run_id', 'x.record = r.record'];
    if (filter.code !== null) {
      parts.push('x.code = @code');
      values['code'] = filter.code;
    }
    if (filter.column !== null) {
      parts.push('x.column_name = @column');
      values['column'] = filter.column;
    }
    wheres.push(`EXISTS (SELECT 1 FROM reject_reason x WHERE ${parts.join(' AND ')})`);
  }
  if (filter.query !== '') {
    wheres.push('instr(fold(r.bytes), @query) > 0');
    values['query'] = fold(filter.query);
  }
  return { clause: wheres.join(' AND '), values };
}

const rejectRow = z.object({
  record: z.number(),
  byte_offset: z.number(),
  bytes: z.instanceof(Buffer),
  errors: z.string(),
});

function fromRow(raw: unknown): RejectedRow {
  const row = rejectRow.parse(raw);
  return {
    record: row.record,
    byteOffset: row.byte_offset,
    bytes: row.bytes,
    errors: z.array(cellErrorSchema).parse(JSON.parse(row.errors)),
  };
}
