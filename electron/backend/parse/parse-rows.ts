import { type Dialect, plainDialect } from '#shared/dialect.ts';
import type { Source, TextSource } from '#backend/source/open-source.ts';
import type { ParseOptions } from './csv-syntax.ts';
import { parseCsv } from './parse-csv.ts';
import { parseAvro } from './parse-avro.ts';
import { parseJson } from './parse-json.ts';
import { parseNdjson } from './parse-ndjson.ts';
import { parseXlsx } from './parse-xlsx.ts';
import type { RowBatch } from './row-batch.ts';

/** What rows can be read from: text in memory, or a file. */
export type RowSource = TextSource & Partial<Pick<Source, 'name' | 'archive' | 'packing'>>;

/**
 * Reads a file of any format into batches of rows.
 * @throws what the parser of its format throws, and the faults of the source
 */
export function parseRows(source: RowSource, dialect: Dialect, options: ParseOptions = {}): AsyncGenerator<RowBatch> {
  switch (dialect.format) {
    case 'csv':
      return parseCsv(source, dialect, options);
    case 'json':
      return parseJson(source, dialect, options);
    case 'ndjson':
      return parseNdjson(source, dialect, options);
    case 'avro':
      return parseAvro(source, dialect, options);
    case 'xlsx':
      return parseXlsx(source, dialect, options);
  }
}

/**
 * The dialect of the bytes that are kept of a record: of a table without text of its own they are CSV that stands for it,
 * and a JSON array is kept in UTF-8.
 */
export function recordDialect(dialect: Dialect): Dialect {
  if (dialect.format === 'avro' || dialect.format === 'xlsx') return { ...dialect, ...keptAsCsv };
  return dialect.format === 'json' ? { ...dialect, encoding: 'utf-8' } : dialect;
}

const { encoding, delimiter, quote, escape, lineEnd } = plainDialect;
const keptAsCsv = { format: 'csv', encoding, delimiter, quote, escape, lineEnd, comment: null, skipLines: 0 } as const;
