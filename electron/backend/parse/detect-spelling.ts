import type { Ambiguity, Dialect, DialectChoice } from '#shared/dialect.ts';

type Spelling = Pick<Dialect, 'decimal' | 'thousands' | 'dateOrder'>;

export interface DetectedSpelling {
  readonly found: Partial<Spelling>;
  readonly ambiguous: readonly Ambiguity[];
}

const integers: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const fractions: ReadonlySet<string> = new Set(['float4', 'float8', 'numeric']);
const dates: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);

/** Of the values of a field, so many must have a form before the field is taken to be of it. */
const SHARE_MIN = 0.8;

/**
 * Finds out how numbers and dates are spelt, from the first rows. What the values leave open, 1/2/2021 or 1,234, is asked and
 * not guessed; what a person chose stands.
 * @param types of the columns that the fields go to, where they are known
 */
export function detectSpelling(
  rows: readonly (readonly string[])[],
  types: readonly (string | undefined)[],
  choice: DialectChoice,
): DetectedSpelling {
  const fields = types.map((type, field) => ({
    type,
    texts: rows.map((row) => (row[field] ?? '').trim()).filter((text) => text !== ''),
  }));
  const numbers = choice.decimal === undefined && choice.thousands === undefined ? findNumbers(fields) : nothing;
  const days = choice.dateOrder === undefined ? findDates(fields) : nothing;
  return { found: { ...numbers.found, ...days.found }, ambiguous: [...numbers.ambiguous, ...days.ambiguous] };
}

interface Field {
  readonly type: string | undefined;
  readonly texts: readonly string[];
}

const nothing: DetectedSpelling = { found: {}, ambiguous: [] };

const mostlyFit = (texts: readonly string[], form: RegExp): boolean =>
  texts.length > 0 && texts.filter((text) => form.test(text)).length >= texts.length * SHARE_MIN;

/** A part before a part, and a year behind them. */
const DAY_OR_MONTH_FIRST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=$|[T ,])/;
const YEAR_FIRST = /^\d{4}([-/.])\d{1,2}\1\d{1,2}(?=$|[T ,])/;
const ISO = /^\d{4}-\d{2}-\d{2}/;

function findDates(fields: readonly Field[]): DetectedSpelling {
  const ofDates = fields.filter(({ type, texts }) =>
    type === undefined ? mostlyFit(texts, DAY_OR_MONTH_FIRST) || mostlyFit(texts, YEAR_FIRST) : dates.has(type),
  );
  let dayFirst = 0;
  let monthFirst = 0;
  let open: string | null = null;
  let yearFirst = false;
  for (const text of ofDates.flatMap(({ texts }) => texts)) {
    yearFirst ||= YEAR_FIRST.test(text) && !ISO.test(text);
    const match = DAY_OR_MONTH_FIRST.exec(text);
    if (match === null) continue;
    const [, first, mark, second] = match;
    // Where points stand between the parts, the day comes first.
    if (Number(first) > 12) dayFirst += 1;
    else if (Number(second) > 12) monthFirst += 1;
    else if (mark === '.') dayFirst += 1;
    else if (first !== second) open ??= text;
  }
  if (dayFirst > 0 && monthFirst === 0) return { found: { dateOrder: 'dmy' }, ambiguous: [] };
  if (monthFirst > 0 && dayFirst === 0) return { found: { dateOrder: 'mdy' }, ambiguous: [] };
  if (dayFirst > 0)
    return { found: {}, ambiguous: [dateQuestion(open, 'Some dates have the day first, others the month.')] };
  if (open !== null) return { found: {}, ambiguous: [dateQuestion(open, `${open} can be read in two ways.`)] };
  return yearFirst ? { found: { dateOrder: 'ymd' }, ambiguous: [] } : nothing;
}

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
  'August',
  'September',
  'October',
  'November',
  'December',
]);

