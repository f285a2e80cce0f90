import { isUtf8 } from 'node:buffer';
import type { TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_ROWS,
  quoteUnclosed,
  recordTooLong,
  standsAt,
  type CsvSyntax,
  type ParseOptions,
  type ScanMarks,
} from './csv-syntax.ts';
import { PendingText } from './pending-text.ts';
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
    if (scanner.add(slice)) yield* scanner.takeBatches(false);
  }
  yield* scanner.takeBatches(!cut);
}

/** Marks are ASCII here, so that fields of rows that are UTF-8 are too. Asked of all rows at once, it costs next to nothing. */
const isKnownText = (rows: Buffer): boolean => isUtf8(rows) && !rows.includes(0);

/** Finds the rows of what came. */
class Scanner {
  readonly #syntax: CsvSyntax;
  readonly #marks: ScanMarks;
  readonly #options: ParseOptions;
  readonly #pending: PendingText;
  readonly #table = new RowTable();
  /** Records of the header that are still to come. */
  #headerRows: number;

  constructor(syntax: CsvSyntax, marks: ScanMarks, textStart: number, options: ParseOptions) {
    this.#syntax = syntax;
    this.#marks = marks;
    this.#options = options;
    this.#pending = new PendingText(textStart, options);
    this.#headerRows = syntax.headerRows;
  }

  /** Returns whether there may be a whole row now. */
  add(slice: Buffer): boolean {
    this.#pending.add(slice);
    return this.#pending.isWorthLooking();
  }

  /**
   * The complete rows, if there are any. A batch is valid until the next is asked for.
   * @param final the file ends here
   */
  *takeBatches(final: boolean): Generator<RowBatch> {
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
  }

  #nextBatch(final: boolean): RowBatch | null {
    const pending = this.#pending;
    if (pending.inLongRecord) return pending.passOver(final);
    const block = { bytes: pending.bytes, byteOffset: pending.byteOffset, final };
    const table = this.#table;
    table.clear();
    const rowsMax = this.#headerRows > 0 ? this.#headerRows : BATCH_ROWS;
    const { next, openQuote } = scanRows(block, 0, this.#marks, table, rowsMax);
    pending.take(next);
    if (table.rowCount === 0) return this.#keepPending(openQuote < 0 ? -1 : openQuote - next, final);
    if (this.#headerRows > 0) {
      this.#headerRows -= table.rowCount;
      return this.#nextBatch(final);
    }
    const batch = table.toBatch(block, next, pending.nextRecord);
    pending.nextRecord += table.rowCount;
    return refuseLongRows({ ...batch, knownText: isKnownText(batch.original) }, pending.recordBytesMax);
  }

  /**
   * Keeps a row that is not complete for what comes next, or begins to pass over it.
   * @param openQuote position of the quote that is open in it, or -1
   */
  #keepPending(openQuote: number, final: boolean): RowBatch | null {
    const pending = this.#pending;
    const { byteOffset, nextRecord, recordBytesMax } = pending;
    pending.wantMore();
    if (final && openQuote >= 0) {
      throw quoteUnclosed(nextRecord, this.#options.placeOf?.(byteOffset + openQuote) ?? byteOffset + openQuote);
    }
    // A line end of two bytes may be complete by half.
    if (pending.length <= recordBytesMax + 2) return null;
    const { comment } = this.#marks;
    const isComment = comment !== null && standsAt(pending.bytes, 0, comment);
    if (this.#headerRows > 0 || isComment) throw recordTooLong(nextRecord);
    pending.beginLong(new CsvRecordEnd(this.#syntax));
    return this.#nextBatch(final);
  }
}
