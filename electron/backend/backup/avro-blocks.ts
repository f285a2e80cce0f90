import { crc32 } from 'node:zlib';
import type { AvroCodec } from '#shared/backup.ts';
import { writeLong } from '#backend/types/avro-number.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { packBlock } from './pack-block.ts';

/** A block is closed by the record that makes it so long. */
const BLOCK_BYTES = 256 * 1024;
/** So many blocks may be packed or written at a time. */
const BLOCKS_MAX = 4;

/** CRC-32 of a packed block, as eight hex digits. */
export const blockCheck = (packed: Buffer): string => crc32(packed).toString(16).padStart(8, '0');

/**
 * Writes the blocks of an AVRO file: records are collected in `records`, packed beside the thread that makes them, and written in their order.
 */
export class AvroBlocks {
  /** The block that is being filled; `endRecord` may put another one here. */
  records = new TupleBuffer(BLOCK_BYTES + 4096);
  /** The check of each block that is written, one behind the other. */
  checks = '';
  /** Length of the largest block before it was packed. */
  bytesMax = 0;
  readonly #codec: AvroCodec;
  readonly #sync: Buffer;
  readonly #write: (bytes: Buffer) => Promise<void>;
  readonly #spare: TupleBuffer[] = [];
  #count = 0;
  #open = 0;
  #last: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  #waiting: PromiseWithResolvers<void> | null = null;

  /** @param write takes the bytes of the file in their order, one call at a time */
  constructor(codec: AvroCodec, sync: Buffer, write: (bytes: Buffer) => Promise<void>) {
    this.#codec = codec;
    this.#sync = sync;
    this.#write = write;
  }

  /** Ends the record at the end of `records`. */
  endRecord(): void {
    this.#count += 1;
    if (this.records.length >= BLOCK_BYTES) this.#close();
  }

  /** Null: more records can be taken. Else resolves when they can; rejects with what went wrong while blocks were written. */
  ready(): Promise<void> | null {
    if (this.#failure === null && this.#open < BLOCKS_MAX) return null;
    this.#waiting ??= Promise.withResolvers<void>();
    const { promise } = this.#waiting;
    this.#wake();
    return promise;
  }

  /** Resolves when all records are written. */
  async finish(): Promise<void> {
    if (this.#count > 0) this.#close();
    await this.#last;
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Waits for what is under way, whatever becomes of it. */
  async settle(): Promise<void> {
    await this.#last;
  }

  #close(): void {
    const block = this.records;
    const count = this.#count;
    this.#count = 0;
    this.#open += 1;
    this.bytesMax = Math.max(this.bytesMax, block.length);
    this.records = this.#spare.pop() ?? new TupleBuffer(BLOCK_BYTES + 4096);
    this.records.length = 0;
    const packed = packBlock(block.bytes.subarray(0, block.length), this.#codec);
    // Rejections are heard where the block's turn comes.
    packed.catch(() => {});
    this.#last = this.#last.then(() => this.#writeBlock(packed, count, block));
  }

  async #writeBlock(packing: Promise<Buffer>, count: number, block: TupleBuffer): Promise<void> {
    try {
      const packed = await packing;
      if (this.#failure === null) {
        const head = new TupleBuffer(20);
        writeLong(count, head);
        writeLong(packed.length, head);
        this.checks += blockCheck(packed);
        await this.#write(Buffer.concat([head.bytes.subarray(0, head.length), packed, this.#sync]));
      }
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#open -= 1;
    // A block that one long record made is not kept.
    if (block.bytes.length <= 2 * BLOCK_BYTES) this.#spare.push(block);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    if (this.#failure !== null) waiting.reject(this.#failure.error);
    else if (this.#open < BLOCKS_MAX) waiting.resolve();
    else return;
    this.#waiting = null;
  }
}
