import { setImmediate } from 'node:timers/promises';
import { CsvError, Parser } from 'csv-parse';
import type { TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_BYTES,
  BATCH_ROWS,
  OpenQuote,
  quoteUnclosed,
  RECORD_BYTES_MAX,
  recordTooLong,
  skipToRow,
  standsAt,
  type CsvSyntax,
  type ParseOptions,
} from './csv-syntax.ts';
import { cutFields, type FieldEnds } from './cut-fields.ts';
import { libraryOptions, type EndListener } from './library-options.ts';
import { LongRecord } from './long-record.ts';
import { CsvRecordEnd } from './record-end.ts';
import { refuseLongRows } from './refuse-long-rows.ts';
import type { RowBatch } from './row-batch.ts';

/** One turn of the event loop parses this much: csv-parse takes a few ms for it. */
const PIECE_BYTES = 32 * 1024;

/** csv-parse tells of the end of a row when it has seen this much behind it, at most. */
const LOOKAHEAD_BYTES = 64;

/**
 * Reads delimited text of any syntax with csv-parse. From csv-parse comes where fields and records end; what stands
 * between is cut out of the original bytes, so that offsets are exact and no text is decoded.
 * @throws OpenQuote, csv.tooWide, and the faults of the source
 */
export async function* parseByLibrary(
  source: TextSource,
  syntax: CsvSyntax,
  options: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const { cut = false, signal } = options;
  const reader = new LibraryReader(syntax, source.textStart, options);
  try {
    for await (const slice of source.read(signal ? { signal } : {})) {
      for (let at = 0; at < slice.length; at += PIECE_BYTES) {
        await reader.write(slice.subarray(at, at + PIECE_BYTES));
        if (reader.isFull()) yield* reader.takeBatches();
        await reader.passOverLongRecord();
        await setImmediate();
        signal?.throwIfAborted();
      }
    }
    const failure = cut ? null : await reader.end();
    yield* reader.takeBatches();
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
  readonly #options: ParseOptions;
  readonly #recordBytesMax: number;
  #parser: Parser;
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
  /** A record that is passed over, and one that was. */
  #long: LongRecord | null = null;
  #passed: RowBatch[] = [];

  constructor(syntax: CsvSyntax, textStart: number, options: ParseOptions) {
    this.#syntax = syntax;
    this.#textStart = textStart;
    this.#options = options;
    this.#recordBytesMax = options.recordBytesMax ?? RECORD_BYTES_MAX;
    this.#headerRows = syntax.headerRows;
    this.#parser = this.#startParser(0);
  }

  /** @param from position of the first byte that the parser is given */
  #startParser(from: number): Parser {
    const listener: EndListener = {
      endField: (end, quoted) => {
        this.#fieldEnds.push(from + end);
        this.#quoted.push(quoted);
      },
      endRow: (end) => this.#endRow(from + end),
    };
    const parser = new Parser(libraryOptions(this.#syntax, listener));
    // What fails comes back from write and end.
    parser.on('error', () => undefined);
    parser.resume();
    return parser;
  }

  get rowCount(): number {
    return this.#rowEnds.length;
  }

  isFull(): boolean {
    if (this.#passed.length > 0) return true;
    return this.rowCount >= BATCH_ROWS || (this.rowCount > 0 && this.#end - this.#nextRow >= BATCH_BYTES);
  }

  async write(piece: Buffer): Promise<void> {
    if (this.#long !== null) {
      const behind = this.#long.take(piece, false);
      if (behind !== null) await this.#goOnBehind(this.#long, behind);
      return;
    }
    this.#pieces.push(piece);
    this.#end += piece.length;
    await new Promise<void>((resolve, reject) => {
      this.#parser.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Reads what is left without a line end. Returns what the text ends in, where that is a quote that never closes: rows may
   * stand before it.
   */
  async end(): Promise<OpenQuote | null> {
    try {
      if (this.#long !== null) {
        const behind = this.#long.take(Buffer.alloc(0), true);
        if (behind !== null) await this.#goOnBehind(this.#long, behind);
      }
      await new Promise<void>((resolve, reject) => {
        this.#parser.once('error', reject);
        this.#parser.end(resolve);
      });
      return null;
    } catch (error) {
      if (error instanceof OpenQuote) return error;
      if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
      const place = this.#textStart + this.#openField();
      return quoteUnclosed(this.#nextRecord + this.rowCount, this.#options.placeOf?.(place) ?? place);
    }
  }

  close(): void {
    this.#parser.destroy();
  }

  /** Hands the complete rows on and keeps the rest. */
  *takeBatches(): Generator<RowBatch> {
    yield* this.#passed.splice(0);
    if (this.rowCount > 0) yield refuseLongRows(this.#takeRows(), this.#recordBytesMax);
  }

  #takeRows(): RowBatch {
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

  /**
   * Keeps memory bounded: passes over the record that is not complete yet when it is too long.
   * @throws csv.tooWide where that is the header, or a comment
   */
  async passOverLongRecord(): Promise<void> {
    const bytesMax = this.#recordBytesMax + LOOKAHEAD_BYTES;
    // A batch that is full was taken before: no complete row is left when this much is pending.
    if (this.#long !== null || this.rowCount > 0 || this.#end - this.#nextRow <= bytesMax) return;
    const block = this.#joined();
    const { comment } = this.#syntax;
    this.#nextRow = this.#first + skipToRow(block, this.#nextRow - this.#first, comment);
    const rest = block.subarray(this.#nextRow - this.#first);
    this.#pieces = [rest];
    this.#first = this.#nextRow;
    if (rest.length <= bytesMax) return;
    if (this.#headerRows > 0 || (comment !== null && standsAt(rest, 0, comment))) throw recordTooLong(this.#nextRecord);
    this.#parser.destroy();
    this.#pieces = [];
    const place = this.#textStart + this.#nextRow;
    this.#long = new LongRecord(this.#nextRecord, place, new CsvRecordEnd(this.#syntax), this.#options);
    const behind = this.#long.take(rest, false);
    if (behind !== null) await this.#goOnBehind(this.#long, behind);
  }

  /** @param behind the bytes behind a record that was passed over */
  async #goOnBehind(long: LongRecord, behind: Buffer): Promise<void> {
    const batch = long.toBatch();
    this.#passed.push(batch);
    this.#long = null;
    this.#nextRecord += 1;
    this.#nextRow = (batch.offsets[1] ?? 0) - this.#textStart;
    this.#first = this.#nextRow;
    this.#end = this.#nextRow;
    this.#fieldEnds = [];
    this.#quoted = [];
    this.#parser = this.#startParser(this.#nextRow);
    await this.write(behind);
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
