import fc from 'fast-check';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { plainColumn, type CodecColumn } from './codec.ts';
import { float4Codec, float8Codec } from './floats.ts';
import { int2Codec, int4Codec, int8Codec } from './integers.ts';
import { numericCodec } from './numeric.ts';
import { assertLots, encodeOne, expectAgreement, keyOf, nearly, storedJudge, valueOf } from './test-stored.ts';

const padded = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('', '', '', ' ', '\t\n\v\f\r '),
      fc.constantFrom('', '', '+', '00'),
      texts,
      fc.constantFrom('', '', ' '),
    )
    .map((parts) => parts.join(''));

/** Spellings that servers before 16 refuse. */
const isNewSpelling = (text: string): boolean => /^\s*[+-]?0[xob]|_/i.test(text);

const integerEdges = [0n, 1n, 7n, 15n, 16n, 31n, 32n, 53n, 63n, 64n, 70n].flatMap((bits) =>
  [-1n, 0n, 1n].flatMap((more) => [2n ** bits + more, -(2n ** bits) + more]),
);

test('integers are stored as the server stores them, and refused where it refuses them', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const valid = fc.oneof(
      fc.constantFrom(...integerEdges).map(String),
      fc.integer().map(String),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
      fc.integer({ min: -40_000, max: 40_000 }).map(String),
    );
    const texts = nearly(padded(valid), '0123456789+-. eEx_a\t,');
    for (const codec of [int2Codec, int4Codec, int8Codec]) {
      await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec, mayRefuse: isNewSpelling }));
    }
  });
});

test('spellings of whole numbers that only some servers take are refused', () => {
  for (const text of ['0x1F', '0o17', '0b1', '1_000', '１', '1.0', '1e3', '', ' ', '+', '- 1', '--1']) {
    for (const codec of [int2Codec, int4Codec, int8Codec]) expect(encodeOne(codec, text).code).toBe('type.integer');
  }
  expect(int4Codec.limits(plainColumn)).toEqual({ min: '-2147483648', max: '2147483647' });
});

/** Any finite double by its bits, so that every exponent is as likely. */
const doubles = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
  })
  .filter(Number.isFinite);

const singles = fc
  .integer({ min: 0, max: 0xffff_ffff })
  .map((bits) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, bits);
    return view.getFloat32(0);
  })
  .filter(Number.isFinite);

const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.integer({ min: -340, max: 330 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`);

const floatEdges = `
  0 -0 1e15 1e16 123456789012345 1234567890123456 0.0001 0.00001 1e23 1e-23 5e-324 2.4703282292062327e-324
  2.4703282292062328e-324 1.7976931348623157e308 1.7976931348623159e308 1e400 1e-400 1e999999999999 0e999999999999
  1.4e-45 7e-46 7.0064923216240853e-46 7.006492321624085e-46 3.4028235e38 3.4028235677973366e38 3.40282356779733642e38
  3.4028236e38 16777217 16777219 1e6 999999.5 123456 1234567 9007199254740993 9007199254740992 287221.125 NaN nan
  Infinity -inf +INF .5 5. . e5 1e 1e+ 1.5.2 infinit in 1f 1d 1e5.5 5e-05 1.17549435e-38 4194304.25`
  .split(/\s+/)
  .concat('- 1', '1 e5');

const FRACTION_DIGITS = 60;

/** Texts on, right below and right above the middle between two single-precision numbers. */
const middles = fc
  .tuple(singles, fc.constantFrom('', '0000000000000000000000000001', '-'))
  .map(([single, more]) => {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, Math.abs(single));
    view.setUint32(0, view.getUint32(0) + 1);
    const middle = (Math.abs(single) + view.getFloat32(0)) / 2;
    if (!(middle > 1e-5 && middle < 1e15)) return String(middle);
    const exact = middle.toFixed(FRACTION_DIGITS).replace(/0+$/, '');
    return more === '-' ? `${exact.slice(0, -1)}${Number(exact.at(-1)) - 1}9999` : exact + more;
  })
  .filter((text) => !text.includes('Infinity') && !text.includes('-1'));

test('floating-point numbers are stored and shown as the server does, to the last bit', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const valid = fc.oneof(
      fc.constantFrom(...floatEdges),
      doubles.map(String),
      singles.map(String),
      doubles.map((value) => value.toExponential(20)),
      decimals,
      middles,
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(3)),
      fc.integer({ min: -1075, max: 1023 }).map((power) => String(2 ** power)),
    );
    const texts = nearly(padded(valid), '0123456789+-. eE_anf');
    // The libraries under the server read these, not all alike.
    const mayRefuse = (text: string): boolean => /0x|[+-]nan|nan\(/i.test(text);
    for (const codec of [float4Codec, float8Codec]) {
      await expectAgreement(judge, floatEdges, { codec, mayRefuse });
      await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec, mayRefuse }));
    }
  });
});

test('a float beyond its type is out of range, not infinite and not 0', () => {
  for (const text of ['1e39', '-1e39', '1e-46']) expect(encodeOne(float4Codec, text).code).toBe('range');
  for (const text of ['1e309', '-1e309', '1e-324']) expect(encodeOne(float8Codec, text).code).toBe('range');
  expect(encodeOne(float8Codec, 'twelve').code).toBe('type.number');
});

const numericColumn = (precision: number, scale: number): CodecColumn => ({ ...plainColumn, precision, scale });

const numerics = fc.oneof(
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat(32)).map(([digits, places]) => {
    const text = String(digits).padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  }),
  fc.tuple(fc.integer(), fc.integer({ min: -60, max: 60 })).map(([digits, exponent]) => `${digits}e${exponent}`),
  fc.integer({ min: -2_000_000, max: 2_000_000 }).map((cents) => String(cents / 1000)),
  fc.constantFrom('0', '-0', '0.000', '9.995', '99.995', '999.994', '999.995', '-999.995', '0.5', '1.5', '4.5', '0.05'),
  fc.constantFrom('NaN', 'inf', '-Infinity', '1e-16383', '1e-16384', '1e131071', '1e131072', '0e-16384', '0e200000'),
  fc.constantFrom('1e1073741823', '1e1073741824', '0e1073741823', '0e1073741824', '0e-1073741823', '1e-1073741824'),
  fc.constantFrom('10000', '9999.9999', '0.0001', '100000000', '12345678.87654321', '1e4', '1e-4', '', '.', 'e1'),
);

async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`);
  return Number(rows[0]?.v);
}

