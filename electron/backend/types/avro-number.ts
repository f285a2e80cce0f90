import { BrokenAvro, type AvroTap } from './avro-tap.ts';
import { getInt32, putInt64 } from './bytes.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

const TWO_28 = 0x1000_0000;
const TWO_32 = 4_294_967_296;
/** Numbers up to here are written without a bigint: twice as much is exact in a double. */
const HALF_EXACT = 2 ** 52;
/** Bytes of the longest int and of the longest long. */
const INT_BYTES = 5;
const LONG_BYTES = 10;

/** Writes an int32 as AVRO does: zigzag, seven bits a byte, the lowest first (Apache Avro 1.12 specification, Primitive Types). */
export function writeInt(value: number, out: TupleBuffer): void {
  let at = out.reserve(INT_BYTES);
  const { bytes } = out;
  let rest = (value << 1) ^ (value >> 31);
  while ((rest & ~0x7f) !== 0) {
    bytes[at] = rest | 0x80;
    at += 1;
    rest >>>= 7;
  }
  bytes[at] = rest;
  out.length = at + 1;
}

/** Writes a whole number from -2^52 to 2^52. */
export function writeLong(value: number, out: TupleBuffer): void {
  if (value === (value | 0)) return writeInt(value, out);
  const zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  const upper = Math.floor(zigzag / TWO_28);
  let rest = zigzag - upper * TWO_28;
  let at = out.reserve(LONG_BYTES);
  const { bytes } = out;
  if (upper === 0) {
    for (; rest > 0x7f; rest >>>= 7, at += 1) bytes[at] = rest | 0x80;
    bytes[at] = rest;
    out.length = at + 1;
    return;
  }
  for (let count = 0; count < 4; count += 1, rest >>>= 7, at += 1) bytes[at] = rest | 0x80;
  for (rest = upper; rest > 0x7f; rest >>>= 7, at += 1) bytes[at] = rest | 0x80;
  bytes[at] = rest;
  out.length = at + 1;
}

export function writeBigLong(value: bigint, out: TupleBuffer): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  let at = out.reserve(LONG_BYTES);
  for (; rest > 0x7fn; rest >>= 7n, at += 1) out.bytes[at] = Number(rest & 0x7fn) | 0x80;
  out.bytes[at] = Number(rest);
  out.length = at + 1;
}

/** Writes the int64 that stands in `bytes`, big-endian. */
export function writeInt64(bytes: Buffer, start: number, out: TupleBuffer): void {
  const value = getInt32(bytes, start) * TWO_32 + (getInt32(bytes, start + 4) >>> 0);
  if (value > -HALF_EXACT && value < HALF_EXACT) writeLong(value, out);
  else writeBigLong(bytes.readBigInt64BE(start), out);
}

/** Reads an int of AVRO. @throws BrokenAvro beyond 32 bits */
export function readInt(tap: AvroTap): number {
  const { bytes, position } = tap;
  const first = bytes[position] ?? 0x80;
  if (first < 0x80) {
    tap.position = position + 1;
    return (first >>> 1) ^ -(first & 1);
  }
  const value = tap.readLong();
  if (typeof value !== 'number' || value !== (value | 0)) throw new BrokenAvro('a number is too large for its column');
  return value;
}

/** Reads the length of what follows. @throws BrokenAvro where that is not there */
export function readLength(tap: AvroTap): number {
  const length = readInt(tap);
  if (length < 0 || length > tap.bytesLeft) throw new BrokenAvro('a value is longer than what holds it');
  return length;
}

/** Reads a long into the int64 at `at`, big-endian. @throws BrokenAvro */
export function readInt64(tap: AvroTap, bytes: Buffer, at: number): void {
  const value = tap.readLong();
  if (typeof value === 'bigint') {
    bytes.writeBigInt64BE(value, at);
    return;
  }
  putInt64(bytes, at, value);
}

/** Bytes with their length before them, as bytes and string have it. */
export function writeBytes(bytes: Buffer, start: number, end: number, out: TupleBuffer): void {
  const length = end - start;
  writeInt(length, out);
  out.append(bytes, start, length);
}

/** A text of ASCII characters. */
export function writeAscii(text: string, out: TupleBuffer): void {
  writeInt(text.length, out);
  const at = out.reserve(text.length);
  out.bytes.write(text, at, 'latin1');
}
