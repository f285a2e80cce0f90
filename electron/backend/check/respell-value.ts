import type { Dialect } from '#shared/dialect.ts';
import type { EncodeText } from '#backend/types/codec.ts';

/** How a file spells its values. */
export type Spelling = Pick<Dialect, 'decimal' | 'thousands' | 'dateOrder' | 'trueWords' | 'falseWords'>;

/**
 * Puts a text into the spelling that the types read; a text that is not of the file's spelling stays as it is, or becomes one
 * that its type refuses.
 */
type Respell = (text: string) => string;

/** Refused by every type that is respelt. */
const NO_VALUE = '?';

/** An encoder of a type that reads values as the file spells them; the encoder itself where that is the usual spelling. */
export function respelt(encode: EncodeText, type: string, spelling: Spelling): EncodeText {
  const respell = respellOf(type, spelling);
  if (respell === null) return encode;
  return (bytes, start, end, out) => {
    const text = Buffer.from(respell(bytes.toString('utf8', start, end)));
    return encode(text, 0, text.length, out);
  };
}

const numbers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);
const dates: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);

function respellOf(type: string, { decimal, thousands, dateOrder, trueWords, falseWords }: Spelling): Respell | null {
  if (numbers.has(type)) return decimal === '.' && thousands === null ? null : numberRespeller(decimal, thousands);
  if (dates.has(type)) return dateOrder === 'iso' ? null : (text) => respellDate(text, dateOrder);
  if (type === 'bool') return trueWords.length + falseWords.length === 0 ? null : wordRespeller(trueWords, falseWords);
  return null;
}

/** Blanks that people put between digits: they are one and the same to whoever sees them. */
const blanks = ' \u00a0\u2009\u202f';

function numberRespeller(decimal: Dialect['decimal'], thousands: string | null): Respell {
  const separators = thousands === null ? '' : blanks.includes(thousands) ? blanks : thousands;
  const point = decimal === '.' ? '\\.' : ',';
  const between = separators === '' ? null : `[${separators.replaceAll(/[\\\]^-]/g, '\\$&')}]`;
  const whole = between === null ? '\\d*' : `(?:\\d{1,3}(?:${between}\\d{3})+|\\d*)`;
  const form = new RegExp(`^(\\s*[-+]?)(${whole})(?:${point}(\\d*))?((?:[eE][-+]?\\d+)?\\s*)$`);
  return (text) => {
    const match = form.exec(text);
    // NaN and the infinities have no digits that could be misread.
    if (match === null) return /\d/.test(text) ? NO_VALUE : text;
    const [, sign = '', digits = '', fraction, rest = ''] = match;
    const plain = digits.replaceAll(/\D/g, '');
    if (plain === '' && (fraction ?? '') === '') return NO_VALUE;
    return `${sign}${plain}${fraction === undefined ? '' : `.${fraction}`}${rest}`;
  };
}

/** A date in numbers, and what follows it: a time of day. */
const DATE = /^\s*(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ,]\s*(\S.*))?$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*([AaPp])?\.?[Mm]?\.?\s*(Z|[-+]\d{2}(?::?\d{2})?)?\s*$/;

/** ISO 8601 means the same in any order, and is taken in any. */
function respellDate(text: string, order: 'dmy' | 'mdy' | 'ymd'): string {
  const match = DATE.exec(text);
  if (match === null) return text;
  const [, first = '', , second = '', third = '', rest] = match;
  const isYearFirst = first.length === 4 || order === 'ymd';
  const year = isYearFirst ? first : third;
  if (first.length === 3 || third.length === 3 || (isYearFirst ? third : first).length > 2) return NO_VALUE;
  const [month, day] = isYearFirst ? [second, third] : order === 'dmy' ? [second, first] : [first, second];
  const date = `${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = rest === undefined ? '' : respellTime(rest);
  return time === null ? NO_VALUE : date + time;
}

/** Two digits are a year from 1970 to 2069, as Postgres reads them. */
const fullYear = (year: string): string =>
  year.length > 2 ? year : String(Number(year) + (Number(year) < 70 ? 2000 : 1900));

function respellTime(text: string): string | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, hour = '', minute = '', second = '00', half, zone = ''] = match;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return null;
  return ` ${String(hours).padStart(2, '0')}:${minute}:${second}${zone}`;
}

function wordRespeller(trueWords: readonly string[], falseWords: readonly string[]): Respell {
  const fold = (word: string): string => word.trim().toLowerCase();
  const words = new Map([
    ...trueWords.map((word) => [fold(word), 'true'] as const),
    ...falseWords.map((word) => [fold(word), 'false'] as const),
  ]);
  return (text) => words.get(fold(text)) ?? text;
}
