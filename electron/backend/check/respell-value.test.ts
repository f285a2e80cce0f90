import { describe, expect, it } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { codecFor } from '#backend/types/codecs.ts';
import { plainColumn } from '#backend/types/codec.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { respelt, type Spelling } from './respell-value.ts';

/** A text as a column of a type would hold it, or the code of its refusal. */
function stored(type: string, spelling: Partial<Spelling>, text: string): string {
  const codec = codecFor(type);
  const out = new TupleBuffer();
  const bytes = Buffer.from(`<${text}>`);
  const code = respelt(codec.encoder(plainColumn), type, { ...plainDialect, ...spelling })(
    bytes,
    1,
    bytes.length - 1,
    out,
  );
  return code ?? codec.show(out.bytes, 4, out.length);
}

describe('a number', () => {
  it.each<readonly [Partial<Spelling>, string, string]>([
    [{ decimal: ',' }, '1,5', '1.5'],
    [{ decimal: ',' }, ' -0,25e3 ', '-250'],
    [{ decimal: ',' }, '1.5', 'type.number'],
    [{ decimal: ',' }, '12', '12'],
    [{ decimal: ',' }, ',5', '0.5'],
    [{ decimal: ',' }, ',', 'type.number'],
    [{ decimal: ',' }, 'NaN', 'NaN'],
    [{ decimal: ',', thousands: '.' }, '1.234.567,89', '1234567.89'],
    [{ decimal: ',', thousands: '.' }, '1.5', 'type.number'],
    [{ decimal: ',', thousands: '.' }, '12.34.567', 'type.number'],
    [{ thousands: ',' }, '1,234.5', '1234.5'],
    [{ thousands: ',' }, '1234.5', '1234.5'],
    [{ thousands: ',' }, '1,23', 'type.number'],
    [{ thousands: ' ' }, '1\u202f234\u00a0567', '1234567'],
    [{ thousands: "'" }, "1'234", '1234'],
    [{ thousands: ']' }, '1]234', '1234'],
  ])('%j: %s is %s', (spelling, text, value) => {
    expect(stored('numeric', spelling, text)).toBe(value);
  });

  it('that is whole has no fraction, however it is spelt', () => {
    expect(stored('int4', { decimal: ',' }, '1,5')).toBe('type.integer');
    expect(stored('int4', { thousands: ',' }, '1,234')).toBe('1234');
  });
});

describe('a date', () => {
  it.each<readonly [Spelling['dateOrder'], string, string, string]>([
    ['dmy', 'date', '1/2/2021', '2021-02-01'],
    ['mdy', 'date', '1/2/2021', '2021-01-02'],
    ['dmy', 'date', '31.12.99', '1999-12-31'],
    ['dmy', 'date', '31.12.69', '2069-12-31'],
    ['ymd', 'date', '2021/5/7', '2021-05-07'],
    ['ymd', 'date', '21-5-7', '2021-05-07'],
    ['dmy', 'date', '2021-05-07', '2021-05-07'],
    ['dmy', 'date', '13/13/2021', 'type.date'],
    ['mdy', 'date', '13/1/2021', 'type.date'],
    ['dmy', 'date', '1/2-2021', 'type.date'],
    ['dmy', 'date', '29/2/2021', 'type.date'],
    ['dmy', 'timestamp', '1/2/2021 9:05', '2021-02-01 09:05:00'],
    ['mdy', 'timestamp', '1/2/2021, 12:05:06 AM', '2021-01-02 00:05:06'],
    ['mdy', 'timestamp', '1/2/2021 1:05 p.m.', '2021-01-02 13:05:00'],
    ['mdy', 'timestamp', '1/2/2021 13:05 PM', 'type.timestamp'],
    ['dmy', 'timestamptz', '1/2/2021 09:00:00.5+02:00', '2021-02-01 07:00:00.5+00'],
    ['dmy', 'timestamptz', '2021-02-01T09:00:00Z', '2021-02-01 09:00:00+00'],
    ['iso', 'date', '1/2/2021', 'type.date'],
  ])('%s, %s: %s is %s', (dateOrder, type, text, value) => {
    expect(stored(type, { dateOrder }, text)).toBe(value);
  });
});

describe('a word for true or false', () => {
  it('is taken in any case, beside those that Postgres takes', () => {
    const spelling = { trueWords: ['Ja', 'x'], falseWords: ['Nein'] };
    expect(['JA', ' x ', 'nein', 'true', '0'].map((text) => stored('bool', spelling, text))).toEqual([
      't',
      't',
      'f',
      't',
      'f',
    ]);
    expect(stored('bool', spelling, 'vielleicht')).toBe('type.boolean');
  });
});

describe('the usual spelling', () => {
  it.each(['numeric', 'date', 'bool', 'text', 'uuid'])(
    'costs a column of %s nothing: its encoder is its own',
    (type) => {
      const encode = codecFor(type).encoder(plainColumn);
      expect(respelt(encode, type, plainDialect)).toBe(encode);
    },
  );
});
