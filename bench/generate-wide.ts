import { RandomNumbers } from './random-numbers.ts';

/** A kind of column: its type, and a value of it as CSV. */
interface Kind {
  readonly type: string;
  readonly value: (random: RandomNumbers) => string;
}

const digits = (random: RandomNumbers, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('');
const two = (value: number): string => String(value).padStart(2, '0');
const WORDS = ['north', 'harbour', 'Ærø', 'late', 'copper', 'São', 'seven', 'field', 'under', '水'] as const;
const words = (random: RandomNumbers, count: number): string =>
  Array.from({ length: count }, () => random.of(WORDS)).join(' ');
const date = (random: RandomNumbers): string =>
  `${1950 + random.below(120)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
const time = (random: RandomNumbers): string =>
  `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}.${digits(random, 6)}`;
const hex = (random: RandomNumbers, count: number): string =>
  Array.from({ length: count }, () => random.below(16).toString(16)).join('');

/** Every type that has a codec, and text that has to be quoted. */
const KINDS: readonly Kind[] = [
  { type: 'smallint', value: (random) => String(random.below(65_536) - 32_768) },
  { type: 'integer', value: (random) => String(random.below(2 ** 32) - 2 ** 31) },
  { type: 'bigint', value: (random) => `${random.of(['', '-'])}${1 + random.below(9)}${digits(random, 15)}` },
  { type: 'numeric', value: (random) => `${random.below(100_000)}.${digits(random, 4)}` },
  { type: 'numeric(12,2)', value: (random) => `${random.below(1_000_000)}.${digits(random, 2)}` },
  { type: 'real', value: (random) => String(Math.fround(random.next() * 1000)) },
  { type: 'double precision', value: (random) => String(random.next() * 1e9) },
  { type: 'boolean', value: (random) => random.of(['t', 'f', 'true', 'false']) },
  { type: 'text', value: (random) => words(random, 3) },
  { type: 'varchar(80)', value: (random) => words(random, 2) },
  { type: 'char(8)', value: (random) => hex(random, 8) },
  { type: 'date', value: date },
  { type: 'timestamp', value: (random) => `${date(random)} ${time(random)}` },
  { type: 'timestamptz', value: (random) => `${date(random)}T${time(random)}+02:00` },
  {
    type: 'uuid',
    value: (random) => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-'),
  },
  {
    type: 'jsonb',
    value: (random) => `"{""at"": ${random.below(1000)}, ""of"": [true, null, ""${random.of(WORDS)}""]}"`,
  },
  { type: 'json', value: (random) => `"{""n"": ${random.below(1000)}}"` },
  { type: 'text', value: (random) => `"${words(random, 2)}, ""${random.of(WORDS)}"""` },
];

const COLUMNS = 60;
/** Of 100 values behind the key, so many are NULL. */
const NULLS_OF_100 = 4;

const columns: readonly Kind[] = Array.from({ length: COLUMNS - 1 }, (_, index) => KINDS[index % KINDS.length]).flatMap(
  (kind) => kind ?? [],
);

/** Definition of the table: a key, and 59 columns of all types that Sluice has a codec for. */
export const WIDE_COLUMNS = [
  'id bigint primary key',
  ...columns.map(({ type }, index) => `c${index + 1} ${type}`),
].join(', ');

/** Rows of the wide table, without a header; ids from 1 on. Yields pieces of some hundred lines. */
export function* generateWide(rows: number): Generator<string, null> {
  const random = new RandomNumbers(60);
  let lines: string[] = [];
  for (let id = 1; id <= rows; id += 1) {
    const values = columns.map(({ value }) => {
      const text = value(random);
      return random.below(100) < NULLS_OF_100 ? '' : text;
    });
    lines.push(`${id},${values.join(',')}\n`);
    if (lines.length === 500) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
  return null;
}
