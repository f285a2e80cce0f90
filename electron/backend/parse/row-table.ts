import type { RejectCode } from '#shared/reject.ts';
import type { RowBatch } from './row-batch.ts';

/** The arrays of a RowBatch while they are filled; they grow as they must and serve batch after batch. */
export class RowTable {
  rowCount = 0;
  /** Fields that are in the table, those of the row being filled included. */
  fieldCount = 0;
  /** As in a RowBatch. Who fills many fields may write here itself, sets `fieldCount`, and calls growFields in time. */
  fields: Int32Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  #rows: Int32Array<ArrayBuffer>;
  #offsets: Float64Array<ArrayBuffer>;
  #problems = new Map<number, RejectCode>();

  /** With room for so many fields and rows, until there are more. */
  constructor(fields = 32_768, rows = 4096) {
    this.fields = new Int32Array(2 * fields);
    this.flags = new Uint8Array(fields);
    this.#rows = new Int32Array(rows + 1);
    this.#offsets = new Float64Array(rows + 1);
  }

  clear(): void {
    this.rowCount = 0;
    this.fieldCount = 0;
    // A consumer may have kept the map of the last batch, where there was one.
    if (this.#problems.size > 0) this.#problems = new Map();
  }

  addField(start: number, end: number, flag: number): void {
    const field = this.fieldCount;
    if (field === this.flags.length) this.growFields(field);
    this.fields[2 * field] = start;
    this.fields[2 * field + 1] = end;
    this.flags[field] = flag;
    this.fieldCount = field + 1;
  }

  /** Says that the row being filled is wrong. */
  addProblem(code: RejectCode): void {
    this.#problems.set(this.rowCount, code);
  }

  /** Ends the row that the fields since the last one make up. */
  endRow(byteOffset: number): void {
    if (this.rowCount + 1 === this.#rows.length) this.#growRows();
    this.#offsets[this.rowCount] = byteOffset;
    this.rowCount += 1;
    this.#rows[this.rowCount] = this.fieldCount;
  }

  /** Takes back the fields of a row that is not complete. */
  dropOpenRow(): void {
    this.fieldCount = this.#rows[this.rowCount] ?? 0;
    this.#problems.delete(this.rowCount);
  }

  /** The rows as a batch; `end` is the position in the block behind the last of them. */
  toBatch(block: { readonly bytes: Buffer; readonly byteOffset: number }, end: number, firstRow: number): RowBatch {
    this.#offsets[this.rowCount] = block.byteOffset + end;
    return {
      bytes: block.bytes,
      fields: this.fields,
      flags: this.flags,
      rows: this.#rows,
      rowCount: this.rowCount,
      firstRow,
      offsets: this.#offsets,
      original: block.bytes.subarray((this.#offsets[0] ?? 0) - block.byteOffset, end),
      problems: this.#problems,
    };
  }

  /** Makes room for more fields, and keeps the first `count`. Replaces `fields` and `flags`. */
  growFields(count: number): void {
    const fields = new Int32Array(2 * this.fields.length);
    fields.set(this.fields.subarray(0, 2 * count));
    this.fields = fields;
    const flags = new Uint8Array(2 * this.flags.length);
    flags.set(this.flags.subarray(0, count));
    this.flags = flags;
  }

  #growRows(): void {
    const rows = new Int32Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
    const offsets = new Float64Array(2 * this.#offsets.length);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }
}
