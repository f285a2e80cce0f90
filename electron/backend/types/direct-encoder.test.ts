import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CodecColumn, plainColumn } from './codec.ts';
import { codecFor } from './codecs.ts';
import { directEncoder, encodeDirectly } from './direct-encoder.ts';
import { TupleBuffer } from './tuple-buffer.ts';

const columns: readonly { readonly type: string; readonly more?: Partial<CodecColumn> }[] = [
  { type: 'int2' },
  { type: 'int4' },
  { type: 'int8' },
  { type: 'numeric' },
  { type: 'numeric', more: { precision: 6, scale: 2 } },
  { type: 'numeric', more: { precision: 3, scale: -2 } },
  { type: 'float4' },
  { type: 'float8' },
  { type: 'bool' },
  { type: 'date' },
  { type: 'timestamp' },
  { type: 'timestamptz' },
  { type: 'uuid' },
  { type: 'text' },
  { type: 'varchar' },
  { type: 'varchar', more: { maxLength: 5 } },
];

const digits = fc.stringMatching(/^ ?[-+]?\d{0,20}(\.\d{0,20})?([eE][-+]?\d{1,3})? ?$/);
const times = fc.stringMatching(
  /^(19|20|00|2\d)\d\d-[01]\d-[0-3]\d([T ][0-2]\d:[0-6]\d(:[0-6]\d(\.\d{0,8})?)?(Z|z|[-+]\d\d(:?\d\d)?)?)?$/,
);
const words = fc.constantFrom(
  't',
  'F',
  'true',
  'No',
  'o',
  'on',
  'OFF',
  '1',
  '00',
  'NaN',
  '-Infinity',
  'infinity',
  'tru',
  'truex',
);
const hex = fc.stringMatching(/^\{?[0-9a-fA-F]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-g]{4}-?[0-9a-f]{12}\}?$/);
const texts = fc.oneof(
  digits,
  times,
  words,
  hex,
  fc.uuid(),
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 90 }),
);
const bytes = fc.oneof(
  { weight: 9, arbitrary: texts.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((some) => Buffer.from(some)) },
);

test.each(columns)(
  '%s %o: what is written directly is what the codec writes, and what it refuses is not',
  ({ type, more }) => {
    const codec = codecFor(type);
    const column = { ...plainColumn, ...more };
    const encode = codec.encoder(column);
    const direct = directEncoder(codec, column)!;
    let written = 0;
    fc.assert(
      fc.property(bytes, (text) => {
        // Between other bytes, and behind other values, so that reading or writing over the edges would show.
        const field = Buffer.concat([Buffer.from('1'), text, Buffer.from('1')]);
        const [usual, quick] = [new TupleBuffer(8), new TupleBuffer(8)];
        for (const out of [usual, quick]) out.reserve(3);
        const code = encode(field, 1, 1 + text.length, usual);
        const known = isUtf8(text) && !text.includes(0);
        const taken = text.length > 0 && encodeDirectly(direct, field, 1, 1 + text.length, quick, known);
        if (taken) written += 1;
        const value = code === null ? usual.bytes.subarray(3, usual.length) : null;
        const quickly = taken ? quick.bytes.subarray(3, quick.length) : value;
        expect(quickly).toEqual(value);
        expect(quick.length > 3).toBe(taken);
      }),
      { numRuns: 3000 },
    );
    expect(written).toBeGreaterThan(30);
  },
);

test('a timestamp that is rounded, and a type that only the server knows, are not written directly', () => {
  expect(directEncoder(codecFor('timestamptz'), { ...plainColumn, typmod: 3 })).toBeNull();
  expect(directEncoder(codecFor('jsonb'), plainColumn)).toBeNull();
  expect(directEncoder(codecFor('citext'), plainColumn)).toBeNull();
});
