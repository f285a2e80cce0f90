import { showRecord } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { RejectPages } from './reload-file.ts';

/** The rejects of one source, for a report. */
export interface ReportPart {
  readonly source: string;
  readonly table: string;
  /** In which the source was read. */
  readonly dialect: Dialect;
  readonly pages: RejectPages;
}

const heads = ['source', 'table', 'record', 'byte_offset', 'column', 'code', 'value', 'sentence', 'line'];

/** The reasons as CSV (RFC 4180, CRLF), one line for each error, safe to open in a spreadsheet. */
export async function* csvReport({ source, table, dialect, pages }: ReportPart): AsyncGenerator<Buffer, void, void> {
  yield Buffer.from(`${heads.join(',')}\r\n`);
  for await (const page of pages) {
    let text = '';
    for (const { record, byteOffset, bytes, errors } of page) {
      const line = showRecord(bytes, dialect);
      for (const { column, code, value, sentence } of errors) {
        const cells = [source, table, record, byteOffset, column, code, value, sentence, line];
        text += `${cells.map(csvCell).join(',')}\r\n`;
      }
    }
    yield Buffer.from(text);
  }
}

/** The reasons as a JSON array, one object for each row. */
export async function* jsonReport({ source, table, dialect, pages }: ReportPart): AsyncGenerator<Buffer, void, void> {
  let before = '[\n';
  for await (const page of pages) {
    let text = '';
    for (const { record, byteOffset, bytes, errors } of page) {
      text += before + JSON.stringify({ source, table, record, byteOffset, line: showRecord(bytes, dialect), errors });
      before = ',\n';
    }
    yield Buffer.from(text);
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
