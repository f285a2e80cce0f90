import type { Dialect } from '#shared/dialect.ts';
import type { InferredColumn, KeyDoubt } from '#shared/inferred-table.ts';
import { FIELD_ESCAPED, FIELD_NULL, FIELD_PLAIN, type RowBatch } from '#backend/parse/row-batch.ts';
import { unescapeField } from '#backend/parse/unescape.ts';
import { encodeText } from '#backend/types/text.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { markerTest } from './cell-check.ts';
import { ColumnInference } from './infer-column.ts';
import { rowProblem } from './row-problem.ts';
import { compileTypeMask } from './type-mask.ts';

/** Columns whose values are compared, so that one of them may be the key: they take memory that grows with the file. */
const KEYS_MAX = 3;

/** Learns what types the fields of a file have, from every one of its rows, batch after batch. */
export class TypeInference {
  rows = 0;
  /** Rows of another width, and rows with a value that no type takes. */
  unfit = 0;
  readonly #columns: readonly ColumnInference[];
  readonly #maskOf: ReturnType<typeof compileTypeMask>;
  readonly #isMarker: ReturnType<typeof markerTest>;
  readonly #scratch = new TupleBuffer(1024);
  readonly #out = new TupleBuffer(1024);

  /**
   * @param keyLike fields whose names are those of keys, 0-based, the likeliest first
   * @param keyValuesMax how many values of such a field are compared
   */
  constructor(dialect: Dialect, width: number, keyLike: readonly number[], keyValuesMax?: number) {
    const keys = new Set(keyLike.slice(0, KEYS_MAX));
    this.#columns = Array.from({ length: width }, (_, field) => new ColumnInference(keys.has(field), keyValuesMax));
    this.#maskOf = compileTypeMask(dialect);
    this.#isMarker = markerTest([dialect.nullMarker, ...dialect.moreNullMarkers]);
  }

  take(batch: RowBatch): void {
    for (let row = 0; row < batch.rowCount; row += 1) {
      this.rows += 1;
      if (rowProblem(batch, row, this.#columns.length) !== null || !this.#takeRow(batch, row)) this.unfit += 1;
    }
  }

  /** False where one of its values is of no type. */
  #takeRow(batch: RowBatch, row: number): boolean {
    const first = batch.rows[row] ?? 0;
    const record = batch.firstRow + row;
    let fits = true;
    for (const [at, column] of this.#columns.entries()) {
      if (!this.#takeField(batch, first + at, column, record)) fits = false;
    }
    return fits;
  }

  #takeField({ bytes, fields, flags }: RowBatch, field: number, column: ColumnInference, record: number): boolean {
    let text = bytes;
    let start = fields[2 * field] ?? 0;
    let end = fields[2 * field + 1] ?? 0;
    const flag = flags[field] ?? 0;
    if (flag === FIELD_NULL || (flag === FIELD_PLAIN && this.#isMarker(bytes, start, end))) {
      column.nulls += 1;
      return true;
    }
    if (start === end) {
      column.emptyTexts += 1;
      return true;
    }
    if (flag === FIELD_ESCAPED) {
      const scratch = this.#scratch;
      scratch.length = 0;
      scratch.reserve(end - start);
      end = unescapeField(bytes, start, end, scratch.bytes);
      text = scratch.bytes;
      start = 0;
    }
    const mask = this.#maskOf(text, start, end);
    if (mask.bits === 0) {
      this.#out.length = 0;
      if (encodeText(text, start, end, this.#out) !== null) {
        column.unreadable += 1;
        return false;
      }
    }
    column.take(text, start, end, mask, record);
    return true;
  }

  /**
   * What each field is, and the fields that could be the key: their values are there in every row, and all are different. `doubts`
   * say why others that are named like one could not.
   */
  conclude(): {
    readonly columns: readonly Omit<InferredColumn, 'name' | 'field' | 'fieldName'>[];
    readonly unique: readonly number[];
    readonly doubts: ReadonlyMap<number, Omit<KeyDoubt, 'name'>>;
  } {
    const doubts = [...this.#columns.entries()].flatMap(([field, { keyDoubt }]) =>
      keyDoubt === null ? [] : [[field, keyDoubt] as const],
    );
    return {
      columns: this.#columns.map((column) => column.conclude()),
      unique: [...this.#columns.keys()].filter((field) => this.#columns[field]?.unique === true),
      doubts: new Map(doubts),
    };
  }
}
