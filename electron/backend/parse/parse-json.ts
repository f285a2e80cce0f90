import type { Dialect, Encoding } from '#shared/dialect.ts';
import { fault } from '#shared/fault.ts';
import type { TextSource } from '#backend/source/open-source.ts';
import { BATCH_ROWS, type ParseOptions } from './csv-syntax.ts';
import { elementEnd, skipBlanks } from './json-scan.ts';
import { addRecord, JSON_BATCH_BYTES, JsonRecord } from './json-record.ts';
import { PendingText } from './pending-text.ts';
import { JsonRecordEnd } from './record-end.ts';
import type { RowBatch } from './row-batch.ts';
import { RowTable } from './row-table.ts';

/**
 * Reads a JSON array of objects, or objects one behind the other, into batches of rows; an element that is no object is a
 * `record.invalid`. Offsets of a text that is not UTF-8 are those in the text decoded (RFC 8259 asks for UTF-8).
 * An element that is longer than is read is a `record.tooLong`.
 * @throws json.invalid (an element that never ends, or something behind the array), faults of the source
 */
export async function* parseJson(
  source: TextSource,
  { fields, encoding }: Dialect,
  options: ParseOptions = {},
): AsyncGenerator<RowBatch> {
  const { cut = false, signal } = options;
  const reader = new ElementReader(fields, encoding === 'utf-8' ? source.textStart : 0, options);
  const slices = source.read({ signal, lent: true });
  for await (const slice of encoding === 'utf-8' ? slices : decodeSlices(slices, encoding)) {
    if (reader.add(slice)) yield* reader.takeBatches(false);
  }
  yield* reader.takeBatches(!cut);
  if (!cut) reader.demandEnd();
}

/** A text of JSON in UTF-8. */
export async function* decodeSlices(slices: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let byteOffset = 0;
  try {
    for await (const slice of slices) {
      yield Buffer.from(decoder.decode(slice, { stream: true }));
      byteOffset += slice.length;
    }
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw fault(
      'json.invalid',
      { record: 'further on', reason: `it is no ${encoding} text`, byteOffset },
      { cause: error },
    );
  }
}

/** Finds the elements of what came. */
class ElementReader {
  readonly #record: JsonRecord;
  readonly #pending: PendingText;
  readonly #table = new RowTable();
  /** Whether the text is an array; null before its first byte. */
  #inArray: boolean | null = null;
  /** What comes next: the text itself, the first element or the end, an element, what stands behind one, nothing. */
  #state: 'start' | 'open' | 'element' | 'behind' | 'ended' = 'start';

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

  /** Raises json.invalid unless the text ended where it may. */
  demandEnd(): void {
    if (this.#pending.inLongRecord) throw this.#invalid('it does not end', 0);
    const rest = this.#pending.bytes;
    const ended = this.#state === 'ended' || (this.#inArray !== true && this.#state !== 'element');
    if (!ended || skipBlanks(rest, 0, rest.length) < rest.length) throw this.#invalid('it does not end', 0);
  }

  #nextBatch(final: boolean): RowBatch | null {
    const pending = this.#pending;
    if (pending.inLongRecord) return this.#passOver(final);
    const { bytes, byteOffset, recordBytesMax } = pending;
    const table = this.#table;
    table.clear();
    let at = 0;
    let end = 0;
    while (table.rowCount < BATCH_ROWS && end < JSON_BATCH_BYTES) {
      at = this.#skipToElement(bytes, at);
      if (at === bytes.length || this.#state !== 'element') break;
      const last = elementEnd(bytes, at);
      // A bare number may go on behind the end of the bytes.
      if (last < 0 && !(final && this.#isBare(bytes, at))) break;
      end = last < 0 ? bytes.length : last;
      if (end === at) throw this.#invalid('an element is missing', at);
      addRecord(this.#record, bytes, { at, end, recordBytesMax }, table);
      table.endRow(byteOffset + at);
      this.#state = 'behind';
      at = end;
    }
    // What leads to the next element is passed over; a row ends where its text does.
    pending.take(at);
    if (table.rowCount === 0) {
      pending.wantMore();
      if (pending.length <= recordBytesMax || this.#state !== 'element') return null;
      pending.beginLong(new JsonRecordEnd());
      return this.#nextBatch(final);
    }
    const batch = table.toBatch({ bytes, byteOffset }, end, pending.nextRecord);
    pending.nextRecord += table.rowCount;
    return { ...batch, bytes: this.#record.takeBytes(bytes) };
  }

  #passOver(final: boolean): RowBatch | null {
    const batch = this.#pending.passOver(final);
    if (batch !== null) this.#state = 'behind';
    return batch;
  }

  #isBare(block: Buffer, at: number): boolean {
    return this.#inArray === false && block[at] !== 0x7b && block[at] !== 0x5b && block[at] !== 0x22;
  }

  /** Passes over what stands between elements, as far as it has come. */
  #skipToElement(block: Buffer, from: number): number {
    for (let at = from; ; at += 1) {
      at = skipBlanks(block, at, block.length);
      if (at === block.length || this.#state === 'element') return at;
      const byte = block[at];
      if (this.#state === 'ended') throw this.#invalid('something stands behind the array', at);
      if (this.#state === 'start') this.#inArray = byte === 0x5b;
      if (this.#state === 'start' && this.#inArray) this.#state = 'open';
      else if (this.#inArray && byte === 0x5d) this.#state = 'ended';
      else if (this.#state === 'behind' && this.#inArray) {
        if (byte !== 0x2c) throw this.#invalid('a comma is missing', at);
        this.#state = 'element';
      } else {
        this.#state = 'element';
        return at;
      }
    }
  }

  #invalid(reason: string, at: number): Error {
    return fault('json.invalid', {
      record: this.#pending.nextRecord + this.#table.rowCount,
      reason,
      byteOffset: this.#pending.byteOffset + at,
    });
  }
}
