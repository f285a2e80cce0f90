import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codecFor } from '#backend/types/codecs.ts';
import { ByteKeySet } from './byte-key-set.ts';
import { IntegerKeySet } from './integer-key-set.ts';
import { makeKeyForm, makeKeySet, shareKeys } from './key-form.ts';
import type { KeySet } from './key-set.ts';

function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** The key between other bytes, so that reading over its edges would show. */
const framed = (key: Buffer): [Buffer, number, number] => [
  Buffer.concat([Buffer.from('<<'), key, Buffer.from('>')]),
  2,
  2 + key.length,
];

/** Holds a set to a Map over the same claims. */
function expectLikeMap(set: KeySet, keys: readonly Buffer[], nameOf: (key: Buffer) => string): void {
  const model = new Map<string, number>();
  for (const [at, key] of keys.entries()) {
    const name = nameOf(key);
    const owner = model.get(name) ?? 0;
    const [bytes, start, end] = framed(key);
    expect(set.find(bytes, start, end)).toBe(owner);
    expect(set.claim(bytes, start, end, at + 1)).toBe(owner);
    if (owner === 0) model.set(name, at + 1);
    expect(set.find(bytes, start, end)).toBe(owner === 0 ? at + 1 : owner);
  }
  expect(set.size).toBe(model.size);
}

const integer = fc.oneof(
  fc.bigInt({ min: -50n, max: 50n }),
  fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(
    2n ** 53n,
    2n ** 53n - 1n,
    -(2n ** 53n),
    -(2n ** 53n) - 1n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    0n,
    -1n,
  ),
);

test('a set of integers finds the first owner of every number, near zero and at the ends of int8', () => {
  fc.assert(
    fc.property(fc.array(integer, { maxLength: 300, size: 'max' }), (values) => {
      expectLikeMap(new IntegerKeySet(), values.map(int8), (key) => String(key.readBigInt64BE()));
    }),
    { numRuns: 200 },
  );
});

test('equal integers of different width are one key', () => {
  const set = new IntegerKeySet();
  const short = Buffer.from([0xff, 0xfe]);
  expect(set.claim(short, 0, 2, 7)).toBe(0);
  expect(set.find(...framed(int4(-2)))).toBe(7);
  expect(set.find(...framed(int8(-2n)))).toBe(7);
  expect(set.find(...framed(int8(65_534n)))).toBe(0);
});

test('ids that stand close together cost few bytes each, in any order', () => {
  const set = new IntegerKeySet();
  const count = 300_000;
  for (let at = 0; at < count; at += 1) {
    // A step that shares no factor with the count visits every number once.
    expect(set.claim(int4((at * 7919) % count), 0, 4, at + 1) === 0).toBe(true);
  }
  expect(set.size).toBe(count);
  // 4 for the record, and room to grow.
  expect(set.bytesUsed / count).toBeLessThan(9);
});

test('ids that go up from row to row cost less than a byte each, also where rows or numbers are left out at times', () => {
  const set = new IntegerKeySet();
  const count = 300_000;
  const recordOf = (id: number): number => id + 7 + Math.floor(id / 50_000);
  let wrong = 0;
  for (let id = 0; id < count; id += 1) {
    if (id % 100 !== 13 && set.claim(int4(id), 0, 4, recordOf(id)) !== 0) wrong += 1;
  }
  expect(set.bytesUsed / count).toBeLessThan(1.5);
  for (let id = 0; id < count; id += 1) {
    const owner = id % 100 === 13 ? 0 : recordOf(id);
    if (set.find(int4(id), 0, 4) !== owner || set.claim(int4(id), 0, 4, count * 2) !== owner) wrong += 1;
  }
  expect(wrong).toBe(0);
});

test('ids strewn over the whole range move to a table that still knows them all, and its cost stays bounded', () => {
  const set = new IntegerKeySet();
  const count = 120_000;
  const numberAt = (at: number): number => Math.imul(at, 0x9e37_79b1);
  for (let at = 0; at < count; at += 1) set.claim(int4(numberAt(at)), 0, 4, at + 1);
  expect(set.size).toBe(count);
  expect(set.bytesUsed / count).toBeLessThan(40);
  let wrong = 0;
  for (let at = 0; at < count; at += 1) {
    if (set.claim(int4(numberAt(at)), 0, 4, count + 1) !== at + 1) wrong += 1;
    if (set.find(int4(numberAt(at + count)), 0, 4) !== 0) wrong += 1;
  }
  expect(wrong).toBe(0);
});

test('a set of bytes tells every two keys apart, also those of which one begins the other', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6, max: 3 }), { maxLength: 400, size: 'max' }), (keys) => {
      expectLikeMap(
        new ByteKeySet(),
        keys.map((key) => Buffer.from(key)),
        (key) => key.toString('hex'),
      );
    }),
    { numRuns: 200 },
  );
});

