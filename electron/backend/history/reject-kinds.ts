import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { RejectFilter } from '#shared/contract/rejects.ts';
import { rejectCodeSchema, type CellError, type RejectCode } from '#shared/reject.ts';
import { Statements } from './statements.ts';
import { kindName, type PackedKind } from './pack-rejects.ts';

/** A set of reasons that rows of a run were rejected for. */
export interface RejectKind {
  /** Code and column of each error, none twice; the empty text stands for the row as a whole. */
  readonly reasons: readonly (readonly [code: RejectCode, column: string])[];
  /** The column whose field is missing; the empty text where that is not known. */
  readonly missing: string;
}

const reasonsSchema = z.array(z.tuple([rejectCodeSchema, z.string()]));
const kindRow = z.object({ id: z.number(), reasons: z.string(), missing: z.string() });

/** The kinds of rejects, by the number of their run. There are few of them, whatever the number of rows. */
export class RejectKinds {
  readonly #db: Database;
  readonly #statements: Statements;
  readonly #ids = new Map<number, Map<string, number>>();
  readonly #kinds = new Map<number, { readonly byId: Map<number, RejectKind>; last: number }>();

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** The id of a kind, whatever is held of it; made where there is none. Called in a transaction. */
  idIn(run: number, { errors, missing }: PackedKind): number {
    return this.#make(run, errors, missing);
  }

  /** The id of the kind of a row; made where there is none. Called in a transaction. */
  idOf(run: number, errors: readonly CellError[], missing: string): number {
    const known = this.#ids.get(run) ?? new Map<string, number>();
    this.#ids.set(run, known);
    const name = kindName(errors, missing);
    const id = known.get(name) ?? this.#make(run, errors, missing);
    known.set(name, id);
    return id;
  }

  /** All kinds of a run, by id. */
  of(run: number): ReadonlyMap<number, RejectKind> {
    const kinds = this.#kinds.get(run) ?? { byId: new Map<number, RejectKind>(), last: 0 };
    this.#kinds.set(run, kinds);
    const rows = this.#statements.of('SELECT id, reasons, missing FROM reject_kind WHERE run = ? AND id > ?');
    for (const raw of rows.all(run, kinds.last)) {
      const { id, reasons, missing } = kindRow.parse(raw);
      kinds.byId.set(id, { reasons: reasonsSchema.parse(JSON.parse(reasons)), missing });
      kinds.last = Math.max(kinds.last, id);
    }
    return kinds.byId;
  }

  /** Forgets the kinds of a run, and what is held of all: a transaction may have been rolled back. */
  forget(run?: number): void {
    if (run !== undefined) this.#db.prepare('DELETE FROM reject_kind WHERE run = ?').run(run);
    this.#ids.clear();
    this.#kinds.clear();
  }

  #make(run: number, errors: readonly CellError[], missing: string): number {
    const pairs = new Map(errors.map(({ code, column }) => [`${code} ${column ?? ''}`, [code, column ?? '']]));
    const reasons = JSON.stringify(
      [...pairs.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair),
    );
    this.#statements
      .of('INSERT OR IGNORE INTO reject_kind (run, reasons, missing) VALUES (?, ?, ?)')
      .run(run, reasons, missing);
    return Number(
      this.#statements
        .of('SELECT id FROM reject_kind WHERE run = ? AND reasons = ? AND missing = ?')
        .pluck()
        .get(run, reasons, missing),
    );
  }
}

/** Whether rows of this kind have an error of the code, if one is asked, in the column, if one is asked. */
export const hasReason = (kind: RejectKind, { code, column }: Pick<RejectFilter, 'code' | 'column'>): boolean =>
  (code === null && column === null) || reasonsOf(kind, { code, column }).length > 0;

export const reasonsOf = (
  { reasons }: RejectKind,
  { code, column }: Pick<RejectFilter, 'code' | 'column'>,
): RejectKind['reasons'] =>
  reasons.filter((reason) => (code === null || reason[0] === code) && (column === null || reason[1] === column));
