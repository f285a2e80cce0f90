import { AvroTap, BrokenAvro } from '#backend/types/avro-tap.ts';

/** Bytes that come in slices and are taken in other lengths. */
export class ByteQueue {
  readonly #slices: AsyncIterator<Buffer>;
  readonly #bytesMax: number;
  #bytes: Buffer = Buffer.alloc(0);

  /** @param bytesMax no more are taken at a time */
  constructor(slices: AsyncIterable<Buffer>, bytesMax: number) {
    this.#slices = slices[Symbol.asyncIterator]();
    this.#bytesMax = bytesMax;
  }

  /** Whether so many bytes are left. */
  async has(count: number): Promise<boolean> {
    let held = this.#bytes.length;
    if (held >= count) return true;
    const pieces = [this.#bytes];
    while (held < count) {
      const next = await this.#slices.next();
      if (next.done === true) break;
      pieces.push(next.value);
      held += next.value.length;
    }
    if (pieces.length > 1) this.#bytes = Buffer.concat(pieces);
    return held >= count;
  }

  /** @throws BrokenAvro */
  async take(count: number): Promise<Buffer> {
    if (count < 0 || count > this.#bytesMax) throw new BrokenAvro('a block is longer than is read');
    if (!(await this.has(count))) throw new BrokenAvro('it is cut off');
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** A long of AVRO. @throws BrokenAvro */
  async long(): Promise<number> {
    // At least one byte, and no more than are there.
    for (let bytes = 1; ; bytes += 1) {
      if (!(await this.has(bytes))) throw new BrokenAvro('it is cut off');
      if ((this.#bytes[bytes - 1] ?? 0) < 0x80 || bytes > 10) break;
    }
    const tap = new AvroTap(this.#bytes.subarray(0, 10));
    const value = tap.readCount();
    this.#bytes = this.#bytes.subarray(tap.position);
    return value;
  }
}
