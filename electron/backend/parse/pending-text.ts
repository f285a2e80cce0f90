import { SLICE_BYTES } from '#backend/source/open-source.ts';
import { RECORD_BYTES_MAX, type ParseOptions } from './csv-syntax.ts';
import { LongRecord } from './long-record.ts';
import type { RecordEnd } from './record-end.ts';
import type { RowBatch } from './row-batch.ts';

/** A slice, and what the one before left over. */
const BLOCK_BYTES = 2 * SLICE_BYTES;

/**
 * The bytes of a text that came and are in no batch yet, and where they stand. One block serves all slices, so that there is nothing to
 * collect behind them: what was handed out of it is valid until the next slice is added.
 */
export class PendingText {
  /** Offset in the file of the first pending byte. */
  byteOffset: number;
  /** 1-based number of the record that comes next. */
  nextRecord = 1;
  /** Longer records are passed over. */
  readonly recordBytesMax: number;
  readonly #options: ParseOptions;
  /** Holds what is pending; its other bytes are those of batches that were handed out. */
  #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #start = 0;
  #end = 0;
  /** With fewer pending bytes there is no use in looking. Grows twofold, so that a long record is looked through a few times only. */
  #bytesWanted = 0;
  /** A record that is passed over. */
  #long: LongRecord | null = null;

  constructor(textStart: number, options: ParseOptions) {
    this.byteOffset = textStart;
    this.recordBytesMax = options.recordBytesMax ?? RECORD_BYTES_MAX;
    this.#options = options;
  }

  get bytes(): Buffer {
    return this.#block.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get inLongRecord(): boolean {
    return this.#long !== null;
  }

  /** Takes a copy of a slice. */
  add(slice: Buffer): void {
    const { length } = this;
    if (this.#end + slice.length > this.#block.length) {
      const bytes = length + slice.length;
      const to = bytes > this.#block.length ? Buffer.allocUnsafeSlow(2 * bytes) : this.#block;
      this.#block.copy(to, 0, this.#start, this.#end);
      this.#block = to;
      this.#start = 0;
      this.#end = length;
    }
    slice.copy(this.#block, this.#end);
    this.#end += slice.length;
  }

  /** Whether there may be a whole record in what is pending. */
  isWorthLooking(): boolean {
    return this.#long !== null || this.length >= Math.min(this.#bytesWanted, this.recordBytesMax);
  }

  /** So many bytes are in a batch now. */
  take(bytes: number): void {
    this.#start += bytes;
    this.byteOffset += bytes;
    this.#bytesWanted = 0;
  }

  /** There is no whole record in what is pending. */
  wantMore(): void {
    this.#bytesWanted = 2 * this.length;
  }

  /** Passes over the record that begins with the pending bytes, from now on. */
  beginLong(end: RecordEnd): void {
    this.#long = new LongRecord(this.nextRecord, this.byteOffset, end, this.#options);
  }

  /**
   * Takes what is pending of a record that is passed over; its batch where it ends there, else null.
   * @param final the file ends here
   * @throws OpenQuote
   */
  passOver(final: boolean): RowBatch | null {
    const long = this.#long;
    if (long === null) return null;
    const behind = long.take(this.bytes, final);
    this.#start = this.#end;
    if (behind === null) return null;
    this.#long = null;
    const batch = long.toBatch();
    this.add(behind);
    this.byteOffset = batch.offsets[1] ?? 0;
    this.nextRecord += 1;
    this.#bytesWanted = 0;
    return batch;
  }
}
