import type { Dialect, Encoding, Format } from '#shared/dialect.ts';

const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
  '\u001f': 'unit separator',
  '\u0001': 'start of heading',
};

/** A line may end in any of them, whatever was found first. */
export const lineEndNames: Readonly<Record<Dialect['lineEnd'], string>> = {
  lf: 'LF',
  crlf: 'CRLF',
  cr: 'CR',
  mixed: 'mixed',
};

export const formatNames: Readonly<Record<Format, string>> = {
  csv: 'CSV',
  json: 'JSON',
  ndjson: 'NDJSON',
  avro: 'AVRO',
  xlsx: 'Excel',
};

export const dateOrderNames: Readonly<Record<Dialect['dateOrder'], string>> = {
  iso: 'ISO',
  dmy: 'day first',
  mdy: 'month first',
  ymd: 'year first',
};

/** `utf-8` → `UTF-8`; names that are words stay as they are. */
export const encodingName = (encoding: Encoding): string =>
  /^(windows|macintosh|shift)/.test(encoding) ? encoding : encoding.toUpperCase();

/** A mark between fields or digits in a word, where it has one. */
export const markName = (mark: string): string => delimiterNames[mark] ?? mark.replaceAll('\t', '\\t');

export const nullName = (marker: string): string => (marker === '' ? 'empty' : marker);

/** How a file is read, in words: `UTF-8, comma, quote ", no header, LF, empty is null`. */
export function showDialect(dialect: Dialect): string {
  const { format, encoding, dateOrder, decimal, thousands, skipLines, comment, sheet } = dialect;
  const isCsv = format === 'csv';
  const nulls = [dialect.nullMarker, ...dialect.moreNullMarkers].map(nullName).join(' or ');
  return [
    ...(isCsv ? [] : [formatNames[format]]),
    ...(sheet === null ? [] : [`sheet ${sheet}`]),
    encodingName(encoding),
    ...(isCsv
      ? [
          markName(dialect.delimiter),
          dialect.quote === null ? 'no quotes' : `quote ${dialect.quote}`,
          ...(dialect.escape === dialect.quote || dialect.escape === null ? [] : [`escape ${dialect.escape}`]),
          dialect.header ? 'header' : 'no header',
          lineEndNames[dialect.lineEnd],
          `${nulls} is null`,
        ]
      : []),
    ...(skipLines === 0 ? [] : [`${skipLines} lines skipped`]),
    ...(comment === null ? [] : [`comment ${comment}`]),
    ...(dateOrder === 'iso' ? [] : [`dates ${dateOrderNames[dateOrder]}`]),
    ...(decimal === '.' ? [] : ['decimal comma']),
    ...(thousands === null ? [] : [`thousands ${markName(thousands)}`]),
  ].join(', ');
}
