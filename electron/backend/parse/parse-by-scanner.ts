import type { TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_ROWS,
  quoteUnclosed,
  RECORD_BYTES_MAX,
  recordTooLong,
  type ParseOptions,
  type ScanMarks,
} from './csv-syntax.ts';
import type { RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';
import { scanRows } from './scan-rows.ts';

/**
 * Reads delimited text of the common dialect in one pass over its bytes, slice by slice; what a slice cuts off is
 * carried over to the next.
 * @throws csv.quoteUnclosed, csv.quoteTooFar, csv.tooWide, and the faults of the source
 */
export async function* parseByScanner(
  source: TextSource,
  marks: ScanMarks & { readonly headerRows: number },
  { cut = false, placeOf = (at) => at, signal }: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const scanner = new Scanner(marks, source.textStart, placeOf);
  for await (const slice of source.read(signal ? { signal } : {})) {
    scanner.add(slice);
    if (scanner.isWorthScanning()) yield* scanner.takeBatches(false);
  }
  yield* scanner.takeBatches(!cut);
}

/** The bytes that came and are in no batch yet. */
class Scanner {
  readonly #marks: ScanMarks;
  readonly #table = new RowTable();
  readonly #placeOf: (byteOffset: number) => number;
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  /** Offset in the file of the first pending byte. */
  #byteOffset: number;
  /**
   * With fewer pending bytes there is no use in scanning. Grows twofold, so that a long record is scanned a few times
   * only.
   */
  #bytesWanted = 0;
  #nextRecord = 1;
  /** Records of the header that are still to come. */
  #headerRows: number;

  constructor(
    marks: ScanMarks & { readonly headerRows: number },
    textStart: number,
    placeOf: (byteOffset: number) => number,
  ) {
    this.#marks = marks;
    this.#byteOffset = textStart;
    this.#placeOf = placeOf;
    this.#headerRows = marks.headerRows;
  }

  add(slice: Buffer): void {
    this.#pieces.push(slice);
    this.#pendingBytes += slice.length;
  }

  isWorthScanning(): boolean {
    return this.#pendingBytes >= Math.min(this.#bytesWanted, RECORD_BYTES_MAX);
  }

  /**
   * The complete rows, if there are any. A batch is valid until the next is asked for.
   * @param final the file ends here
   */
  *takeBatches(final: boolean): Generator<RowBatch> {
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
  }

  #nextBatch(final: boolean): RowBatch | null {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    const block = { bytes, byteOffset: this.#byteOffset, final };
    const table = this.#table;
    table.clear();
    const { next, openQuote } = scanRows(
      block,
      0,
      this.#marks,
      table,
      this.#headerRows > 0 ? this.#headerRows : BATCH_ROWS,
    );
    this.#pieces = [bytes.subarray(next)];
    this.#pendingBytes = bytes.length - next;
    this.#byteOffset += next;
    if (table.rowCount === 0) {
      this.#bytesWanted = 2 * this.#pendingBytes;
      const quoteAt = openQuote < 0 ? null : this.#placeOf(block.byteOffset + openQuote);
      if (final && quoteAt !== null) throw quoteUnclosed(this.#nextRecord, quoteAt);
      if (this.#pendingBytes > RECORD_BYTES_MAX) throw recordTooLong(this.#nextRecord, quoteAt);
      return null;
    }
    this.#bytesWanted = 0;
    if (this.#headerRows > 0) {
      this.#headerRows -= table.rowCount;
      return this.#nextBatch(final);
    }
    const batch = table.toBatch(block, next, this.#nextRecord);
    this.#nextRecord += table.rowCount;
    return batch;
  }
}
