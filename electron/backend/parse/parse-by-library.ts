import { setImmediate } from 'node:timers/promises';
import { CsvError, Parser } from 'csv-parse';
import type { FaultError } from '#shared/fault.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_BYTES,
  BATCH_ROWS,
  quoteUnclosed,
  RECORD_BYTES_MAX,
  recordTooLong,
  skipToRow,
  standsAt,
  type CsvSyntax,
  type ParseOptions,
} from './csv-syntax.ts';
import { cutFields, findClosingQuote, type FieldEnds } from './cut-fields.ts';
import { libraryOptions, type EndListener } from './library-options.ts';
import type { RowBatch } from './row-batch.ts';

/** One turn of the event loop parses this much: csv-parse takes a few ms for it. */
const PIECE_BYTES = 32 * 1024;

/**
 * Reads delimited text of any syntax with csv-parse. From csv-parse comes where fields and records end; what stands
 * between is cut out of the original bytes, so that offsets are exact and no text is decoded.
 * @throws csv.quoteUnclosed, csv.quoteTooFar, csv.tooWide, and the faults of the source
 */
export async function* parseByLibrary(
  source: TextSource,
  syntax: CsvSyntax,
  { cut = false, placeOf = (at) => at, signal }: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const reader = new LibraryReader(syntax, source.textStart, placeOf);
  try {
    for await (const slice of source.read(signal ? { signal } : {})) {
      for (let at = 0; at < slice.length; at += PIECE_BYTES) {
        await reader.write(slice.subarray(at, at + PIECE_BYTES));
        if (reader.isFull()) yield reader.takeBatch();
        reader.refuseLongRecord();
        await setImmediate();
        signal?.throwIfAborted();
      }
    }
    const failure = cut ? null : await reader.end();
    if (reader.rowCount > 0) yield reader.takeBatch();
    if (failure !== null) throw failure;
  } finally {
    reader.close();
  }
}

/**
 * A csv-parse parser with the bytes that went in and are in no batch yet. Positions count from the text's first byte.
 */
class LibraryReader {
  readonly #syntax: CsvSyntax;
  readonly #textStart: number;
  readonly #parser: Parser;
  readonly #placeOf: (byteOffset: number) => number;
  #pieces: Buffer[] = [];
  /** Position of the first byte in `pieces`, and behind the last. */
  #first = 0;
  #end = 0;
  /** Where the next row to be taken begins, but for blank lines. */
  #nextRow = 0;
  #nextRecord = 1;
  /** Records of the header that are still to come. */
  #headerRows: number;
  #fieldEnds: number[] = [];
  #quoted: boolean[] = [];
  #rowEnds: number[] = [];
  #rowFields: number[] = [];

  constructor(syntax: CsvSyntax, textStart: number, placeOf: (byteOffset: number) => number) {
    this.#syntax = syntax;
    this.#textStart = textStart;
    this.#placeOf = placeOf;
    this.#headerRows = syntax.headerRows;
    const listener: EndListener = {
      endField: (end, quoted) => {
        this.#fieldEnds.push(end);
        this.#quoted.push(quoted);
      },
      endRow: (end) => this.#endRow(end),
    };
    this.#parser = new Parser(libraryOptions(syntax, listener));
    // What fails comes back from write and end.
    this.#parser.on('error', () => undefined);
    this.#parser.resume();
  }

  get rowCount(): number {
    return this.#rowEnds.length;
  }

  isFull(): boolean {
    return this.rowCount >= BATCH_ROWS || (this.rowCount > 0 && this.#end - this.#nextRow >= BATCH_BYTES);
  }

  async write(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
    this.#end += piece.length;
    await new Promise<void>((resolve, reject) => {
      this.#parser.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Reads what is left without a line end. Returns the fault that the text ends in, if it does: rows may stand before
   * it.
   */
  async end(): Promise<FaultError | null> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#parser.once('error', reject);
        this.#parser.end(resolve);
      });
      return null;
    } catch (error) {
      if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
      return quoteUnclosed(this.#nextRecord + this.rowCount, this.#placeOf(this.#textStart + this.#openField()));
    }
  }

  close(): void {
    this.#parser.destroy();
  }

  /** Hands the complete rows on and keeps the rest. */
  takeBatch(): RowBatch {
    const block = this.#joined();
    const { rowCount } = this;
    const batch = cutFields(block, this.#nextRow - this.#first, this.#ends(), this.#syntax, {
      byteOffset: this.#textStart + this.#first,
      firstRow: this.#nextRecord,
    });
    const taken = this.#rowFields[rowCount - 1] ?? 0;
    this.#fieldEnds = this.#fieldEnds.slice(taken);
    this.#quoted = this.#quoted.slice(taken);
    this.#rowEnds = [];
    this.#rowFields = [];
    this.#nextRecord += rowCount;
    this.#nextRow = (batch.offsets[rowCount] ?? 0) - this.#textStart;
    this.#pieces = [block.subarray(this.#nextRow - this.#first)];
    this.#first = this.#nextRow;
    return batch;
  }

  /** Keeps memory bounded: raises a fault when the record that is not complete yet is too long. */
  refuseLongRecord(): void {
    // A batch that is full was taken before: no complete row is left when this much is pending.
    if (this.#end - this.#nextRow <= RECORD_BYTES_MAX) return;
    const block = this.#joined();
    this.#nextRow = this.#first + skipToRow(block, this.#nextRow - this.#first, this.#syntax.comment);
    this.#pieces = [block.subarray(this.#nextRow - this.#first)];
    this.#first = this.#nextRow;
    if (this.#end - this.#nextRow <= RECORD_BYTES_MAX) return;
    this.#refuseRecord(this.#joined());
  }

  #refuseRecord(block: Buffer): never {
    const open = this.#openField();
    const { quote, escape } = this.#syntax;
    const from = open - this.#first;
    const quoteOpen =
      quote !== null &&
      standsAt(block, from, quote) &&
      findClosingQuote(block, from + quote.length, block.length, quote, escape) === null;
    throw recordTooLong(this.#nextRecord + this.rowCount, quoteOpen ? this.#placeOf(this.#textStart + open) : null);
  }

  #endRow(end: number): void {
    if (this.#headerRows > 0) {
      this.#headerRows -= 1;
      this.#fieldEnds = [];
      this.#quoted = [];
      this.#nextRow = end;
      return;
    }
    this.#rowEnds.push(end);
    this.#rowFields.push(this.#fieldEnds.length);
  }

  #ends(): FieldEnds {
    const inBlock = (position: number): number => position - this.#first;
    return {
      fieldEnds: this.#fieldEnds.map(inBlock),
      quoted: this.#quoted,
      rowEnds: this.#rowEnds.map(inBlock),
      rowFields: this.#rowFields,
    };
  }

  /** Where the field begins that is not complete yet. */
  #openField(): number {
    const inRow = this.#fieldEnds.length > (this.#rowFields.at(-1) ?? 0);
    const before = this.#fieldEnds.at(-1);
    if (inRow && before !== undefined) return before + this.#syntax.delimiter.length;
    const rowStart = this.#rowEnds.at(-1) ?? this.#nextRow;
    return this.#first + skipToRow(this.#joined(), rowStart - this.#first, this.#syntax.comment);
  }

  #joined(): Buffer {
    const block = Buffer.concat(this.#pieces);
    this.#pieces = [block];
    return block;
  }
}
