import { recordShower } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { CellError } from '#shared/reject.ts';
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
  const show = recordShower(dialect);
  const of = `${csvCell(source)},${csvCell(table)}`;
  for await (const page of pages) {
    const cellsOf = oncePerErrors((errors) => errors.map(errorCells));
    let text = '';
    for (const { record, byteOffset, bytes, errors } of page) {
      const line = csvCell(show(bytes));
      for (const cells of cellsOf(errors)) text += `${of},${record},${byteOffset},${cells},${line}\r\n`;
    }
    yield Buffer.from(text);
  }
}

const errorCells = ({ column, code, value, sentence }: CellError): string =>
  [column, code, value, sentence].map((cell) => (cell === null ? '' : csvCell(cell))).join(',');

/** The reasons as a JSON array, one object for each row. */
export async function* jsonReport({ source, table, dialect, pages }: ReportPart): AsyncGenerator<Buffer, void, void> {
  const show = recordShower(dialect);
  const of = `"source":${JSON.stringify(source)},"table":${JSON.stringify(table)}`;
  let before = '[\n';
  for await (const page of pages) {
    const jsonOf = oncePerErrors((errors) => JSON.stringify(errors));
    let text = '';
    for (const { record, byteOffset, bytes, errors } of page) {
      const line = JSON.stringify(show(bytes));
      text += `${before}{${of},"record":${record},"byteOffset":${byteOffset},"line":${line},"errors":${jsonOf(errors)}}`;
      before = ',\n';
    }
    yield Buffer.from(text);
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

/** Rows of a page that are wrong in the same way share their errors, and so what is made of them. */
function oncePerErrors<T>(make: (errors: readonly CellError[]) => T): (errors: readonly CellError[]) => T {
  const made = new Map<readonly CellError[], T>();
  let last: readonly CellError[] | null = null;
  let ofLast: T | undefined;
  return (errors) => {
    if (errors === last && ofLast !== undefined) return ofLast;
    last = errors;
    ofLast = made.get(errors) ?? make(errors);
    made.set(errors, ofLast);
    return ofLast;
  };
}

/**
 * A cell of a CSV report. A text that a spreadsheet would take for a formula gets an apostrophe before it
 * (OWASP, CSV Injection).
 */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  if (!/[",\r\n]/.test(safe)) return safe;
  return `"${safe.includes('"') ? safe.replaceAll('"', '""') : safe}"`;
}
