import type { Dialect } from '#shared/dialect.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { BATCH_ROWS, lineEndFrom, skipToRow, type ParseOptions } from './csv-syntax.ts';
import { inEncoding } from './in-encoding.ts';
import { addRecord, JSON_BATCH_BYTES, JsonRecord } from './json-record.ts';
import { PendingText } from './pending-text.ts';
import { LineRecordEnd } from './record-end.ts';
import type { RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';

/**
 * Reads lines of JSON (ndjson.org), an object each, into batches of rows; a line that is none is a `record.invalid`.
 * A line that is longer than is read is a `record.tooLong`.
 * @throws the faults of the source
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
  options: ParseOptions,
): AsyncGenerator<RowBatch> {
  const { cut = false, signal } = options;
  const reader = new LineReader(fields, source.textStart, options);
  for await (const slice of source.read({ signal, lent: true })) {
    if (reader.add(slice)) yield* reader.takeBatches(false);
  }
  yield* reader.takeBatches(!cut);
}

/** Finds the lines of what came. */
class LineReader {
  readonly #record: JsonRecord;
  readonly #pending: PendingText;
  readonly #table = new RowTable();

  constructor(fields: readonly string[], textStart: number, options: ParseOptions) {
    this.#record = new JsonRecord(fields);
    this.#pending = new PendingText(textStart, options);
  }

  /** Returns whether there may be a whole row now. */
  add(slice: Buffer): boolean {
    this.#pending.add(slice);
    return this.#pending.isWorthLooking();
  }

  *takeBatches(final: boolean): Generator<RowBatch> {
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
  }

  #nextBatch(final: boolean): RowBatch | null {
    const pending = this.#pending;
    if (pending.inLongRecord) return pending.passOver(final);
    const { bytes, byteOffset, recordBytesMax } = pending;
    const table = this.#table;
    table.clear();
    let at = skipToRow(bytes, 0, null);
    let bytesLeft = JSON_BATCH_BYTES;
    while (at < bytes.length && table.rowCount < BATCH_ROWS && bytesLeft > 0) {
      const end = lineEndFrom(bytes, at);
      if (end === bytes.length && !final) break;
      addRecord(this.#record, bytes, { at, end, recordBytesMax }, table);
      table.endRow(byteOffset + at);
      bytesLeft -= end - at;
      at = skipToRow(bytes, end, null);
    }
    pending.take(at);
    if (table.rowCount === 0) {
      pending.wantMore();
      if (pending.length <= recordBytesMax) return null;
      pending.beginLong(new LineRecordEnd());
      return this.#nextBatch(final);
    }
    const batch = table.toBatch({ bytes, byteOffset }, at, pending.nextRecord);
    pending.nextRecord += table.rowCount;
    return { ...batch, bytes: this.#record.takeBytes(bytes) };
  }
}
