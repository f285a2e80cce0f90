import { isMidpoint, neighbour } from './float-text.ts';

/**
 * Spells a number as Postgres does: at least two digits of exponent, and an exponent where the first digit stands more
 * than four places behind the point or `precision` places before it.
 * @param shortest digits without a point, no zeros at either end
 * @param exponent of ten of the first digit
 */
function spell(negative: boolean, shortest: string, exponent: number, precision: number): string {
  const sign = negative ? '-' : '';
  if (exponent < -4 || exponent >= precision) {
    const rest = shortest.length > 1 ? `.${shortest.slice(1)}` : '';
    const tens = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${shortest.slice(0, 1)}${rest}e${exponent < 0 ? '-' : '+'}${tens}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${shortest}`;
  const whole = shortest.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = shortest.slice(exponent + 1);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return 'Infinity';
  if (value === Number.NEGATIVE_INFINITY) return '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  return null;
}

/** Takes `1.5e-7` apart and spells it. */
function respell(negative: boolean, exponential: string, precision: number): string {
  const [significand = '', exponent = '0'] = exponential.split('e');
  return spell(negative, significand.replace('.', '').replace(/0+$/, ''), Number(exponent), precision);
}

/** A double as float8out prints it: the shortest text that reads back as the same number. */
export const showDouble = (value: number): string =>
  special(value) ?? respell(value < 0, shortestDouble(Math.abs(value)), 15);

/**
 * JavaScript's shortest text may lie exactly between two doubles (1e23 does) and still read back as the even one;
 * Postgres takes only what lies nearer to this one.
 */
function shortestDouble(size: number): string {
  const shortest = size.toExponential();
  if (!isMidpoint(shortest, size)) return shortest;
  for (let places = significandLength(shortest); places < 16; places += 1) {
    const text = size.toExponential(places);
    if (Number(text) === size && !isMidpoint(text, size)) return text;
  }
  return size.toExponential(16);
}

/** Digits in `1.5e-7`. */
const significandLength = (exponential: string): number =>
  exponential.indexOf('e') - (exponential.includes('.') ? 1 : 0);

/** A single-precision number as float4out prints it. */
export function showSingle(value: number): string {
  const known = special(value);
  if (known !== null) return known;
  const size = Math.abs(value);
  return respell(value < 0, shortestSingle(size), 6);
}

/**
 * The shortest text that lies nearer to `size` than to its neighbours; of several the nearest, of two as near the even
 * one. Where the gaps below and above differ, the nearest text of a length may miss while the next one above it fits.
 */
function shortestSingle(size: number): string {
  const above = neighbour(size, true);
  const high = (size + (Number.isFinite(above) ? above : 2 ** 128)) / 2;
  const low = (size + neighbour(size, false)) / 2;
  for (let digits = 1; digits < 9; digits += 1) {
    const nearest = nearestText(size, digits);
    for (const text of [nearest, addInLastPlace(nearest, 1)]) {
      const number = Number(text);
      if (number > low && number < high) return text;
    }
  }
  return nearestText(size, 9);
}

/** Enough to tell any tie: 100 is the most that toExponential takes. */
const EXACT_DIGITS = 100;

/** The text of so many digits that is nearest to `size`, half to even; toExponential alone would take half up. */
function nearestText(size: number, digits: number): string {
  const text = size.toExponential(digits - 1);
  const exact = size.toExponential(EXACT_DIGITS).replace('.', '');
  const isTie = /^50*e/.test(exact.slice(digits));
  return isTie && Number(exact[digits - 1]) % 2 === 0 ? addInLastPlace(text, -1) : text;
}

/** The same number of digits, one more or less in the last place. */
function addInLastPlace(exponential: string, unit: 1 | -1): string {
  const [significand = '', exponent = '0'] = exponential.split('e');
  const places = significand.length > 2 ? significand.length - 2 : 0;
  const digits = String(Number(significand.replace('.', '')) + unit);
  const tens = Number(exponent) + digits.length - 1 - places;
  return `${digits.slice(0, 1)}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${tens}`;
}
