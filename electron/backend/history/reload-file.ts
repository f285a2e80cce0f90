import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { jsonElement } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';

/** Rejected rows, page by page. */
export type RejectPages<T extends RejectedRow = RejectedRow> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

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
  let before = header;
  for await (const page of pages) {
    const parts: Buffer[] = [];
    for (const { bytes, rest } of page) {
      if (before !== null) parts.push(before, ...lineEndAfter(before, lineEnd, encoding));
      before = bytes;
      for (const piece of rest?.() ?? []) {
        yield Buffer.concat(parts.splice(0));
        yield before;
        before = piece;
      }
    }
    yield Buffer.concat(parts);
  }
  if (before !== null) yield before;
}

async function* jsonArray(pages: RejectPages): AsyncGenerator<Buffer, void, void> {
  let before = '[\n';
  for await (const page of pages) {
    const parts: Buffer[] = [];
    for (const row of page) {
      parts.push(Buffer.from(before));
      before = ',\n';
      // The bytes of a long row end where it does.
      if (row.rest === undefined) parts.push(jsonElement(row.bytes));
      else {
        parts.push(row.bytes);
        yield Buffer.concat(parts.splice(0));
        yield* row.rest();
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

/** What is to stand between a row and the next. */
const lineEndAfter = (bytes: Buffer, lineEnd: Buffer, encoding: Dialect['encoding']): Buffer[] =>
  bytes.length > 0 && !endsLine(bytes, encoding) && !isMarkOnly(bytes) ? [lineEnd] : [];

function endsLine(bytes: Buffer, encoding: Dialect['encoding']): boolean {
  const [low, high] =
    encoding === 'utf-16le' ? [bytes.at(-2), bytes.at(-1)] : [bytes.at(-1), encoding === 'utf-16be' ? bytes.at(-2) : 0];
  return high === 0 && (low === LF || low === CR);
}

const LF = 0x0a;
const CR = 0x0d;

/** Whether these bytes are a byte order mark and nothing else: no line that could end. */
const isMarkOnly = (bytes: Buffer): boolean =>
  (bytes.length === 3 && bytes[0] === 0xef && bytes[1] === 0xbb) ||
  (bytes.length === 2 && (bytes[0] ?? 0) + (bytes[1] ?? 0) === 0xff + 0xfe && Math.min(...bytes) === 0xfe);
