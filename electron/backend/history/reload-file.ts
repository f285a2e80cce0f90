import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { jsonElement } from '#backend/check/show-record.ts';
import type { Dialect } from '#shared/dialect.ts';

/** As they are written in the encoding of the file: in UTF-16 with a byte more. */
const lineEnds: Readonly<Record<Dialect['lineEnd'], string>> = { lf: '\n', crlf: '\r\n', cr: '\r', mixed: '\n' };

/**
 * The rejected rows as a file that loads again to the same rejects: the original bytes, in the original dialect, with the
 * original header; the rows of AVRO and Excel files as CSV, and of a JSON array as an array. Only where the last row of the source had no line end, one is added between it and the next.
 * @param header original bytes before the first record, or null
 */
export function* reloadFile(rows: Iterable<RejectedRow>, dialect: Dialect, header: Buffer | null): Generator<Buffer> {
  if (dialect.format === 'json') {
    yield* jsonArray(rows);
    return;
  }
  const { encoding } = dialect;
  const lineEnd = encode(lineEnds[dialect.lineEnd], encoding);
  let before = header;
  for (const { bytes, rest } of rows) {
    if (before !== null) yield* withLineEnd(before, lineEnd, encoding);
    before = bytes;
    for (const piece of rest?.() ?? []) {
      yield before;
      before = piece;
    }
  }
  if (before !== null) yield before;
}

function* jsonArray(rows: Iterable<RejectedRow>): Generator<Buffer> {
  let before = '[\n';
  for (const row of rows) {
    yield Buffer.from(before);
    // The bytes of a long row end where it does.
    if (row.rest === undefined) yield jsonElement(row.bytes);
    else {
      yield row.bytes;
      yield* row.rest();
    }
    before = ',\n';
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}

function encode(text: string, encoding: Dialect['encoding']): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text);
}

function* withLineEnd(bytes: Buffer, lineEnd: Buffer, encoding: Dialect['encoding']): Generator<Buffer> {
  yield bytes;
  if (bytes.length > 0 && !endsLine(bytes, encoding) && !isMarkOnly(bytes)) yield lineEnd;
}

function endsLine(bytes: Buffer, encoding: Dialect['encoding']): boolean {
  const [low, high] =
    encoding === 'utf-16le'
      ? [bytes.at(-2), bytes.at(-1)]
      : [bytes.at(-1), encoding === 'utf-16be' ? bytes.at(-2) : 0];
  return high === 0 && (low === LF || low === CR);
}

const LF = 0x0a;
const CR = 0x0d;

/** Whether these bytes are a byte order mark and nothing else: no line that could end. */
const isMarkOnly = (bytes: Buffer): boolean => 
  (bytes.length === 3 && bytes[0] === 0xef && bytes[1] === 0xbb) ||
  (bytes.length === 2 && (bytes[0] ?? 0) + (bytes[1] ?? 0) === 0xff + 0xfe && Math.min(...bytes) === 0xfe);
