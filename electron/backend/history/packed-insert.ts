import type { Database, Statement } from 'better-sqlite3';
import type { PackedRejects } from './pack-rejects.ts';

/** Rows that are written by one statement. */
const TOGETHER = 50;
/** Values of each. */
const COLUMNS = 6;

/** Writes packed rejects, many by one statement. */
export class PackedInsert {
  readonly #db: Database;
  /** By how many rows they write. */
  readonly #statements = new Map<number, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param kinds ids of the kinds of these rejects */
  run(
    run: number,
    kinds: readonly number[],
    { records, offsets, ends, bytes, errors, errorsOf, kindOf }: PackedRejects,
  ): void {
    const values: unknown[] = [];
    for (let row = 0; row < records.length; row += 1) {
      values.push(run, records[row], kinds[kindOf[row] ?? 0], offsets[row]);
      values.push(bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]), errors[errorsOf[row] ?? 0]);
      if ((row + 1) % TOGETHER === 0) this.#of(TOGETHER).run(values.splice(0));
    }
    if (values.length > 0) this.#of(values.length / COLUMNS).run(values);
  }

  #of(rows: number): Statement {
    const known = this.#statements.get(rows);
    if (known !== undefined) return known;
    const made = this.#db.prepare(
      `INSERT INTO reject_row (run, record, kind, byte_offset, bytes, errors)
       VALUES ${Array.from({ length: rows }, () => '(?, ?, ?, ?, ?, ?)').join(', ')}`,
    );
    this.#statements.set(rows, made);
    return made;
  }
}
