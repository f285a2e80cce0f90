import {
  LONG_RECORD_BYTES_KEPT,
  QUOTED_BYTES_MAX,
  quoteTooFar,
  quoteUnclosed,
  type ParseOptions,
} from './csv-syntax.ts';
import type { RecordEnd } from './record-end.ts';
import { FIELD_PLAIN, type RowBatch } from './row-batch.ts';

/**
 * A record that is too long to be held whole. Its bytes are passed over to its end and its beginning is kept: it becomes one
 * `record.tooLong`, and the file goes on behind it.
 */
export class LongRecord {
  readonly #record: number;
  readonly #byteOffset: number;
  readonly #end: RecordEnd;
  readonly #placeOf: (byteOffset: number) => number;
  readonly #skipped: (byteOffset: number) => void;
  #beginning: Buffer = Buffer.alloc(0);
  #unsure: Buffer = Buffer.alloc(0);
  #bytes = 0;
  /** Where in the file the quote stands that is open, and which one that is in the record. */
  #quote: { readonly at: number; readonly place: number } | null = null;

  constructor(record: number, byteOffset: number, end: RecordEnd, options: ParseOptions) {
    this.#record = record;
    this.#byteOffset = byteOffset;
    this.#end = end;
    this.#placeOf = options.placeOf ?? ((at) => at);
    this.#skipped = options.skipped ?? (() => undefined);
  }

  /**
   * Takes the next bytes. Returns those behind the record, or null where it goes on.
   * @param final the file ends with them
   * @throws OpenQuote
   */
  take(bytes: Buffer, final: boolean): Buffer | null {
    const block = this.#unsure.length === 0 ? bytes : Buffer.concat([this.#unsure, bytes]);
    const { ended, at } = this.#end.find(block, final);
    if (this.#bytes < LONG_RECORD_BYTES_KEPT) {
      const more = block.subarray(0, Math.min(at, LONG_RECORD_BYTES_KEPT - this.#bytes));
      this.#beginning = Buffer.concat([this.#beginning, more]);
    }
    this.#bytes += at;
    if (ended) return block.subarray(at);
    // A copy: the bytes belong to whoever read them.
    this.#unsure = Buffer.from(block.subarray(at));
    this.#noteQuote();
    if (this.#quote !== null) {
      if (final) throw quoteUnclosed(this.#record, this.#quote.place);
      if (this.#bytes - this.#quote.at > QUOTED_BYTES_MAX) throw quoteTooFar(this.#record, this.#quote.place);
    }
    this.#skipped(this.#byteOffset);
    return null;
  }

  /** The record as the only row of a batch: one field, which holds its beginning. */
  toBatch(): RowBatch {
    const bytes = this.#beginning;
    return {
      bytes,
      fields: Int32Array.of(0, bytes.length),
      flags: Uint8Array.of(FIELD_PLAIN),
      rows: Int32Array.of(0, 1),
      rowCount: 1,
      firstRow: this.#record,
      offsets: Float64Array.of(this.#byteOffset, this.#byteOffset + this.#bytes),
      original: bytes,
      problems: new Map([[0, 'record.tooLong']]),
    };
  }

  #noteQuote(): void {
    const at = this.#end.openQuote;
    if (at === null) this.#quote = null;
    else if (this.#quote?.at !== at) this.#quote = { at, place: this.#placeOf(this.#byteOffset + at) };
  }
}
