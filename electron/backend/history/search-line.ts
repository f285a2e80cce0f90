import type { Dialect } from '#shared/dialect.ts';
import { showRecord } from '#backend/check/show-record.ts';
import { fold } from './fold.ts';

/** Encodings in which a byte below 128 may be half of another character. */
const mixed = new Set<Dialect['encoding']>(['utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'big5', 'euc-kr']);

/** The part of a WHERE that finds a folded text in the line of a reject `r`, with its values. */
export interface LineSearch {
  readonly clause: string;
  readonly values: Readonly<Record<string, string>>;
}

/** SQLite itself looks for what is ASCII; other texts and encodings are decoded here, which takes ten times as long. */
export function lineSearch(query: string, dialect: Dialect): LineSearch {
  const isAscii = Buffer.byteLength(query) === query.length;
  const isCsv = dialect.format === 'csv' || dialect.format === 'ndjson';
  if (isAscii && !(isCsv && mixed.has(dialect.encoding))) {
    return { clause: 'instr(lower(CAST(r.bytes AS TEXT)), @query) > 0', values: { query } };
  }
  return {
    clause: 'instr(fold_line(r.bytes, @dialect), @query) > 0',
    values: { query, dialect: JSON.stringify(dialect) },
  };
}

/** Stands in SQL as `fold_line(bytes, dialect)`. */
export function makeFoldLine(): (bytes: unknown, dialect: unknown) => string {
  let known = '';
  let dialect: Dialect | null = null;
  return (bytes, text) => {
    if (!Buffer.isBuffer(bytes) || typeof text !== 'string') return '';
    if (text !== known || dialect === null) {
      // It comes from `lineSearch`, and from nowhere else.
      dialect = JSON.parse(text) as Dialect;
      known = text;
    }
    return fold(showRecord(bytes, dialect));
  };
}
