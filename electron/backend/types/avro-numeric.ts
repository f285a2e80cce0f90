import { readLength, writeInt } from './avro-number.ts';
import { BrokenAvro } from './avro-tap.ts';
import { textForm, textualType } from './avro-texts.ts';
import type { AvroType } from './avro-type.ts';
import { numericCodec } from './numeric.ts';
import { NUMERIC_HEADER_BYTES, numericSign } from './numeric-value.ts';
import { plainColumn } from './codec.ts';
import type { TupleBuffer } from './tuple-buffer.ts';

/** Without a precision: a text, since AVRO's decimal has one. */
export const numericType: AvroType = textualType(numericCodec);

const BYTES_OF_WORD = 8;

/**
 * numeric(precision, scale) as a decimal, or as a text where AVRO has no such decimal. NaN is special, and so is what does not have the
 * column's scale.
 */
export function decimalType(precision: number, scale: number): AvroType {
  if (scale < 0 || scale > precision) return numericType;
  const encode = numericCodec.encoder({ ...plainColumn, precision, scale });
  return {
    schema: { type: 'bytes', logicalType: 'decimal', precision, scale },
    write: (bytes, start, _end, out) => writeDecimal(bytes, start, scale, out),
    read: (tap, out) => {
      const length = readLength(tap);
      const from = tap.skip(length);
      const text = Buffer.from(decimalText(tap.bytes.subarray(from, from + length), scale));
      if (encode(text, 0, text.length, out) !== null) throw new BrokenAvro('a decimal has too many digits');
    },
    special: textForm(numericCodec),
  };
}

/** Writes the number without its point as a big-endian one in two's complement. */
function writeDecimal(bytes: Buffer, start: number, scale: number, out: TupleBuffer): boolean {
  const sign = bytes.readUInt16BE(start + 4);
  const isNegative = sign === numericSign.negative;
  if ((!isNegative && sign !== numericSign.positive) || bytes.readUInt16BE(start + 6) !== scale) return false;
  const groups = bytes.readUInt16BE(start);
  const weight = bytes.readInt16BE(start + 2);
  let value = 0n;
  for (let group = 0; group < groups; group += 1)
    value = value * 10_000n + BigInt(bytes.readUInt16BE(start + NUMERIC_HEADER_BYTES + 2 * group));
  // The last group stands for 10^(4 * (weight - groups + 1)); the number is wanted in units of 10^-scale.
  const power = 4 * (weight - groups + 1) + scale;
  if (power >= 0) value *= 10n ** BigInt(power);
  else value /= 10n ** BigInt(-power);
  writeTwosComplement(isNegative ? -value : value, out);
  return true;
}

function writeTwosComplement(value: bigint, out: TupleBuffer): void {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size += size < BYTES_OF_WORD ? 1 : BYTES_OF_WORD;
  const hex = BigInt.asUintN(8 * size, value)
    .toString(16)
    .padStart(2 * size, '0');
  writeInt(size, out);
  const at = out.reserve(size);
  out.bytes.write(hex, at, 'hex');
}

/** A big-endian number in two's complement, with so many digits behind its point. */
export function decimalText(bytes: Buffer, scale: number): string {
  if (bytes.length === 0) return '0';
  const value = BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`));
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
