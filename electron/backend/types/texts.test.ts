import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { boolCodec } from './bool.ts';
import { bpcharCodec } from './bpchar.ts';
import { type CodecColumn, plainColumn } from './codec.ts';
import { codecFor } from './codecs.ts';
import { jsonbCodec, jsonCodec } from './json.ts';
import { checkJson } from './json-syntax.ts';
import { assertLots, encodeOne, expectAgreement, keyOf, nearly, storedJudge, valueOf } from './test-stored.ts';
import { textCodec } from './text.ts';
import { uuidCodec } from './uuid.ts';
import { varcharCodec } from './varchar.ts';

const withLength = (maxLength: number): CodecColumn => ({ ...plainColumn, maxLength, typmod: maxLength + 4 });

/** Any text that can travel as a query's parameter. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.string({ maxLength: 100 }),
    fc.string({ unit: fc.constantFrom('a', ' ', 'é', '語', '🙂', '\t', '\n'), maxLength: 12 }),
    fc.constantFrom('', ' ', 'a'.repeat(63), 'a'.repeat(64), 'é'.repeat(70), `${'a'.repeat(63)}é`),
  )
  .map((text) => text.replaceAll('\0', '').toWellFormed());

test('texts are stored as they came, and cut or refused at the length of their column as the server does it', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    for (const codec of [textCodec, varcharCodec, bpcharCodec]) {
      await assertLots(anyText, (lot) => expectAgreement(judge, lot, { codec }), { runs: 4 });
    }
    for (const length of [1, 3, 10]) {
      const column = withLength(length);
      for (const codec of [varcharCodec, bpcharCodec]) {
        await assertLots(
          anyText,
          (lot) => expectAgreement(judge, lot, { codec, column, sqlType: `${codec.type}(${length})` }),
          { runs: 4 },
        );
      }
    }
  });
});

test('a length counts characters, and what is too long may lose spaces but nothing else', () => {
  expect(encodeOne(varcharCodec, 'héllo', withLength(5))).toMatchObject({ shown: 'héllo' });
  expect(encodeOne(varcharCodec, '🙂🙂   ', withLength(3))).toMatchObject({ shown: '🙂🙂 ' });
  expect(encodeOne(varcharCodec, 'héllos', withLength(5)).code).toBe('length');
  expect(encodeOne(varcharCodec, 'héllo\t', withLength(5)).code).toBe('length');
  expect(encodeOne(bpcharCodec, 'hé', withLength(4))).toMatchObject({ shown: 'hé  ' });
  expect(varcharCodec.limits(withLength(5))).toEqual({ max: 5 });
});

test('what is not UTF-8 is refused wherever it stands, and a NUL too', () => {
  const bad = [[0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80]];
  bad.push([0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x99]);
  for (const bytes of bad) {
    for (const filler of ['', 'abc', 'é', 'x'.repeat(80)]) {
      const text = Buffer.concat([Buffer.from(filler), Buffer.from(bytes), Buffer.from(filler)]);
      for (const codec of [textCodec, varcharCodec, bpcharCodec]) {
        expect(encodeOne(codec, text).code).toBe('encoding');
      }
      const quoted = Buffer.concat([Buffer.from('"'), text, Buffer.from('"')]);
      for (const codec of [jsonCodec, jsonbCodec]) expect(encodeOne(codec, quoted).code).toBe('encoding');
    }
  }
  expect(encodeOne(textCodec, 'a\0b').code).toBe('type.text');
  expect(encodeOne(textCodec, `${'a'.repeat(80)}\0é`).code).toBe('type.text');
});

test('whether bytes are UTF-8 is judged as Node judges it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.nat(255), fc.constantFrom(0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0x9f, 0xa0, 0xf0, 0x90, 0xf4)),
      ),
      (list) => {
        const bytes = Buffer.from(list.filter((byte) => byte !== 0));
        let valid = true;
        try {
          new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        } catch {
          valid = false;
        }
        expect(encodeOne(textCodec, bytes).code).toBe(valid ? null : 'encoding');
      },
    ),
    { numRuns: 5000 },
  );
});

test('char values that differ in spaces at the end are one key', () => {
  expect(keyOf(bpcharCodec, 'a  ')).toBe(keyOf(bpcharCodec, 'a'));
  expect(keyOf(bpcharCodec, ' a')).not.toBe(keyOf(bpcharCodec, 'a'));
  expect(keyOf(textCodec, 'a ')).not.toBe(keyOf(textCodec, 'a'));
  const [left, right] = [valueOf(bpcharCodec, 'a  '), valueOf(bpcharCodec, 'a')];
  expect(bpcharCodec.compare(left, 0, left.length, right, 0, right.length)).toBe(0);
});

test('texts are ordered by code point', () => {
  const ordered = ['', ' ', 'A', 'Z', 'a', 'aa', 'é', '語', '\u{ffff}', '🙂'].map((text) => valueOf(textCodec, text));
  for (const [at, left] of ordered.entries()) {
    for (const [other, right] of ordered.entries()) {
      expect(Math.sign(textCodec.compare(left, 0, left.length, right, 0, right.length))).toBe(Math.sign(at - other));
    }
  }
});

test('booleans are read as the server reads them: words, their beginnings, 1 and 0', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const words = fc.constantFrom(
      'true',
      'false',
      'yes',
      'no',
      'on',
      'off',
      't',
      'f',
      'y',
      'n',
      'tr',
      'fals',
      'of',
      'o',
      '1',
      '0',
    );
    const texts = fc
      .tuple(nearly(words, 'trufalseyno10 '), fc.boolean(), fc.constantFrom('', ' ', '\t\n'))
      .map(([text, upper, space]) => space + (upper ? text.toUpperCase() : text) + space);
    await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec: boolCodec }));
  });
  expect(encodeOne(boolCodec, 'ja').code).toBe('type.boolean');
});

test('UUIDs are read as the server reads them: hyphens where it allows them, braces, any case', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const groups = fc.array(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), minLength: 4, maxLength: 4 }),
      {
        minLength: 8,
        maxLength: 8,
      },
    );
    const texts = fc.tuple(groups, fc.constantFrom('usual', 'plain', 'braces', 'every')).map(([parts, form]) => {
      const usual = `${parts[0]}${parts[1]}-${parts[2]}-${parts[3]}-${parts[4]}-${parts.slice(5).join('')}`;
      if (form === 'braces') return `{${usual}}`;
      return form === 'usual' ? usual : parts.join(form === 'every' ? '-' : '');
    });
    await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec: uuidCodec }), { runs: 3 });
    await assertLots(nearly(texts, '0aF-{} g'), (lot) => expectAgreement(judge, lot, { codec: uuidCodec }));
  });
  for (const text of ['', '{', '{}', '-', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1']) {
    expect(encodeOne(uuidCodec, text).code).toBe('type.uuid');
  }
});

/** What jsonb takes and json does not care about: the sizes of numbers. */
const jsonTexts = fc.oneof(
  fc.json({ maxDepth: 4 }).map((text) => text.replaceAll('\0', '')),
  fc.json({ maxDepth: 3 }).map((text) => JSON.stringify(JSON.parse(text), null, ' \t')),
  fc.constantFrom(
    '{"a":1,"a":2}',
    '[1,[2,[]],{"b":{}}]',
    '-0.0e+10',
    '"\\u00e9\\ud83d\\ude42"',
    ' [ ] ',
    '{ }',
    'null',
  ),
  fc.constantFrom(
    '"\\ud83d"',
    '"\\ude42"',
    '"\\ud83dx"',
    '"\\u0000"',
    '01',
    '1.',
    '.1',
    '+1',
    '1e',
    '[1,]',
    '{"a":1,}',
  ),
  fc.constantFrom(
    "{'a':1}",
    '{a:1}',
    '[1 2]',
    '{"a" 1}',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    'nul',
    'NaN',
    '',
    ' ',
    '"a',
    '[',
    '{"a":',
  ),
);

