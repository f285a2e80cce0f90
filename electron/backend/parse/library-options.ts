import type { Options } from 'csv-parse';
import type { CsvSyntax } from './csv-syntax.ts';

/** Told where csv-parse finds ends: positions from the first byte it was given. */
export interface EndListener {
  /** @param quoted whether the field opened with a quote */
  endField(end: number, quoted: boolean): void;
  /** @param end behind the line end */
  endRow(end: number): void;
}

/** Options that make csv-parse tell where fields and records end, and keep nothing. */
export const libraryOptions = (syntax: CsvSyntax, listener: EndListener): Options => ({
  encoding: null,
  delimiter: syntax.delimiter,
  quote: syntax.quote,
  escape: syntax.escape,
  ...(syntax.comment === null ? {} : { comment: syntax.comment.toString(), comment_no_infix: true }),
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // A quote inside an unquoted field is literal. One that closes before its field ends is found by cutFields.
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: 0,
  cast: (_value, { bytes, quoting }) => {
    listener.endField(bytes, quoting);
    return null;
  },
  on_record: (_record, { bytes }) => {
    listener.endRow(bytes);
    return null;
  },
});