function dateQuestion(example: string | null, what: string): Ambiguity {
  const [first = '1', second = '2', rest = ''] = (example ?? '1/2').split(/[-/.]/);
  const year = /^\d+/.exec(rest)?.[0] ?? '';
  const day = (date: string, month: string): string =>
    `${Number(date)} ${monthNames[Number(month) - 1] ?? month} ${year}`.trimEnd();
  return {
    part: 'dateOrder',
    question: example === null ? 'day or month first?' : `${example}: day first?`,
    sentence: `${what} Which comes first, the day or the month?`,
    options: [
      { label: `Day first: ${day(first, second)}`, choice: { dateOrder: 'dmy' } },
      { label: `Month first: ${day(second, first)}`, choice: { dateOrder: 'mdy' } },
    ],
  };
}

/** Digits with marks between them, as a number of any spelling has. */
const NUMBER = /^[-+]?\d[\d.,'\u00a0\u2009\u202f ]*$/;
const forms: readonly (readonly [form: RegExp, spelling: Pick<Spelling, 'decimal' | 'thousands'>])[] = [
  [/^[-+]?\d{1,3}(\.\d{3})+,\d+$/, { decimal: ',', thousands: '.' }],
  [/^[-+]?\d{1,3}(,\d{3})+\.\d+$/, { decimal: '.', thousands: ',' }],
  [/^[-+]?\d{1,3}(\.\d{3}){2,}$/, { decimal: ',', thousands: '.' }],
  [/^[-+]?\d{1,3}(,\d{3}){2,}$/, { decimal: '.', thousands: ',' }],
  [/^[-+]?\d{1,3}('\d{3})+(\.\d+)?$/, { decimal: '.', thousands: "'" }],
  [/^[-+]?\d{1,3}([ \u00a0\u2009\u202f]\d{3})+,\d+$/, { decimal: ',', thousands: ' ' }],
  [/^[-+]?\d{1,3}([ \u00a0\u2009\u202f]\d{3})+(\.\d+)?$/, { decimal: '.', thousands: ' ' }],
  [/^[-+]?(\d*,(\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+)$/, { decimal: ',', thousands: null }],
  [/^[-+]?(\d*\.(\d{1,2}|\d{4,})|\d{4,}\.\d+|0\.\d+)$/, { decimal: '.', thousands: null }],
];
const OPEN = /^[-+]?[1-9]\d{0,2},\d{3}$/;

function findNumbers(fields: readonly Field[]): DetectedSpelling {
  const ofNumbers = fields.filter(({ type, texts }) =>
    type === undefined ? mostlyFit(texts, NUMBER) : integers.has(type) || fractions.has(type),
  );
  const decimals = new Set<Dialect['decimal']>();
  let thousands: string | null = null;
  let open: string | null = null;
  for (const { type, texts } of ofNumbers) {
    for (const text of texts) {
      const spelling = forms.find(([form]) => form.test(text))?.[1];
      if (spelling !== undefined) {
        decimals.add(spelling.decimal);
        thousands ??= spelling.thousands;
      } else if (OPEN.test(text)) {
        // A whole number has no fraction.
        if (type !== undefined && integers.has(type)) thousands ??= ',';
        else open ??= text;
      }
    }
  }
  const [decimal, other] = decimals;
  // Both stand before fractions: no one spelling fits, and the rows will say so.
  if (other !== undefined) return nothing;
  if (decimal === ',') return { found: { decimal, thousands }, ambiguous: [] };
  if (decimal === '.' && open !== null) return { found: { thousands: thousands ?? ',' }, ambiguous: [] };
  if (thousands !== null) return { found: { thousands }, ambiguous: [] };
  return open === null ? nothing : { found: {}, ambiguous: [numberQuestion(open)] };
}

function numberQuestion(example: string): Ambiguity {
  return {
    part: 'decimal',
    question: `${example}: thousands?`,
    sentence: `${example} can be read in two ways. What does the comma stand for?`,
    options: [
      { label: `Thousands: ${example.replace(',', '')}`, choice: { thousands: ',' } },
      { label: `A fraction: ${example.replace(',', '.')}`, choice: { decimal: ',' } },
    ],
  };
}