/** A numeric can be infinite since 14. */
const isNumericOf =
  (version: number) =>
  (text: string): boolean =>
    version >= 140_000 || !/inf/i.test(text);

test('numerics are rounded, limited and shown as the server does, with and without a precision', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const version = await versionOf(client);
    const texts = nearly(padded(numerics), '0123456789+-. eE_,naif').filter(isNumericOf(version));
    // Before 16 a blank could stand in front of an exponent.
    const mayRefuse = (text: string): boolean => isNewSpelling(text) || /e\s/i.test(text);
    await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec: numericCodec, mayRefuse }));
    const forms: [number, number][] = [
      [5, 2],
      [1, 0],
      [30, 10],
      [10, 0],
      [4, 4],
      [1000, 500],
    ];
    // A scale that is negative or larger than the precision came with 15.
    if (version >= 150_000) forms.push([3, -2], [2, 5], [3, 5], [1, -6]);
    for (const [precision, scale] of forms) {
      const column = numericColumn(precision, scale);
      const sqlType = `numeric(${precision},${scale})`;
      await assertLots(
        texts,
        (lot) => expectAgreement(judge, lot, { codec: numericCodec, sqlType, column, mayRefuse }),
        {
          runs: 4,
        },
      );
    }
  });
});

test('a numeric beyond its precision is out of range, and the sentence can name the range', () => {
  expect(encodeOne(numericCodec, '1000', numericColumn(5, 2)).code).toBe('range');
  expect(encodeOne(numericCodec, '999.995', numericColumn(5, 2)).code).toBe('range');
  expect(encodeOne(numericCodec, '999.994', numericColumn(5, 2))).toMatchObject({ shown: '999.99' });
  expect(encodeOne(numericCodec, 'Infinity', numericColumn(5, 2)).code).toBe('range');
  expect(encodeOne(numericCodec, '1e131072').code).toBe('range');
  expect(encodeOne(numericCodec, '1,5').code).toBe('type.number');
  expect(numericCodec.limits(numericColumn(5, 2))).toEqual({ min: '-999.99', max: '999.99' });
  expect(numericCodec.limits(numericColumn(3, 5))).toEqual({ min: '-0.00999', max: '0.00999' });
  expect(numericCodec.limits(numericColumn(3, -2))).toEqual({ min: '-99900', max: '99900' });
});

test('numbers are ordered, and told apart as keys, as the server orders them', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const version = await versionOf(client);
    const whole = fc.integer({ min: -32_768, max: 32_767 }).map(String);
    const any = fc.oneof(
      whole,
      fc.constantFrom('-0', 'NaN', 'inf', '-inf', '1.0', '1.00', '10', '1e1', '-1.5', '0.00010'),
    );
    const kinds = [
      { codec: int2Codec, texts: whole },
      { codec: int4Codec, texts: fc.integer().map(String) },
      { codec: int8Codec, texts: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) },
      { codec: float4Codec, texts: fc.oneof(any, singles.map(String)) },
      { codec: float8Codec, texts: fc.oneof(any, doubles.map(String)) },
      {
        codec: numericCodec,
        texts: fc
          .oneof(
            any,
            numerics.filter((text) => encodeOne(numericCodec, text).code === null),
          )
          .filter(isNumericOf(version)),
      },
    ];
    for (const { codec, texts } of kinds) {
      const pairs = fc.tuple(
        texts,
        fc.oneof(
          texts,
          texts.map((text) => `0${text}`).filter((text) => encodeOne(codec, text).code === null),
        ),
      );
      await assertLots(
        pairs.map((pair) => pair.join('|')),
        async (lot) => {
          const signs = await judge.column(
            `select case when a < b then '-1' when a > b then '1' else '0' end as t from
               (select n, split_part(i, '|', 1)::${codec.type} as a, split_part(i, '|', 2)::${codec.type} as b
                from unnest($1::text[]) with ordinality as u(i, n)) as pairs order by n`,
            lot,
          );
          const ours = lot.map((pair) => {
            const [a = '', b = ''] = pair.split('|');
            const [left, right] = [valueOf(codec, a), valueOf(codec, b)];
            const sign = Math.sign(codec.compare(left, 0, left.length, right, 0, right.length));
            expect({ pair, sameKey: keyOf(codec, a) === keyOf(codec, b) }).toEqual({ pair, sameKey: sign === 0 });
            return String(sign);
          });
          expect(ours.map((sign, at) => `${lot[at]} ${sign}`)).toEqual(signs.map((sign, at) => `${lot[at]} ${sign}`));
        },
        { runs: 4 },
      );
    }
  });
});
