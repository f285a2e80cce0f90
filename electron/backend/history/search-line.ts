import type { Dialect } from '#shared/dialect.ts';
import { showRecord } from '#backend/check/show-record.ts';
import { bytesAt, type RejectBlock } from './reject-block.ts';

/** Encodings in which a byte below 128 may be half of another character. */
const mixed = new Set<Dialect['encoding']>(['utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'big5', 'euc-kr']);

/** Finds the rows of a block whose line holds a text, whatever its case. */
export interface LineSearch {
  readonly query: string;
  readonly rows: (block: RejectBlock) => number[];
}

/** @param query in small letters */
export function lineSearch(query: string, dialect: Dialect): LineSearch {
  const isAscii = Buffer.byteLength(query) === query.length;
  const isText = dialect.format === 'csv' || dialect.format === 'ndjson';
  if (isAscii && !(isText && mixed.has(dialect.encoding)))
    return { query, rows: (block) => rowsWithAscii(block, query) };
  // Rows are decoded one by one only where one of them holds the text.
  const mayHold = (block: RejectBlock): boolean =>
    !isText || dialect.encoding !== 'utf-8' || block.bytes.toString('utf8').toLowerCase().includes(query);
  return { query, rows: (block) => (mayHold(block) ? rowsWithText(block, query, dialect) : []) };
}

/** All bytes at once: beyond ASCII, a byte and its small letter are one byte each, and cannot be part of the text. */
function rowsWithAscii(block: RejectBlock, query: string): number[] {
  const { bytes, ends } = block;
  const text = bytes.toString('latin1').toLowerCase();
  const rows: number[] = [];
  let row = 0;
  for (let at = text.indexOf(query); at >= 0;) {
    while ((ends[row] ?? 0) <= at) row += 1;
    const end = ends[row] ?? 0;
    const isWithin = at + query.length <= end;
    if (isWithin) rows.push(row);
    at = text.indexOf(query, isWithin ? end : at + 1);
  }
  return rows;
}

function rowsWithText(block: RejectBlock, query: string, dialect: Dialect): number[] {
  const rows: number[] = [];
  for (let row = 0; row < block.ends.length; row += 1) {
    if (showRecord(bytesAt(block, row), dialect).toLowerCase().includes(query)) rows.push(row);
  }
  return rows;
}
