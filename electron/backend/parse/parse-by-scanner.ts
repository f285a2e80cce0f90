import { isUtf8 } from 'node:buffer';
import type { TextSource } from '#backend/source/open-source.ts';
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
  for await (const slice of source.read(signal ? { signal } : {})) {
    scanner.add(slice);
    if (scanner.isWorthScanning()) yield* scanner.takeBatches(false);
  }
  yield* scanner.takeBatches(!cut);
}

/** Marks are ASCII here, so that fields of rows that are UTF-8 are too. Asked of all rows at once, it costs next to nothing. */
const isKnownText = (rows: Buffer): boolean => isUtf8(rows) && !rows.includes(0);

/** The bytes that came and are in no batch yet. */
class Scanner {
  readonly #syntax: CsvSyntax;
  readonly #marks: ScanMarks;
  readonly #options: ParseOptions;
  readonly #recordBytesMax: number;
  readonly #table = new RowTable();
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

  add(slice: Buffer): void {
    this.#pieces.push(slice);
    this.#pendingBytes += slice.length;
  }

  isWorthScanning(): boolean {
    return this.#long !== null || this.#pendingBytes >= Math.min(this.#bytesWanted, this.#recordBytesMax);
  }

  /**
   * The complete rows, if there are any. A batch is valid until the next is asked for.
   * @param final the file ends here
   */
  *takeBatches(final: boolean): Generator<RowBatch> {
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
  }

  #nextBatch(final: boolean): RowBatch | null {
    const bytes = this.#takePending();
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
    if (table.rowCount === 0) return this.#keepPending(bytes.subarray(next), openQuote - next, final);
    this.#keepRest(bytes.subarray(next));
    this.#bytesWanted = 0;
    if (this.#headerRows > 0) {
      this.#headerRows -= table.rowCount;
      return this.#nextBatch(final);
    }
    const batch = table.toBatch(block, next, this.#nextRecord);
    this.#nextRecord += table.rowCount;
    return refuseLongRows({ ...batch, knownText: isKnownText(batch.original) }, this.#recordBytesMax);
  }

  #takePending(): Buffer {
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    return bytes;
  }

  #keepRest(rest: Buffer): void {
    this.#pieces = [rest];
    this.#pendingBytes = rest.length;
  }

  /** Keeps a row that is not complete for what comes next, or begins to pass over it. */
  #keepPending(rest: Buffer, openQuote: number, final: boolean): RowBatch | null {
    this.#keepRest(rest);
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
    if (behind === null) return null;
    this.#long = null;
    const batch = long.toBatch();
    this.#keepRest(behind);
    this.#byteOffset = batch.offsets[1] ?? 0;
    this.#bytesWanted = 0;
    this.#nextRecord += 1;
    return batch;
  }
}