test('JSON is taken where the server takes it, for json and for jsonb', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const texts = nearly(jsonTexts, '[]{},:"\\u0d8 eE+-.1ntf\n');
    // jsonb prints its own spelling, and keeps its numbers as numerics.
    for (const codec of [jsonCodec, jsonbCodec]) {
      const showsAlike = codec === jsonCodec;
      await assertLots(texts, (lot) =>
        expectAgreement(judge, codec === jsonCodec ? lot : lot.filter((text) => !/e[+-]?\d{5}/i.test(text)), {
          codec,
          showsAlike,
        }),
      );
    }
  });
  expect(encodeOne(jsonCodec, '{"a":}').code).toBe('type.json');
  expect(encodeOne(jsonbCodec, '"\\u0000"').code).toBe('type.json');
});

test('JSON is checked without recursion, to a depth that every server bears', () => {
  const nested = (depth: number): Buffer => Buffer.from('['.repeat(depth) + ']'.repeat(depth));
  expect(checkJson(nested(5000), 0, 10_000, false)).toBeNull();
  expect(checkJson(nested(5001), 0, 10_002, false)).toBe('syntax');
});

test('a type without a file travels as text, judged by the server', () => {
  for (const type of ['inet', 'interval', 'tsvector', '_int4', 'mood', '']) {
    const codec = codecFor(type);
    expect({ type: codec.type, exact: codec.exact, isText: codec.isText }).toEqual({
      type: 'text',
      exact: false,
      isText: false,
    });
    expect(encodeOne(codec, '10.0.0.1/8')).toMatchObject({ shown: '10.0.0.1/8' });
  }
  expect(codecFor('citext').isText).toBe(true);
  expect(codecFor('text').exact).toBe(true);
});
