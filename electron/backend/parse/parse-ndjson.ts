import type { Dialect } from '#shared/dialect.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import {
  BATCH_ROWS,
  lineEndFrom,
  RECORD_BYTES_MAX,
  recordTooLong,
  skipToRow,
  type ParseOptions,
} from './csv-syntax.ts';
import { inEncoding } from './in-encoding.ts';
import { JsonRecord } from './json-record.ts';
import type { RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';

/**
 * Reads lines of JSON (ndjson.org), an object each, into batches of rows; a line that is none is a `record.invalid`.
 * @throws csv.tooWide, and the faults of the source
 */
export function parseNdjson(
  source: TextSource,
  dialect: Dialect,
  options: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  return inEncoding(source, dialect.encoding, options, (text, more) => readLines(text, dialect.fields, more));
}

async function* readLines(
  source: TextSource,
  fields: readonly string[],
  { cut = false, signal }: ParseOptions,
): AsyncGenerator<RowBatch> {
  const record = new JsonRecord(fields);
  const table = new RowTable();
  let byteOffset = source.textStart;
  let nextRecord = 1;
  let pieces: Buffer[] = [];
  let pendingBytes = 0;

  const takeBatch = (final: boolean): RowBatch | null => {
    const block = Buffer.concat(pieces);
    table.clear();
    let at = skipToRow(block, 0, null);
    while (at < block.length && table.rowCount < BATCH_ROWS) {
      const end = lineEndFrom(block, at);
      if (end === block.length && !final) break;
      if (!record.addFields(block, at, end, table)) table.addProblem('record.invalid');
      table.endRow(byteOffset + at);
      at = skipToRow(block, end, null);
    }
    pieces = [block.subarray(at)];
    pendingBytes = block.length - at;
    const place = { bytes: block, byteOffset };
    byteOffset += at;
    if (table.rowCount === 0) {
      if (pendingBytes > RECORD_BYTES_MAX) throw recordTooLong(nextRecord, null);
      return null;
    }
    const batch = table.toBatch(place, at, nextRecord);
    nextRecord += table.rowCount;
    return { ...batch, bytes: record.takeBytes(block) };
  };

  let bytesWanted = 0;
  for await (const slice of source.read(signal ? { signal } : {})) {
    pieces.push(slice);
    pendingBytes += slice.length;
    if (pendingBytes < bytesWanted) continue;
    for (let batch = takeBatch(false); batch !== null; batch = takeBatch(false)) yield batch;
    // A long line is looked through a few times only.
    bytesWanted = Math.min(2 * pendingBytes, RECORD_BYTES_MAX);
  }
  for (let batch = takeBatch(!cut); batch !== null; batch = takeBatch(!cut)) yield batch;
}
