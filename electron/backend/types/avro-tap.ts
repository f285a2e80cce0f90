/** What makes bytes no AVRO; the message says why, as a part of a sentence. */
export class BrokenAvro extends Error {}

/** Reads AVRO's binary encoding (Apache Avro 1.12 specification, Binary Encoding) and never beyond its bytes. */
export class AvroTap {
  readonly bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get bytesLeft(): number {
    return this.bytes.length - this.position;
  }

  /** Takes so many bytes; a view. */
  take(count: number): Buffer {
    if (count < 0 || count > this.bytesLeft) throw new BrokenAvro('a value is longer than what holds it');
    this.position += count;
    return this.bytes.subarray(this.position - count, this.position);
  }

  /** Goes over so many bytes and returns the position of the first. */
  skip(count: number): number {
    const from = this.position;
    if (count < 0 || count > this.bytes.length - from) throw new BrokenAvro('a value is longer than what holds it');
    this.position = from + count;
    return from;
  }

  /** A long: a number where that is exact, else a bigint. */
  readLong(): number | bigint {
    let low = 0;
    let factor = 1;
    // Six bytes hold 42 bits: products stay exact.
    for (let count = 0; count < 6; count += 1) {
      const byte = this.#readByte();
      low += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte < 0x80) return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
    }
    let value = BigInt(low);
    for (let shift = 42n; shift < 70n; shift += 7n) {
      const byte = this.#readByte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new BrokenAvro('a number has more than ten bytes');
  }

  /** A long that must be a small number: a length, a count, an index. */
  readCount(): number {
    const value = Number(this.readLong());
    if (!Number.isSafeInteger(value)) throw new BrokenAvro('a length is beyond all measure');
    return value;
  }

  readBytes(): Buffer {
    return this.take(this.readCount());
  }

  #readByte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new BrokenAvro('a number is cut off');
    this.position += 1;
    return byte;
  }
}
