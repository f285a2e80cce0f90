/** Rows up to this length share buffers; longer ones get one of their own. */
const SHARED_BYTES_MAX = 256;
const BUFFER_BYTES = 64 * 1024;

/** Copies of short rows, many in one buffer: a buffer for each of a million rows takes longer than all that is done with them. */
export class RowCopies {
  #buffer = Buffer.alloc(0);
  #used = 0;

  /** A copy of these bytes that stays as it is. */
  take(bytes: Buffer, start: number, end: number): Buffer {
    const length = end - start;
    if (length > SHARED_BYTES_MAX) return Buffer.from(bytes.subarray(start, end));
    if (this.#used + length > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
      this.#used = 0;
    }
    const from = this.#used;
    const buffer = this.#buffer;
    for (let at = 0; at < length; at += 1) buffer[from + at] = bytes[start + at] ?? 0;
    this.#used = from + length;
    return buffer.subarray(from, this.#used);
  }
}
