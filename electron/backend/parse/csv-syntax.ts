import type { Dialect } from '#shared/dialect.ts';
import { fault, type FaultError, type FaultValues } from '#shared/fault.ts';

export const CR = 0x0d;
export const LF = 0x0a;

/** A longer record is one reject: to be read it would have to be held whole. */
export const RECORD_BYTES_MAX = 16 * 1024 * 1024;
/** So much of the beginning of a longer record is at hand with its row. */
export const LONG_RECORD_BYTES_KEPT = 64 * 1024;
/** A quote that does not close within this is taken for one that never does. */
export const QUOTED_BYTES_MAX = 256 * 1024 * 1024;
/** A batch is handed on when it has this many rows, or this many bytes of text. */
export const BATCH_ROWS = 4096;
export const BATCH_BYTES = 128 * 1024;

/** The marks of a dialect as bytes. */
export interface CsvSyntax {
  readonly delimiter: Buffer;
  readonly quote: Buffer | null;
  /** Null: nothing makes a quote inside quotes plain. */
  readonly escape: Buffer | null;
  /** A line that begins with this holds no row; null: no line does. */
  readonly comment: Buffer | null;
  /** Records of the header; 0 where there is none. */
  readonly headerRows: number;
}

/** How far a parser goes. */
export interface ParseOptions {
  /** The source is the beginning of a longer one: a record that its end cuts off is left out. */
  readonly cut?: boolean;
  /** Where a byte that the parser was given stands in the file; without it, at the same place. */
  readonly placeOf?: (byteOffset: number) => number;
  /** Told while a long record is passed over: nothing before its end is asked for again, but where it begins. */
  readonly skipped?: (byteOffset: number) => void;
  /** Bytes of the longest record that is read; RECORD_BYTES_MAX. */
  readonly recordBytesMax?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bytes of a dialect's marks.
 * @throws csv.dialect when they cannot be told apart from each other or from a line end
 */
export function csvSyntax({ delimiter, quote, escape, comment, header, headerLines }: Dialect): CsvSyntax {
  const refuse = (reason: string): FaultError => fault('csv.dialect', { reason });
  if (delimiter === '') throw refuse('it has no delimiter');
  for (const mark of [delimiter, quote ?? '', escape ?? '', comment ?? '']) {
    if (/[\r\n]/.test(mark)) throw refuse('a line end cannot be a mark');
    if (!mark.isWellFormed()) throw refuse('a mark is half of a character');
  }
  if (quote !== null && delimiter.includes(quote)) throw refuse('the quote is part of the delimiter');
  if (quote !== null && escape !== null && delimiter.startsWith(escape)) {
    throw refuse('the delimiter begins with the escape');
  }
  if (comment !== null && [delimiter, quote ?? '', escape ?? ''].some((mark) => overlap(mark, comment))) {
    throw refuse('a comment begins like another mark');
  }
  return {
    delimiter: Buffer.from(delimiter),
    quote: quote === null ? null : Buffer.from(quote),
    escape: quote === null || escape === null ? null : Buffer.from(escape),
    comment: comment === null ? null : Buffer.from(comment),
    headerRows: header ? headerLines : 0,
  };
}

const overlap = (mark: string, comment: string): boolean =>
  mark !== '' && (mark.startsWith(comment) || comment.startsWith(mark));

/** The common dialect: a delimiter of one byte; a quote of one byte that doubling makes plain, or -1 for none. */
export interface ScanMarks {
  readonly delimiter: number;
  readonly quote: number;
  readonly comment: Buffer | null;
}

/** The marks of a syntax where it is the common dialect, else null. */
export function commonMarks({ delimiter, quote, escape, comment }: CsvSyntax): ScanMarks | null {
  const [mark] = delimiter;
  if (mark === undefined || delimiter.length > 1) return null;
  if (quote === null) return { delimiter: mark, quote: -1, comment };
  const [enclosing] = quote;
  if (enclosing === undefined || quote.length > 1 || escape === null || !escape.equals(quote)) return null;
  return { delimiter: mark, quote: enclosing, comment };
}

/** Whether `mark` stands in `bytes` at `at`. */
export function standsAt(bytes: Buffer, at: number, mark: Buffer): boolean {
  for (let i = 0; i < mark.length; i += 1) if (bytes[at + i] !== mark[i]) return false;
  return true;
}

/** Position of the next line end from `at`, or the end of the bytes. */
export function lineEndFrom(bytes: Buffer, at: number): number {
  let to = at;
  while (to < bytes.length && bytes[to] !== LF && bytes[to] !== CR) to += 1;
  return to;
}

/**
 * Where the next row begins from `at`, the beginning of a line: behind blank lines and comments. A comment that the end of the
 * bytes cuts is not passed over.
 */
export function skipToRow(bytes: Buffer, at: number, comment: Buffer | null): number {
  let to = at;
  for (;;) {
    while (bytes[to] === LF || bytes[to] === CR) to += 1;
    if (comment === null || to >= bytes.length || !standsAt(bytes, to, comment)) return to;
    const end = lineEndFrom(bytes, to);
    if (end === bytes.length) return to;
    to = end;
  }
}

/** A quote that is open at the end of the file; the place is one in the file. Which line that is in, `withLine` adds. */
export const quoteUnclosed = (record: number, byteOffset: number): OpenQuote =>
  new OpenQuote('csv.quoteUnclosed', { record, byteOffset });

/** A quote that opened in the file and did not close within QUOTED_BYTES_MAX. */
export const quoteTooFar = (record: number, byteOffset: number): OpenQuote =>
  new OpenQuote('csv.quoteTooFar', { record, byteOffset, limit: mebibytes(QUOTED_BYTES_MAX) });

const mebibytes = (bytes: number): string => `${bytes / (1024 * 1024)} MiB`;

/** A header, or a comment, that is longer than RECORD_BYTES_MAX: no row that could be rejected. */
export const recordTooLong = (record: number): FaultError =>
  fault('csv.tooWide', { record, limit: mebibytes(RECORD_BYTES_MAX) });

/** What reading ends with where a quote does not close; it becomes a fault as soon as the line is known. */
export class OpenQuote extends Error {
  readonly byteOffset: number;
  readonly #code: 'csv.quoteUnclosed' | 'csv.quoteTooFar';
  readonly #values: FaultValues;

  constructor(code: 'csv.quoteUnclosed' | 'csv.quoteTooFar', values: FaultValues & { readonly byteOffset: number }) {
    super(code);
    this.#code = code;
    this.#values = values;
    this.byteOffset = values.byteOffset;
  }

  inLine(line: number): FaultError {
    return fault(this.#code, { ...this.#values, line });
  }
}
