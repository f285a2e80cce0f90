import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import type { RunFilter } from '#shared/contract/runs.ts';
import { fault } from '#shared/fault.ts';
import { emptyLedger } from '#shared/load.ts';
import type { familySchema, Run, RunSummary } from '#shared/run.ts';
import { fold } from './fold.ts';
import type { Guard } from './sqlite-fault.ts';
import { isAlive, thisProcess } from './owner.ts';
import { runFromRow, runToRow, storedRunFromRow, summaryFromRow, type StoredRun } from './run-row.ts';

/** What is known of a run when it begins. */
export type NewRun = Pick<
  StoredRun,
  | 'id'
  | 'batchId'
  | 'kind'
  | 'door'
  | 'connectionId'
  | 'connectionName'
  | 'schema'
  | 'table'
  | 'sourceName'
  | 'sourcePath'
  | 'sourceBytes'
  | 'who'
  | 'dialect'
  | 'options'
  | 'fieldColumns'
  | 'header'
  | 'parentId'
  | 'setup'
>;

type CheckedSource = Pick<StoredRun, 'schema' | 'table' | 'dialect' | 'connectionId' | 'fieldColumns'> & {
  readonly sha256: string;
};

/** Every run by every door. Nothing is deleted from here but by retention. */
export class RunStore {
  readonly #db: Database;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#db = db;
    this.#guard = guard;
  }

  /** Notes that a run begins, owned by this process. */
  begin(run: NewRun): void {
    const whole: Omit<StoredRun, 'sequence'> = {
      ...run,
      state: 'running',
      sha256: null,
      startedAt: new Date().toISOString(),
      finishedAt: null,
      elapsedMs: 0,
      ledger: emptyLedger,
      reasons: [],
      fault: null,
      dismissed: false,
      path: null,
      timings: { planMs: 0, readMs: 0, checkMs: 0, copyMs: 0, commitMs: 0 },
      serverCount: null,
      removed: null,
      sql: [],
      transactionId: null,
      columns: [],
      warned: 0,
      warnings: [],
      replaying: null,
    };
    const row = { ...runToRow(whole), owner: thisProcess() };
    const names = Object.keys(row);
    this.#guard(() =>
      this.#db
        .prepare(
          `INSERT INTO run (sequence, ${names.join(', ')})
           VALUES ((SELECT coalesce(max(sequence), 0) + 1 FROM run), ${names.map((name) => `@${name}`).join(', ')})`,
        )
        .run(row),
    );
  }

  /** Runs whose replay was begun and not settled yet. */
  replaying(): readonly StoredRun[] {
    return this.#guard(() =>
      this.#db.prepare('SELECT * FROM run WHERE replaying IS NOT NULL').all().map(storedRunFromRow),
    );
  }

  /** Changes what is given of a run: its end, its transaction, its source's hash. */
  change(id: string, some: Partial<StoredRun>): void {
    const row = runToRow(some);
    const sets = Object.keys(row).map((name) => `${name} = @${name}`);
    if (sets.length === 0) return;
    this.#guard(() => this.#db.prepare(`UPDATE run SET ${sets.join(', ')} WHERE id = @id`).run({ ...row, id }));
  }

  /** The run of that id. Faults: run.unknown. */
  get(id: string): Run {
    return this.#guard(() => runFromRow(this.#row(id)));
  }

  /** The run with what only the backend needs: its header bytes, the columns in the order of the fields. */
  getStored(id: string): StoredRun {
    return this.#guard(() => storedRunFromRow(this.#row(id)));
  }

  /** Runs that fit the filter, newest first, and how many fit. */
  list(filter: RunFilter): { readonly total: number; readonly runs: RunSummary[] } {
    const wheres: string[] = [];
    const values: Record<string, string | number> = {};
    const where = (clause: string, name: string, value: string): void => {
      wheres.push(clause);
      values[name] = value;
    };
    if (filter.connectionId !== null) where('connection_id = @connection', 'connection', filter.connectionId);
    if (filter.table !== null) where('table_name = @table', 'table', filter.table);
    if (filter.query !== '') {
      where(
        `(instr(fold(source_name), @query) > 0 OR instr(fold(table_name), @query) > 0 OR instr(fold(id), @query) > 0)`,
        'query',
        fold(filter.query),
      );
    }
    if (filter.states.length > 0) {
      where('state IN (SELECT value FROM json_each(@states))', 'states', JSON.stringify(filter.states));
    }
    const clause = wheres.length === 0 ? '' : `WHERE ${wheres.join(' AND ')}`;
    return this.#guard(() => ({
      total: Number(this.#db.prepare(`SELECT count(*) FROM run ${clause}`).pluck().get(values)),
      runs: this.#db
        .prepare(`SELECT * FROM run ${clause} ORDER BY sequence DESC LIMIT @limit OFFSET @offset`)
        .all({ ...values, limit: filter.limit, offset: filter.offset })
        .map(summaryFromRow),
    }));
  }

  /** The run that a replay belongs to, and the replays of a run in the order in which they began. Faults: run.unknown. */
  family(id: string): z.infer<typeof familySchema> {
    const { parentId } = this.get(id);
    return this.#guard(() => ({
      parent: parentId === null ? null : summaryFromRow(this.#row(parentId)),
      children: this.#db.prepare('SELECT * FROM run WHERE parent_id = ? ORDER BY sequence').all(id).map(summaryFromRow),
    }));
  }

  /** The last run that was no mere check, for each table of a schema. */
  lastByTable(connectionId: string, schema: string): ReadonlyMap<string, RunSummary> {
    const runs = this.#guard(() =>
      this.#db
        .prepare(
          `SELECT * FROM run WHERE sequence IN (
             SELECT max(sequence) FROM run
             WHERE connection_id = ? AND schema_name = ? AND kind = 'load' GROUP BY table_name)`,
        )
        .all(connectionId, schema)
        .map(summaryFromRow),
    );
    return new Map(runs.map((run) => [run.table, run]));
  }

  /** What the last check of the same bytes, read the same way for the same table, learnt of their columns; else none. */
  checkedColumns({ sha256, schema, table, dialect, connectionId, fieldColumns }: CheckedSource): Run['columns'] {
    const row = this.#guard(() =>
      this.#db
        .prepare(
          `SELECT * FROM run
           WHERE connection_id = ? AND schema_name = ? AND table_name = ? AND kind = 'check' AND state = 'checked'
             AND sha256 = ? AND dialect = ? AND field_columns = ? ORDER BY sequence DESC LIMIT 1`,
        )
        .get(connectionId, schema, table, sha256, JSON.stringify(dialect), JSON.stringify(fieldColumns)),
    );
    return row === undefined ? [] : runFromRow(row).columns;
  }

  /** Takes a failure out of sight. Faults: run.unknown. */
  dismiss(id: string): void {
    this.#row(id);
    this.#guard(() => this.#db.prepare('UPDATE run SET dismissed = 1 WHERE id = ?').run(id));
  }

  /** Runs that must be settled: noted as running, and their process is gone; or ended with nobody knowing how. */
  orphans(): readonly StoredRun[] {
    return this.#guard(() =>
      this.#db
        .prepare(`SELECT * FROM run WHERE state IN ('running', 'unknown')`)
        .all()
        .map((row) => ({ run: storedRunFromRow(row), owner: ownerOf(row) }))
        .filter(({ run, owner }) => run.state === 'unknown' || !isAlive(owner))
        .map(({ run }) => run),
    );
  }

  #row(id: string): unknown {
    const row = this.#guard(() => this.#db.prepare('SELECT * FROM run WHERE id = ?').get(id));
    if (row === undefined) throw fault('run.unknown', { id });
    return row;
  }
}

const ownerOf = (row: unknown): string =>
  typeof row === 'object' && row !== null && 'owner' in row && typeof row.owner === 'string' ? row.owner : '';
