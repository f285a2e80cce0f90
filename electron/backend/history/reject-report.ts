import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { showRecord } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';

/** The rejects of one source, for a report. */
export interface ReportPart {
  readonly source: string;
  readonly table: string;
  /** In which the source was read. */
  readonly dialect: Dialect;
  readonly rows: Iterable<RejectedRow>;
}

const heads = ['source', 'table', 'record', 'byte_offset', 'column', 'code', 'value', 'sentence', 'line'];

/** The reasons as CSV (RFC 4180, CRLF), one line for each error, safe to open in a spreadsheet. */
export function* csvReport(parts: Iterable<ReportPart>): Generator<Buffer> {
  yield Buffer.from(`${heads.join(',')}\r\n`);
  for (const part of parts) {
    for (const row of part.rows) {
      const line = showRecord(row.bytes, part.dialect);
      const lines = row.errors.map((error) =>
        [part.source, part.table, row.record, row.byteOffset, error.column, error.code, error.value, error.sentence, line]
          .map(csvCell)
          .join(','),
      );
      yield Buffer.from(`${lines.join('\r\n')}\r\n`);
    }
  }
}

/** The reasons as a JSON array, one object for each row. */
export function* jsonReport(parts: Iterable<ReportPart>): Generator<Buffer> {
  let before = '[\n';
  for (const part of parts) {
    for (const row of part.rows) {
      const entry = {
        source: part.source,
        table: part.table,
        record: row.record,
        byteOffset: row.byteOffset,
        line: showRecord(row.bytes, part.dialect),
        errors: row.errors,
      };
      yield Buffer.from(before + JSON.stringify(entry));
      before = ',\n';
    }
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

/**
 * A cell of a CSV report. A text that a spreadsheet would take for a formula gets an apostrophe before it
 * (OWASP, CSV Injection).
 */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