test('keys of the same hash are told apart by their bytes', () => {
  const lengths = (_bytes: Buffer, start: number, end: number): number => end - start;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3, max: 2 }), { maxLength: 200, size: 'max' }), (keys) => {
      for (const hash of [lengths, () => 7, () => 0xffff_ffff]) {
        const set = new ByteKeySet(hash);
        expectLikeMap(
          set,
          keys.map((key) => Buffer.from(key)),
          (key) => key.toString('hex'),
        );
      }
    }),
  );
});

test('a set of bytes grows with its keys and says how large it is', () => {
  const set = new ByteKeySet();
  const before = set.bytesUsed;
  const count = 50_000;
  for (let at = 0; at < count; at += 1) set.claim(...framed(Buffer.from(`key number ${at}`)), at + 1);
  expect(set.size).toBe(count);
  expect(set.bytesUsed).toBeGreaterThan(before);
  expect(set.bytesUsed / count).toBeLessThan(100);
  let wrong = 0;
  for (let at = 0; at < count; at += 1) if (set.find(...framed(Buffer.from(`key number ${at}`))) !== at + 1) wrong += 1;
  expect(wrong).toBe(0);
});

test('records beyond 32 bits are told as the last that fits', () => {
  for (const set of [new IntegerKeySet(), new ByteKeySet()]) {
    expect(set.claim(int4(1), 0, 4, 5_000_000_000)).toBe(0);
    expect(set.find(int4(1), 0, 4)).toBe(4_294_967_295);
  }
});

/** The key of texts in the given types, or null where there is none. */
function keyOf(types: readonly string[], texts: readonly (string | null)[], nullsDistinct = true): string | null {
  const codecs = types.map(codecFor);
  const form = makeKeyForm(codecs, [...types.keys()], nullsDistinct);
  const values = texts.map((text) => (text === null ? null : Buffer.from(text)));
  const lengths = Int32Array.from(values, (value) => (value === null ? -1 : value.length));
  const starts = Int32Array.from(values.keys(), (at) =>
    values.slice(0, at).reduce((sum, value) => sum + (value?.length ?? 0), 0),
  );
  const bytes = Buffer.concat(values.flatMap((value) => value ?? []));
  return form.write({ bytes, starts, lengths }) ? form.bytes.toString('hex', form.start, form.end) : null;
}

test('parts of a key do not run into each other', () => {
  expect(keyOf(['text', 'text'], ['ab', 'c'])).not.toBe(keyOf(['text', 'text'], ['a', 'bc']));
  expect(keyOf(['text', 'text'], ['', 'a'])).not.toBe(keyOf(['text', 'text'], ['a', '']));
});

test('a key with a NULL is no key, unless NULLs are not distinct', () => {
  expect(keyOf(['text'], [null])).toBeNull();
  expect(keyOf(['text', 'text'], ['a', null])).toBeNull();
  expect(keyOf(['text'], [null], false)).not.toBeNull();
  expect(keyOf(['text'], [null], false)).not.toBe(keyOf(['text'], [''], false));
  expect(keyOf(['text', 'text'], [null, 'a'], false)).not.toBe(keyOf(['text', 'text'], ['a', null], false));
});

test('integers in a key of several parts meet across their widths', () => {
  const form = makeKeyForm([codecFor('int4'), codecFor('text')], [0, 1]);
  const keys = [Buffer.from([0xff, 0xfe]), int4(-2), int8(-2n)].map((value) => {
    const bytes = Buffer.concat([value, Buffer.from('x')]);
    form.write({ bytes, starts: Int32Array.of(0, value.length), lengths: Int32Array.of(value.length, 1) });
    return form.bytes.toString('hex', form.start, form.end);
  });
  expect(new Set(keys).size).toBe(1);
});

test('one integer gets the small set, all else the general one', () => {
  expect(makeKeySet([codecFor('int8')])).toBeInstanceOf(IntegerKeySet);
  expect(makeKeySet([codecFor('int8')], false)).toBeInstanceOf(ByteKeySet);
  expect(makeKeySet([codecFor('int8'), codecFor('int8')])).toBeInstanceOf(ByteKeySet);
  expect(makeKeySet([codecFor('text')])).toBeInstanceOf(ByteKeySet);
});

test('types share keys where equal values have equal keys', () => {
  expect(shareKeys('int4', 'int8')).toBe(true);
  expect(shareKeys('varchar', 'text')).toBe(true);
  expect(shareKeys('uuid', 'uuid')).toBe(true);
  expect(shareKeys('int4', 'numeric')).toBe(false);
  expect(shareKeys('bpchar', 'text')).toBe(false);
  expect(shareKeys('inet', 'inet')).toBe(false);
});
