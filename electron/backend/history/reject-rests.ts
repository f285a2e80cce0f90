import type { Database } from 'better-sqlite3';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { RejectPage } from './reject-page.ts';
import { Statements } from './statements.ts';
import type { Guard } from './sqlite-fault.ts';

/** What follows the beginnings of rejects that are too long to be held: pieces, each read and written alone. */
export class RejectRests {
  readonly #statements: Statements;
  readonly #guard: Guard;

  constructor(db: Database, guard: Guard) {
    this.#statements = new Statements(db);
    this.#guard = guard;
  }

  /** Adds a piece behind those that are there. */
  add(run: number, record: number, bytes: Buffer): void {
    this.#guard(() =>
      this.#statements
        .of(
          `INSERT INTO reject_rest (run, record, piece, bytes)
           SELECT @run, @record, coalesce(max(piece), 0) + 1, @bytes FROM reject_rest WHERE run = @run AND record = @record`,
        )
        .run({ run, record, bytes }),
    );
  }

  /** The row with the way to its rest, where it has one. */
  attach<T extends RejectedRow>(run: number, row: T): T {
    const isLong = row.errors.some(({ code }) => code === 'record.tooLong');
    return isLong ? { ...row, rest: () => this.#piecesOf(run, row.record) } : row;
  }

  /** The ways to the rests of a page, by the index of the row. */
  of(run: number, { records, errors, errorsOf }: Omit<RejectPage, 'rests'>): RejectPage['rests'] {
    const rests = new Map<number, () => Iterable<Buffer>>();
    const isLong = errors.map((text) => text.includes('"record.tooLong"'));
    if (!isLong.includes(true)) return rests;
    for (const [row, record] of records.entries()) {
      if (isLong[errorsOf[row] ?? 0] === true) rests.set(row, () => this.#piecesOf(run, record));
    }
    return rests;
  }

  *#piecesOf(run: number, record: number): Generator<Buffer> {
    const next = this.#statements
      .of('SELECT bytes FROM reject_rest WHERE run = ? AND record = ? AND piece = ?')
      .pluck();
    for (let piece = 1; ; piece += 1) {
      const bytes = this.#guard(() => next.get(run, record, piece));
      if (!Buffer.isBuffer(bytes)) return;
      yield bytes;
    }
  }
}
