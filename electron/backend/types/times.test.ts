import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { dayOf, daysOf } from './calendar.ts';
import { plainColumn } from './codec.ts';
import { dateCodec } from './date.ts';
import { assertLots, encodeOne, expectAgreement, nearly, storedJudge, valueOf } from './test-stored.ts';
import { timestampCodec, timestamptzCodec } from './timestamps.ts';

const two = (value: number): string => String(value).padStart(2, '0');

const year = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1900, max: 2100 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9999 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 4, 100, 400, 1582, 2000, 4712, 4713, 4714) },
  { weight: 1, arbitrary: fc.constantFrom(10_000, 294_275, 294_276, 294_277, 5_874_897, 5_874_898) },
);

const day = fc.tuple(
  year,
  fc.integer({ min: 0, max: 13 }),
  fc.oneof(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 32 })),
);

const extendedDay = day.map(([y, m, d]) => `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`);
const basicDay = day.filter(([y]) => y <= 9999).map(([y, m, d]) => `${String(y).padStart(4, '0')}${two(m)}${two(d)}`);

const clock = fc.oneof(
  fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)),
  fc.constantFrom<[number, number, number]>(
    [24, 0, 0],
    [24, 0, 1],
    [23, 59, 60],
    [12, 30, 60],
    [12, 30, 61],
    [12, 60, 0],
    [25, 0, 0],
  ),
);
const fraction = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 999_999 }).map((micros) => `.${micros}`),
  fc.string({ unit: fc.constantFrom('0', '5', '9', '1'), minLength: 1, maxLength: 12 }).map((digits) => `.${digits}`),
  fc.constantFrom('.0000005', '.0000015', '.0000025', '.9999995', '.99999949999', '.123456499999999999999'),
);

const extendedTime = fc
  .tuple(clock, fc.option(fraction))
  .map(([[h, m, s], rest]) => `${two(h)}:${two(m)}${rest === null ? '' : `:${two(s)}${rest}`}`);
const basicTime = fc
  .tuple(clock, fc.option(fraction))
  .map(([[h, m, s], rest]) => `${two(h)}${two(m)}${rest === null ? '' : `${two(s)}${rest}`}`);

const zone = fc.oneof(
  fc.constantFrom(
    '',
    '',
    'Z',
    'z',
    ' Z',
    ' UTC',
    'utc',
    '+00',
    '-00:00',
    ' +02:00',
    '+1530',
    '-15:59:59',
    '+16',
    '+05:60',
  ),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.nat(15), fc.nat(59))
    .chain(([sign, h, m]) =>
      fc.constantFrom(`${sign}${two(h)}`, `${sign}${two(h)}${two(m)}`, `${sign}${two(h)}:${two(m)}`),
    ),
);
const space = fc.constantFrom('', '', '', ' ', '\t', ' \n ');
const era = fc.constantFrom('', '', '', '', ' BC', ' bc');

/** The spellings that are promised to be taken. */
const dateTimes = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(space, extendedDay, fc.constantFrom('T', ' ', 't', '  '), extendedTime, zone, era, space),
    },
    { weight: 1, arbitrary: fc.tuple(space, basicDay, fc.constantFrom('T', 't'), basicTime, zone, era, space) },
    { weight: 1, arbitrary: fc.tuple(space, basicDay, fc.constantFrom('T', ' '), extendedTime, zone, space) },
    { weight: 2, arbitrary: fc.tuple(space, extendedDay, era, space) },
    { weight: 1, arbitrary: fc.tuple(space, basicDay, space) },
    { weight: 1, arbitrary: fc.tuple(space, fc.constantFrom('infinity', '-infinity', 'Infinity', '-INFINITY'), space) },
  )
  .map((parts) => parts.join(''));

const alphabet = '0123456789-:+.TZ BCtz/,';
/** Postgres reads some impossible times in the basic form as something else. */
const isBasicTime = (text: string): boolean => /^\s*\d{8}t\d{3}/i.test(text);
const always = (): boolean => true;

/** Offsets that a column without a zone would lose. */
function hasOffset(text: string): boolean {
  const behindDate = text.replace(/^\s*\d+(-\d+-\d+)?/, '');
  const offset = /[+-][\d:]+(?=(\s*bc)?\s*$)/i.exec(behindDate);
  return isBasicTime(text) || /[1-9]/.test(offset?.[0] ?? '');
}

test('points in time are stored and shown as the server does, in ISO 8601 and in its own spelling', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    await assertLots(
      dateTimes,
      (lot) => expectAgreement(judge, lot, { codec: timestamptzCodec, mayRefuse: isBasicTime }),
      {
        runs: 20,
      },
    );
    await assertLots(dateTimes, (lot) => expectAgreement(judge, lot, { codec: timestampCodec, mayRefuse: hasOffset }), {
      runs: 20,
    });
  });
});

test('spellings near the promised ones are stored as the server stores them, or refused', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const texts = nearly(dateTimes, alphabet);
    for (const codec of [timestamptzCodec, timestampCodec, dateCodec]) {
      await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec, mayRefuse: always }), { runs: 20 });
    }
  });
});

test('a precision rounds as the server rounds, before 2000 too', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    // The server stores what rounds up to 294277, but could not read it back.
    const texts = dateTimes.filter((text) => !text.includes('294276-12-31'));
    for (const precision of [0, 1, 3, 6]) {
      const column = { ...plainColumn, typmod: precision };
      for (const codec of [timestamptzCodec, timestampCodec]) {
        const sqlType = `${codec.type}(${precision})`;
        const mayRefuse = codec === timestampCodec ? hasOffset : isBasicTime;
        await assertLots(texts, (lot) => expectAgreement(judge, lot, { codec, column, sqlType, mayRefuse }), {
          runs: 4,
        });
      }
    }
  });
  const whole = { ...plainColumn, typmod: 0 };
  expect(encodeOne(timestampCodec, '294276-12-31 23:59:59.9', whole).code).toBe('type.timestamp');
});

