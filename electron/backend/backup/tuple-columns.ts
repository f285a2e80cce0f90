import type { BackupColumn } from '#shared/backup.ts';
import { getInt32, putInt16 } from '#backend/types/bytes.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { RowDigest } from './row-digest.ts';

/** Takes some columns out of tuples, in the order of the tuples, and digests what it takes. */
export class TupleColumns {
  readonly #wanted: readonly boolean[];
  readonly #count: number;
  readonly #out = new TupleBuffer();
  readonly #digest = new RowDigest();
  #bounds = new Int32Array(0);

  constructor(columns: readonly Pick<BackupColumn, 'name'>[], wanted: readonly string[]) {
    const names = new Set(wanted);
    this.#wanted = columns.map(({ name }) => names.has(name));
    this.#count = this.#wanted.filter(Boolean).length;
  }

  get rows(): number {
    return this.#digest.rows;
  }

  /** Of the tuples that were given. */
  get digest(): string {
    return this.#digest.hex();
  }

  /** The same rows with the wanted columns; valid until the next call. */
  take(tuples: Buffer, bounds: Int32Array, rows: number): Buffer {
    const out = this.#out;
    out.length = 0;
    if (this.#bounds.length < 2 * rows) this.#bounds = new Int32Array(2 * rows);
    for (let row = 0; row < rows; row += 1) {
      this.#bounds[2 * row] = out.length;
      this.#takeTuple(tuples, bounds[2 * row] ?? 0);
      this.#bounds[2 * row + 1] = out.length;
    }
    const taken = out.bytes.subarray(0, out.length);
    this.#digest.addAll(taken, this.#bounds, rows);
    return taken;
  }

  #takeTuple(tuples: Buffer, start: number): void {
    const out = this.#out;
    const head = out.reserve(2);
    putInt16(out.bytes, head, this.#count);
    let at = start + 2;
    for (const isWanted of this.#wanted) {
      const size = 4 + Math.max(0, getInt32(tuples, at));
      if (isWanted) out.append(tuples, at, size);
      at += size;
    }
  }
}
