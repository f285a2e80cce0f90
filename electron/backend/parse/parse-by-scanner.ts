import { isUtf8 } from 'node:buffer';
import { SLICE_BYTES, type TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_ROWS,
  quoteUnclosed,
  RECORD_BYTES_MAX,
  recordTooLong,
  standsAt,
  type CsvSyntax,
  type ParseOptions,
  type ScanMarks,
} from './csv-syntax.ts';
import { LongRecord } from './long-record.ts';
import { CsvRecordEnd } from './record-end.ts';
import { refuseLongRows } from './refuse-long-rows.ts';
import type { RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';
import { scanRows } from './scan-rows.ts';

/**
 * Reads delimited text of the common dialect in one pass over its bytes, slice by slice; what a slice cuts off is
 * carried over to the next.
 * @throws OpenQuote, csv.tooWide, and the faults of the source
 */
export async function* parseByScanner(
  source: TextSource,
  syntax: CsvSyntax,
  marks: ScanMarks,
  options: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const { cut = false, signal } = options;
  const scanner = new Scanner(syntax, marks, source.textStart, options);
  for await (const slice of source.read({ signal, lent: true })) {
    scanner.add(slice);
    if (scanner.isWorthScanning()) yield* scanner.takeBatches(false);
  }
  yield* scanner.takeBatches(!cut);
}

/** Marks are ASCII here, so that fields of rows that are UTF-8 are too. Asked of all rows at once, it costs next to nothing. */
const isKnownText = (rows: Buffer): boolean => isUtf8(rows) && !rows.includes(0);

/** A slice, and what the one before left over. */
const BLOCK_BYTES = 2 * SLICE_BYTES;

/** The bytes that came and are in no batch yet. */
class Scanner {
  readonly #syntax: CsvSyntax;
  readonly #marks: ScanMarks;
  readonly #options: ParseOptions;
  readonly #recordBytesMax: number;
  readonly #table = new RowTable();
  /** Holds what is pending; its other bytes are those of batches that were handed out. */
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #start = 0;
  #end = 0;
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
  /** A record that is passed over. */
  #long: LongRecord | null = null;

  constructor(syntax: CsvSyntax, marks: ScanMarks, textStart: number, options: ParseOptions) {
    this.#syntax = syntax;
    this.#marks = marks;
    this.#byteOffset = textStart;
    this.#options = options;
    this.#recordBytesMax = options.recordBytesMax ?? RECORD_BYTES_MAX;
    this.#headerRows = syntax.headerRows;
  }

  /** Takes a copy: one block serves all slices, so that there is nothing to collect behind them. */
  add(slice: Buffer): void {
    const pendingBytes = this.#end - this.#start;
    const bytes = pendingBytes + slice.length;
    if (this.#end + slice.length > this.#block.length) {
      const to = bytes > this.#block.length ? Buffer.allocUnsafeSlow(2 * bytes) : this.#block;
      this.#block.copy(to, 0, this.#start, this.#end);
      this.#block = to;
      this.#start = 0;
      this.#end = pendingBytes;
    }
    slice.copy(this.#block, this.#end);
    this.#end += slice.length;
  }

  isWorthScanning(): boolean {
    return this.#long !== null || this.#end - this.#start >= Math.min(this.#bytesWanted, this.#recordBytesMax);
  }

  /**
   * The complete rows, if there are any. A batch is valid until the next is asked for.
   * @param final the file ends here
   */
  *takeBatches(final: boolean): Generator<RowBatch> {
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
  }

  #nextBatch(final: boolean): RowBatch | null {
    const bytes = this.#block.subarray(this.#start, this.#end);
    if (this.#long !== null) return this.#passOver(this.#long, bytes, final);
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
    this.#byteOffset += next;
    this.#start += next;
    if (table.rowCount === 0) return this.#keepPending(bytes.subarray(next), openQuote - next, final);
    this.#bytesWanted = 0;
    if (this.#headerRows > 0) {
      this.#headerRows -= table.rowCount;
      return this.#nextBatch(final);
    }
    const batch = table.toBatch(block, next, this.#nextRecord);
    this.#nextRecord += table.rowCount;
    return refuseLongRows({ ...batch, knownText: isKnownText(batch.original) }, this.#recordBytesMax);
  }

  /** Keeps a row that is not complete for what comes next, or begins to pass over it. */
  #keepPending(rest: Buffer, openQuote: number, final: boolean): RowBatch | null {
    this.#bytesWanted = 2 * rest.length;
    if (final && openQuote >= 0) {
      const place = this.#options.placeOf?.(this.#byteOffset + openQuote) ?? this.#byteOffset + openQuote;
      throw quoteUnclosed(this.#nextRecord, place);
    }
    // A line end of two bytes may be complete by half.
    if (rest.length <= this.#recordBytesMax + 2) return null;
    const { comment } = this.#marks;
    if (this.#headerRows > 0 || (comment !== null && standsAt(rest, 0, comment))) throw recordTooLong(this.#nextRecord);
    this.#long = new LongRecord(this.#nextRecord, this.#byteOffset, new CsvRecordEnd(this.#syntax), this.#options);
    return this.#nextBatch(final);
  }

  #passOver(long: LongRecord, bytes: Buffer, final: boolean): RowBatch | null {
    const behind = long.take(bytes, final);
    this.#start = this.#end;
    if (behind === null) return null;
    this.#long = null;
    const batch = long.toBatch();
    this.add(behind);
    this.#byteOffset = batch.offsets[1] ?? 0;
    this.#bytesWanted = 0;
    this.#nextRecord += 1;
    return batch;
  }
}
