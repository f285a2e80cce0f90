import type { RejectedRow } from '#backend/check/rejected-row.ts';
import type { Dialect } from '#shared/dialect.ts';

const lineEnds: Readonly<Record<Dialect['lineEnd'], string>> = { lf: '\n', crlf: '\r\n', cr: '\r', mixed: '\n' };

/**
 * The rejected rows as a file that loads again to the same rejects: the original bytes, in the original dialect, with the
 * original header. Only where the last row of the source had no line end, one is added between it and the next.
 * @param header original bytes before the first record, or null
 */
export function* reloadFile(rows: Iterable<RejectedRow>, dialect: Dialect, header: Buffer | null): Generator<Buffer> {
  const lineEnd = Buffer.from(lineEnds[dialect.lineEnd]);
  let before = header;
  for (const row of rows) {
    if (before !== null) yield* withLineEnd(before, lineEnd);
    before = row.bytes;
  }
  if (before !== null) yield before;
}

function* withLineEnd(bytes: Buffer, lineEnd: Buffer): Generator<Buffer> {
  yield bytes;
  const last = bytes.at(-1);
  if (bytes.length > 0 && last !== LF && last !== CR && !isMarkOnly(bytes)) yield lineEnd;
}

const LF = 0x0a;
const CR = 0x0d;

/** Whether these bytes are a byte order mark and nothing else: no line that could end. */
const isMarkOnly = (bytes: Buffer): boolean => bytes.length === 3 && bytes[0] === 0xef && bytes[1] === 0xbb;
