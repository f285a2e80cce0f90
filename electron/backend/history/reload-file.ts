import { jsonElement } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';
import { type RejectPages, startOfRow } from './reject-page.ts';

/** As they are written in the encoding of the file: in UTF-16 with a byte more. */
const lineEnds: Readonly<Record<Dialect['lineEnd'], string>> = { lf: '\n', crlf: '\r\n', cr: '\r', mixed: '\n' };

/**
 * The rejected rows as a file that loads again to the same rejects: the original bytes, in the original dialect, with the
 * original header; the rows of AVRO and Excel files as CSV, and of a JSON array as an array. Only where the last row of the source had no line end, one is added between it and the next.
 * @param header original bytes before the first record, or null
 */
export async function* reloadFile(
  pages: RejectPages,
  dialect: Dialect,
  header: Buffer | null,
): AsyncGenerator<Buffer, void, void> {
  if (dialect.format === 'json') {
    yield* jsonArray(pages);
    return;
  }
  const { encoding } = dialect;
  const lineEnd = encode(lineEnds[dialect.lineEnd], encoding);
  if (header !== null) yield header;
  let isOpen = header !== null && lacksLineEnd(header, 0, header.length, encoding);
  for await (const page of pages) {
    const { bytes, ends, rests } = page;
    // Rows that follow each other as they are to be written are written together.
    let from = 0;
    for (let row = 0; row < ends.length; row += 1) {
      const start = startOfRow(page, row);
      const end = ends[row] ?? start;
      if (isOpen) {
        if (start > from) yield bytes.subarray(from, start);
        yield lineEnd;
        from = start;
      }
      isOpen = lacksLineEnd(bytes, start, end, encoding);
      const rest = rests.get(row);
      if (rest === undefined) continue;
      yield bytes.subarray(from, end);
      from = end;
      for (const piece of rest()) {
        yield piece;
        isOpen = lacksLineEnd(piece, 0, piece.length, encoding);
      }
    }
    if (from < bytes.length) yield bytes.subarray(from);
  }
}

async function* jsonArray(pages: RejectPages): AsyncGenerator<Buffer, void, void> {
  let before = '[\n';
  for await (const page of pages) {
    const parts: Buffer[] = [];
    for (const [row, end] of page.ends.entries()) {
      parts.push(Buffer.from(before));
      before = ',\n';
      const bytes = page.bytes.subarray(startOfRow(page, row), end);
      const rest = page.rests.get(row);
      // The bytes of a long row end where it does.
      if (rest === undefined) parts.push(jsonElement(bytes));
      else {
        parts.push(bytes);
        yield Buffer.concat(parts.splice(0));
        yield* rest();
      }
    }
    yield Buffer.concat(parts);
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

function encode(text: string, encoding: Dialect['encoding']): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text);
}

/** Whether a line end is to stand between these bytes and the next row. */
function lacksLineEnd(bytes: Buffer, start: number, end: number, encoding: Dialect['encoding']): boolean {
  if (start === end) return false;
  const last = bytes[end - 1];
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const low = encoding === 'utf-16le' ? bytes[end - 2] : last;
  const high = encoding === 'utf-16le' ? last : bytes[end - 2];
  if ((!isWide || high === 0) && (low === LF || low === CR)) return false;
  return !isMarkOnly(bytes.subarray(start, end));
}

const LF = 0x0a;
const CR = 0x0d;

/** Whether these bytes are a byte order mark and nothing else: no line that could end. */
const isMarkOnly = (bytes: Buffer): boolean =>
  (bytes.length === 3 && bytes[0] === 0xef && bytes[1] === 0xbb) ||
  (bytes.length === 2 && (bytes[0] ?? 0) + (bytes[1] ?? 0) === 0xff + 0xfe && Math.min(...bytes) === 0xfe);
