import type { Dialect } from '#shared/dialect.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { BATCH_ROWS, lineEndFrom, RECORD_BYTES_MAX, skipToRow, type ParseOptions } from './csv-syntax.ts';
import { inEncoding } from './in-encoding.ts';
import { JSON_BATCH_BYTES, JsonRecord } from './json-record.ts';
import { LongRecord } from './long-record.ts';
import { LineRecordEnd } from './record-end.ts';
import { FIELD_NULL, type RowBatch } from './row-batch.ts';
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
  for await (const slice of source.read(signal ? { signal } : {})) {
    reader.add(slice);
    yield* reader.takeBatches(false);
  }
  yield* reader.takeBatches(!cut);
}

/** The bytes that came and are in no batch yet. */
class LineReader {
  readonly #record: JsonRecord;
  readonly #options: ParseOptions;
  readonly #recordBytesMax: number;
  readonly #table = new RowTable();
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  /** A long line is looked through a few times only. */
  #bytesWanted = 0;
  #byteOffset: number;
  #nextRecord = 1;
  /** A line that is passed over. */
  #long: LongRecord | null = null;

  constructor(fields: readonly string[], textStart: number, options: ParseOptions) {
    this.#record = new JsonRecord(fields);
    this.#byteOffset = textStart;
    this.#options = options;
    this.#recordBytesMax = options.recordBytesMax ?? RECORD_BYTES_MAX;
  }

  add(slice: Buffer): void {
    this.#pieces.push(slice);
    this.#pendingBytes += slice.length;
  }

  *takeBatches(final: boolean): Generator<RowBatch> {
    if (!final && this.#long === null && this.#pendingBytes < this.#bytesWanted) return;
    for (let batch = this.#nextBatch(final); batch !== null; batch = this.#nextBatch(final)) yield batch;
    this.#bytesWanted = Math.min(2 * this.#pendingBytes, this.#recordBytesMax);
  }

  #nextBatch(final: boolean): RowBatch | null {
    const [only = Buffer.alloc(0), ...more] = this.#pieces;
    const block = more.length === 0 ? only : Buffer.concat(this.#pieces);
    if (this.#long !== null) return this.#passOver(this.#long, block, final);
    const table = this.#table;
    table.clear();
    let at = skipToRow(block, 0, null);
    let bytesLeft = JSON_BATCH_BYTES;
    while (at < block.length && table.rowCount < BATCH_ROWS && bytesLeft > 0) {
      const end = lineEndFrom(block, at);
      if (end === block.length && !final) break;
      if (end - at > this.#recordBytesMax) table.addField(at, at, FIELD_NULL);
      if (end - at > this.#recordBytesMax) table.addProblem('record.tooLong');
      else if (!this.#record.addFields(block, at, end, table)) table.addProblem('record.invalid');
      table.endRow(this.#byteOffset + at);
      bytesLeft -= end - at;
      at = skipToRow(block, end, null);
    }
    this.#keepRest(block.subarray(at));
    const place = { bytes: block, byteOffset: this.#byteOffset };
    this.#byteOffset += at;
    if (table.rowCount === 0) {
      if (this.#pendingBytes <= this.#recordBytesMax) return null;
      this.#long = new LongRecord(this.#nextRecord, this.#byteOffset, new LineRecordEnd(), this.#options);
      return this.#nextBatch(final);
    }
    const batch = table.toBatch(place, at, this.#nextRecord);
    this.#nextRecord += table.rowCount;
    return { ...batch, bytes: this.#record.takeBytes(block) };
  }

  #keepRest(rest: Buffer): void {
    this.#pieces = [rest];
    this.#pendingBytes = rest.length;
  }

  #passOver(long: LongRecord, bytes: Buffer, final: boolean): RowBatch | null {
    const behind = long.take(bytes, final);
    this.#keepRest(behind ?? Buffer.alloc(0));
    if (behind === null) return null;
    this.#long = null;
    const batch = long.toBatch();
    this.#byteOffset = batch.offsets[1] ?? 0;
    this.#nextRecord += 1;
    return batch;
  }
}
