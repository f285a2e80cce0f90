/** From this length on, a call of the runtime is faster than a loop. */
const LONG_COPY = 48;

/**
 * Growing buffer into which encoders write binary COPY tuples, one after the other. Take `bytes.subarray(0, length)`
 * when it is full enough; set `length` back to undo what a row wrote.
 */
export class TupleBuffer {
  bytes: Buffer;
  length = 0;

  constructor(capacityBytes = 64 * 1024) {
    this.bytes = Buffer.allocUnsafe(capacityBytes);
  }

  /** Makes room for `count` more bytes and returns the position at which to write them. */
  reserve(count: number): number {
    const position = this.length;
    const needed = position + count;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, position);
      this.bytes = grown;
    }
    this.length = needed;
    return position;
  }

  /** Appends a piece of other bytes. */
  append(from: Buffer, start: number, count: number): void {
    const at = this.reserve(count);
    const { bytes } = this;
    if (count >= LONG_COPY) {
      from.copy(bytes, at, start, start + count);
      return;
    }
    for (let index = 0; index < count; index += 1) bytes[at + index] = from[start + index] ?? 0;
  }
}
