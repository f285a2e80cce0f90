/** What makes bytes no AVRO; the message says why, as a part of a sentence. */
export class BrokenAvro extends Error {}

const TWO_28 = 0x1000_0000;
/** What stands above 28 bits, of numbers that are exact in a double: below 2^53. */
const EXACT_HIGH = 2 ** 25;

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
    const { bytes } = this;
    const start = this.position;
    let at = start;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at] ?? cutOff();
      at += 1;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = at;
        return (low >>> 1) ^ -(low & 1);
      }
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at] ?? cutOff();
      at += 1;
      high |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (high >= EXACT_HIGH) break;
      this.position = at;
      const zigzag = high * TWO_28 + low;
      return (low & 1) === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
    return this.#readBigLong();
  }

  #readBigLong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.position] ?? cutOff();
      this.position += 1;
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
}

const cutOff = (): never => {
  throw new BrokenAvro('a number is cut off');
};
