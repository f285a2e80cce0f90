import type { Dialect } from '#shared/dialect.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { commonMarks, csvSyntax, type ParseOptions } from './csv-syntax.ts';
import { dropLines } from './drop-lines.ts';
import { parseByLibrary } from './parse-by-library.ts';
import { parseByScanner } from './parse-by-scanner.ts';
import type { RowBatch } from './row-batch.ts';
import { inEncoding } from './in-encoding.ts';
import { withLine } from './with-line.ts';

/**
 * Reads delimited text into batches of rows. A header is left out and not counted; a blank line or a comment holds no row; a
 * line ends with LF, CR LF or CR, whatever came before. A quote inside an unquoted field is literal; one that closes
 * before its field ends makes the row a `quote.invalid`, and reading goes on at the next line. Bytes that are no text in
 * the encoding make a field that is not UTF-8. Follows RFC 4180 where that says anything. Two parsers, one answer: the
 * scanner reads the common dialect, csv-parse every other. A record that is longer than is read is a `record.tooLong`.
 * @throws csv.dialect, csv.quoteUnclosed, csv.quoteTooFar, csv.tooWide, and the faults of the source
 */
export function parseCsv(source: TextSource, dialect: Dialect, options: ParseOptions = {}): AsyncGenerator<RowBatch> {
  const syntax = csvSyntax(dialect);
  const batches = inEncoding(source, dialect.encoding, options, async function* parse(text, more) {
    const marks = commonMarks(syntax);
    const lines = await dropLines(text, dialect.skipLines, more.signal);
    yield* marks === null ? parseByLibrary(lines, syntax, more) : parseByScanner(lines, syntax, marks, more);
  });
  return withLine(batches, source, dialect.encoding);
}
