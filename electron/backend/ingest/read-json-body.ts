import { fault, type FaultError } from '#shared/fault.ts';
import { lineEndFrom, skipToRow } from '#backend/parse/csv-syntax.ts';
import { FIELD_PLAIN, type RowBatch } from '#backend/parse/row-batch.ts';
import type { JsonRecord } from '#backend/parse/json-record.ts';
import { isBlank, scanValue, skipBlanks } from '#backend/parse/json-scan.ts';
import type { RowTable } from '#backend/parse/row-table.ts';
import { findJsonProblem, placeOf } from './json-problem.ts';

export interface JsonBody {
  readonly record: JsonRecord;
  /** Is filled; serves request after request. */
  readonly table: RowTable;
  readonly rowsMax: number;
  /** Told the columns that a row names, right after it was read. */
  readonly afterRow: (row: number) => void;
}

/**
 * Reads one object, or an array of 1 to `rowsMax`, into a batch whose rows begin at record 1. An element that is JSON but no
 * object is a row of its own, `record.invalid`.
 * Faults: ingest.json (with the place), ingest.emptyBatch, ingest.tooManyRows.
 */
export function readJsonBody(bytes: Buffer, { record, table, rowsMax, afterRow }: JsonBody): RowBatch {
  const end = bytes.length;
  table.clear();
  let at = skipBlanks(bytes, startOf(bytes), end);
  const inArray = bytes[at] === 0x5b && at < end;
  const readRow = (): void => {
    let to = record.addObject(bytes, at, end, table);
    if (to < 0) {
      to = scanValue(bytes, at, end);
      if (to < 0) throw notJson(bytes, at);
      table.dropOpenRow();
      table.addField(at, to, FIELD_PLAIN);
      table.addProblem('record.invalid');
    }
    table.endRow(at);
    afterRow(table.rowCount - 1);
    at = skipBlanks(bytes, to, end);
  };
  let last = at;
  if (inArray) {
    at = skipBlanks(bytes, at + 1, end);
    if (at < end && bytes[at] === 0x5d) at += 1;
    else {
      for (;;) {
        if (table.rowCount === rowsMax) throw fault('ingest.tooManyRows', { max: rowsMax });
        readRow();
        last = at;
        if (bytes[at] === 0x5d && at < end) {
          at += 1;
          break;
        }
        if (bytes[at] !== 0x2c || at >= end) throw notJson(bytes, 0);
        at = skipBlanks(bytes, at + 1, end);
      }
    }
    at = skipBlanks(bytes, at, end);
  } else if (at < end) {
    readRow();
    last = at;
  }
  if (at < end) throw invalid(bytes, 'something stands behind the rows', at);
  if (table.rowCount === 0) throw fault('ingest.emptyBatch', { max: rowsMax });
  const batch = table.toBatch({ bytes, byteOffset: 0 }, last, 1);
  // Offsets of rows are those of the whole body: what stands before the first belongs to nobody.
  return { ...batch, bytes: record.takeBytes(bytes), original: bytes };
}

/**
 * Reads lines of JSON (ndjson.org), 1 to `rowsMax` objects; a line that is none is a row of its own, `record.invalid`.
 * Faults: ingest.emptyBatch, ingest.tooManyRows.
 */
export function readNdjsonBody(bytes: Buffer, { record, table, rowsMax, afterRow }: JsonBody): RowBatch {
  table.clear();
  let at = skipToRow(bytes, startOf(bytes), null);
  let end = at;
  while (at < bytes.length) {
    end = lineEndFrom(bytes, at);
    const from = skipBlanks(bytes, at, end);
    if (from < end) {
      if (table.rowCount === rowsMax) throw fault('ingest.tooManyRows', { max: rowsMax });
      const to = record.addObject(bytes, from, end, table);
      if (to < 0 || skipBlanks(bytes, to, end) < end) {
        table.dropOpenRow();
        table.addField(from, end, FIELD_PLAIN);
        table.addProblem('record.invalid');
      }
      table.endRow(from);
      afterRow(table.rowCount - 1);
    }
    at = skipToRow(bytes, end, null);
  }
  if (table.rowCount === 0) throw fault('ingest.emptyBatch', { max: rowsMax });
  const batch = table.toBatch({ bytes, byteOffset: 0 }, end, 1);
  return { ...batch, bytes: record.takeBytes(bytes), original: bytes };
}

/** Behind a byte order mark, which a parser may ignore (RFC 8259, section 8.1). */
const startOf = (bytes: Buffer): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

function notJson(bytes: Buffer, at: number): FaultError {
  const from = at === 0 ? skipBlanks(bytes, startOf(bytes), bytes.length) : at;
  const found = findJsonProblem(bytes, from, bytes.length);
  return invalid(bytes, found?.reason ?? 'a value is missing', found?.byteOffset ?? from);
}

const invalid = (bytes: Buffer, reason: string, byteOffset: number): FaultError =>
  fault('ingest.json', { reason, byteOffset, ...placeOf(bytes, byteOffset) });

/** The text of a row as it came, without what stands between rows. */
export function rowText(batch: RowBatch, row: number, bytes: Buffer): Buffer {
  const start = batch.offsets[row] ?? 0;
  const next = batch.offsets[row + 1] ?? start;
  let end = next;
  // Behind an element stand blanks and its comma.
  while (end > start && (isBlank(bytes[end - 1]) || bytes[end - 1] === 0x2c)) end -= 1;
  return bytes.subarray(start, end);
}
