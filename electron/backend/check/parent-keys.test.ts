import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { to as copyTo } from 'pg-copy-streams';
import { expect, test } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { codecFor } from '#backend/types/codecs.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { makeKeyForm } from './key-form.ts';
import { readParentKeys } from './parent-keys.ts';

/** Whether the key of these texts, encoded as a row's fields are, is among the parents. */
function has(reader: ReturnType<typeof readParentKeys>, types: readonly string[], texts: readonly string[]): boolean {
  const codecs = types.map(codecFor);
  const out = new TupleBuffer();
  const starts = new Int32Array(types.length);
  const lengths = new Int32Array(types.length);
  for (const [at, codec] of codecs.entries()) {
    const text = Buffer.from(texts[at]!);
    const before = out.length;
    const column = { typmod: -1, maxLength: null, precision: null, scale: null };
    expect(codec.encoder(column)(text, 0, text.length, out)).toBeNull();
    starts[at] = before + 4;
    lengths[at] = out.length - before - 4;
  }
  const form = makeKeyForm(codecs, [...types.keys()]);
  return form.write({ bytes: out.bytes, starts, lengths }) && reader.set.find(form.bytes, form.start, form.end) !== 0;
}

test('parent keys are read from a binary COPY, however its stream is cut', async () => {
  await withSchema(async ({ client }) => {
    await client.query(
      `create table parents (a bigint, b numeric(10,4), c char(6), d timestamptz, e varchar(20), f float8)`,
    );
    await client.query(`insert into parents select n, n / 4.0, 'c' || n, '2021-01-01'::timestamptz + n * interval '1 h', 'e' || n, n
      from generate_series(1, 50) n union all select null, 1, 'x', now(), 'y', 0`);
    const chunks: Buffer[] = [];
    const stream = client.query(copyTo('copy parents to stdout (format binary)'));
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
    const bytes = Buffer.concat(chunks);
    const types = ['int4', 'numeric', 'bpchar', 'timestamptz', 'text', 'float8'];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
        const reader = readParentKeys(types.map(codecFor));
        for (let at = 0; at < bytes.length; at += size) reader.write(Buffer.from(bytes.subarray(at, at + size)));
        expect(reader.set.size).toBe(50);
        expect(has(reader, types, ['03', '0.75', 'c3', '2021-01-01T03:00:00Z', 'e3', '3.0'])).toBe(true);
        expect(has(reader, types, ['3', '0.75', 'c3', '2021-01-01T03:00:01Z', 'e3', '3'])).toBe(false);
      }),
      { numRuns: 40, examples: [[1], [2], [bytes.length]] },
    );
  });
});

test('a stream with other columns than the key has is refused', () => {
  const reader = readParentKeys([codecFor('int4')]);
  const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
  expect(() => reader.write(Buffer.concat([header, Buffer.from([0, 2])]))).toThrow('came with 2');
});