test('dates are stored as the server stores them; a time of day is taken only at midnight', async () => {
  await withSchema(async ({ client }) => {
    const judge = await storedJudge(client);
    const dates = fc
      .oneof(
        fc.tuple(space, extendedDay, era, space),
        fc.tuple(space, basicDay, space),
        fc.tuple(extendedDay, fc.constantFrom('T00:00:00', ' 00:00', ' 00:00:00.000', 'T00:00:00Z')),
        fc.constantFrom(
          ['infinity'],
          ['-infinity '],
          ['4714-11-24 BC'],
          ['4714-11-23 BC'],
          ['5874897-12-31'],
          ['5874898-01-01'],
        ),
      )
      .map((parts) => parts.join(''));
    await assertLots(dates, (lot) => expectAgreement(judge, lot, { codec: dateCodec }), { runs: 20 });
  });
  for (const text of ['2021-05-17T09:00:00', '2021-05-17 24:00:00', '2021-05-17 00:00:00+02']) {
    expect(encodeOne(dateCodec, text).code).toBe('type.date');
  }
});

test('the usual spelling is read quickly, and to the same end as every other', () => {
  for (const usual of ['2021-05-17T09:00:00Z', '1999-12-31 23:59:59', '2000-02-29T00:00:00Z', '1900-02-29T12:34:56Z']) {
    for (let at = 0; at < usual.length; at += 1) {
      for (const character of "0123456789/:;-+TZ z.BCé'".split('')) {
        const text = usual.slice(0, at) + character + usual.slice(at + 1);
        // With a blank behind it, it is not the usual spelling.
        for (const codec of [timestamptzCodec, timestampCodec]) {
          expect({ text, read: encodeOne(codec, text) }).toEqual({ text, read: encodeOne(codec, `${text} `) });
        }
      }
    }
  }
});

test('spellings that hang on settings, on today or on luck are refused', () => {
  const spellings = [
    'now',
    'today',
    'epoch',
    'Jan 5',
    '5 May 2021',
    '1/2/2021',
    '01-02-2021',
    '21-05-17',
    '2021-5-7',
    '2021.05.17',
  ];
  spellings.push(
    '2021-137',
    '2021-W20-1',
    '2021-05',
    '2021',
    '1621242000',
    '09:00',
    '2021-05-17T09',
    '2021-05-17 9:00',
    '0000-01-01',
  );
  spellings.push(
    '2021-02-29',
    '2021-04-31',
    '2021-05-17 09:00 CET',
    '2021-05-17 09:00 Europe/Paris',
    '2021-05-17T09:00:00,5Z',
    '+infinity',
  );
  spellings.push(
    '',
    ' ',
    '-',
    '2021-05-17T',
    '2021-05-17 09:00:00+2',
    '2021-05-17 09:00 PM',
    '20210517090000',
    '02021-05-17',
  );
  for (const text of spellings) {
    expect({ text, code: encodeOne(timestamptzCodec, text).code }).toEqual({ text, code: 'type.timestamp' });
    expect({ text, code: encodeOne(timestampCodec, text).code }).toEqual({ text, code: 'type.timestamp' });
    expect({ text, code: encodeOne(dateCodec, text).code }).toEqual({ text, code: 'type.date' });
  }
});

test('a column without a time zone takes UTC as written and refuses any other offset', () => {
  expect(encodeOne(timestampCodec, '2021-05-17T09:00:00Z')).toMatchObject({ shown: '2021-05-17 09:00:00' });
  expect(encodeOne(timestampCodec, '2021-05-17T09:00:00+02:00').code).toBe('type.timestamp');
  expect(encodeOne(timestamptzCodec, '2021-05-17T09:00:00+02:00')).toMatchObject({ shown: '2021-05-17 07:00:00+00' });
  expect(encodeOne(timestamptzCodec, '20210517T090000-0530')).toMatchObject({ shown: '2021-05-17 14:30:00+00' });
  expect(encodeOne(timestamptzCodec, '2021-05-17T09:00:00')).toMatchObject({ shown: '2021-05-17 09:00:00+00' });
});

test('the calendar counts every day from 4714 BC on, there and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_451_545, max: 2_145_031_948 }), (days) => {
      const { year: y, month, day: d } = dayOf(days);
      expect(daysOf(y, month, d)).toBe(days);
    }),
    { numRuns: 5000 },
  );
  expect(dayOf(0)).toEqual({ year: 2000, month: 1, day: 1 });
  expect(dayOf(-1)).toEqual({ year: 1999, month: 12, day: 31 });
});

test('points in time are ordered, -infinity first and infinity last', () => {
  const ordered = [
    '-infinity',
    '4714-11-24 BC',
    '0044-03-15 BC',
    '1969-12-31',
    '1999-12-31',
    '2000-01-01',
    '2000-01-02',
  ];
  ordered.push('2021-05-17', '294276-12-31', 'infinity');
  for (const codec of [dateCodec, timestampCodec, timestamptzCodec]) {
    const values = ordered.map((text) => valueOf(codec, text));
    for (const [at, left] of values.entries()) {
      for (const [other, right] of values.entries()) {
        expect(Math.sign(codec.compare(left, 0, left.length, right, 0, right.length))).toBe(Math.sign(at - other));
      }
    }
  }
});
