import { isUtf8 } from 'node:buffer';
import { isShownAsItStands, recordShower } from '#backend/check/show-record.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import type { Dialect } from '#shared/dialect.ts';
import type { CellError } from '#shared/reject.ts';
import { keptErrors } from './kept-reject.ts';
import { lineEnd, putByte, putCell, putNumber, csvCell } from './report-cells.ts';
import { type RejectPage, type RejectPages, startOfRow } from './reject-page.ts';

/** The rejects of one source, for a report. */
export interface ReportPart {
  readonly source: string;
  readonly table: string;
  /** In which the source was read. */
  readonly dialect: Dialect;
  readonly pages: RejectPages;
}

const CR = 0x0d;
const LF = 0x0a;
const COMMA = 0x2c;

const heads = ['source', 'table', 'record', 'byte_offset', 'column', 'code', 'value', 'sentence', 'line'];

/** The reasons as CSV (RFC 4180, CRLF), one line for each error, safe to open in a spreadsheet. */
export async function* csvReport({ source, table, dialect, pages }: ReportPart): AsyncGenerator<Buffer, void, void> {
  yield Buffer.from(`${heads.join(',')}\r\n`);
  const show = recordShower(dialect);
  const of = Buffer.from(`${csvCell(source)},${csvCell(table)},`);
  for await (const page of pages) {
    const { records, offsets, bytes, ends } = page;
    const cellsOf = oncePerErrors(page, (errors) => errors.map((error) => Buffer.from(`,${errorCells(error)},`)));
    const out = new TupleBuffer(2 * bytes.length + 200 * records.length);
    // Of text in UTF-8 the bytes are what is shown.
    const isShown = isShownAsItStands(dialect) && isUtf8(bytes);
    for (let row = 0; row < records.length; row += 1) {
      const start = startOfRow(page, row);
      const end = ends[row] ?? start;
      const line = isShown ? null : Buffer.from(csvCell(show(bytes.subarray(start, end))));
      for (const cells of cellsOf(row)) {
        out.append(of, 0, of.length);
        putNumber(out, records[row] ?? 0);
        putByte(out, COMMA);
        putNumber(out, offsets[row] ?? 0);
        out.append(cells, 0, cells.length);
        if (line === null) putCell(out, bytes, start, lineEnd(bytes, start, end));
        else out.append(line, 0, line.length);
        putByte(out, CR);
        putByte(out, LF);
      }
    }
    yield out.bytes.subarray(0, out.length);
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
    const jsonOf = oncePerErrors(page, (errors) => JSON.stringify(errors));
    let text = '';
    for (const [row, record] of page.records.entries()) {
      const line = JSON.stringify(show(page.bytes.subarray(startOfRow(page, row), page.ends[row])));
      text += `${before}{${of},"record":${record},"byteOffset":${page.offsets[row]},"line":${line},"errors":${jsonOf(row)}}`;
      before = ',\n';
    }
    yield Buffer.from(text);
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

/** Rows of a page that are wrong in the same way share their errors, and so what is made of them. */
function oncePerErrors<T>({ errors, errorsOf }: RejectPage, make: (errors: CellError[]) => T): (row: number) => T {
  const made: T[] = [];
  return (row) => {
    const number = errorsOf[row] ?? 0;
    return (made[number] ??= make(keptErrors(errors[number])));
  };
}
