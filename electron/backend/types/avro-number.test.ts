import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeBigLong, writeLong } from './avro-number.ts';
import { AvroTap } from './avro-tap.ts';
import { TupleBuffer } from './tuple-buffer.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40) * 100 };
const edges = [0, 7, 14, 21, 27, 28, 31, 32, 34, 35, 41, 42, 52, 53, 55, 56, 62, 63]
  .flatMap((power) => [2n ** BigInt(power), 2n ** BigInt(power) - 1n, 2n ** BigInt(power) + 1n])
  .flatMap((value) => [value, -value])
  .filter((value) => BigInt.asIntN(64, value) === value);
const longs = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(2n ** 36n), max: 2n ** 36n }),
  fc.constantFrom(...edges, -(2n ** 63n)),
);

const written = (write: (out: TupleBuffer) => void): Buffer => {
  const out = new TupleBuffer(16);
  write(out);
  return Buffer.from(out.bytes.subarray(0, out.length));
};

test('a long is read as it was written, exactly, as a number wherever a double is exact', () => {
  fc.assert(
    fc.property(longs, (value) => {
      const isExact = value > -(2n ** 51n) && value < 2n ** 51n;
      const tap = new AvroTap(Buffer.concat([written((out) => writeBigLong(value, out)), Buffer.from([1])]));
      const read = tap.readLong();
      expect(BigInt(read)).toBe(value);
      expect(Object.is(read, -0)).toBe(false);
      expect(tap.bytesLeft).toBe(1);
      expect(typeof read === 'number' || !isExact).toBe(true);
    }),
    runs,
  );
});

test('a number is written as a bigint is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n }), (value) => {
      expect(written((out) => writeLong(Number(value), out))).toEqual(written((out) => writeBigLong(value, out)));
    }),
    runs,
  );
});

test('a long that is cut off, or has more than ten bytes, is none', () => {
  for (let length = 1; length < 10; length += 1)
    expect(() => new AvroTap(Buffer.alloc(length, 0x80)).readLong()).toThrow('a number is cut off');
  expect(() => new AvroTap(Buffer.alloc(11, 0x80)).readLong()).toThrow('a number has more than ten bytes');
});
