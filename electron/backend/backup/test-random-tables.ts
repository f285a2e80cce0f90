import fc from 'fast-check';
import { edgeValues, quote } from './test-values.ts';

/** A table as statements make it, with rows. */
export interface RandomTable {
  readonly name: string;
  /** One after the other. */
  readonly statements: readonly string[];
  /** What else is to be dropped when it is to be made anew. */
  readonly rows: number;
  readonly columns: number;
}

type Values = fc.Arbitrary<string>;

const int = (min: number, max: number): Values => fc.integer({ min, max }).map(String);
const long = (bits: number): Values =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }).map(String);
const double = fc.double().map((value) => `'${Object.is(value, -0) ? '-0' : value}'`);
/** Everything that Postgres takes, so no NUL and no half of a pair. */
const anyText: fc.Arbitrary<string> = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', '\\', ',', '{', '}', '(', ')', "'", '\n', '\t', ' ', 'é', '🙂', '語'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .map((text) => text.replaceAll('\0', '').replace(/\p{Cs}/gu, ''));
const text = anyText.map(quote);
const digits = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^[0-9]{1,30}$/), fc.stringMatching(/^[0-9]{0,20}$/))
  .map(([sign, whole, part]) => `'${sign}${whole}${part === '' ? '' : `.${part}`}'`);
const json = fc.json({ maxDepth: 3 }).map((value) => quote(value.replaceAll('\\u0000', '')));
const bits = (min: number, max: number): Values =>
  fc
    .array(fc.boolean(), { minLength: min, maxLength: max })
    .map((flags) => `'${flags.map((on) => (on ? '1' : '0')).join('')}'`);
const microseconds = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 56n });
const moment = (type: string): Values =>
  microseconds.map(
    (us) => `${type} '2000-01-01' + ${us / 1_000_000n} * interval '1 s' + ${us % 1_000_000n} * interval '1 us'`,
  );
const day = fc.integer({ min: -2_400_000, max: 2_000_000 }).map((days) => `date '2000-01-01' + ${days}`);
const clock = fc.integer({ min: 0, max: 86_399_999_999 }).map((us) => `(time '00:00' + ${us} * interval '1 us')`);
const interval = fc
  .tuple(int(-2_000_000, 2_000_000), int(-9999, 9999), long(50))
  .map(([months, days, us]) => `make_interval(months => ${months}, days => ${days}) + ${us} * interval '1 us'`);
const address = fc
  .tuple(fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }), fc.nat(32))
  .map(([parts, net]) => `'${parts.join('.')}/${net}'`);
const range = (type: string, bound: Values): Values =>
  fc
    .tuple(fc.option(bound), fc.option(bound), fc.constantFrom('[)', '(]', '[]', '()'))
    .map(([a, b, ends]) =>
      a === null || b === null
        ? `${type}(${a ?? 'null'}, ${b ?? 'null'}, '${ends}')`
        : `${type}(least(${a}, ${b}), greatest(${a}, ${b}), '${ends}')`,
    );
const point = fc.tuple(double, double).map(([x, y]) => `point(${x}::float8, ${y}::float8)`);

/** Random values by type, as expressions; edge values come besides. */
const scalars: Readonly<Record<string, Values>> = {
  boolean: fc.boolean().map(String),
  smallint: long(16),
  integer: long(32),
  bigint: long(64).map((value) => `'${value}'`),
  real: fc.float().map((value) => `'${Object.is(value, -0) ? '-0' : value}'`),
  'double precision': double,
  numeric: digits,
  'numeric(10,2)': fc.integer({ min: -999_999_999, max: 999_999_999 }).map((value) => `${value} / 100.0`),
  'numeric(38,10)': fc.tuple(long(60), int(0, 9999)).map(([whole, part]) => `${whole}.${part}`),
  text,
  'character varying(10)': anyText.map((value) => quote(Array.from(value).slice(0, 10).join(''))),
  'character(5)': anyText.map((value) => quote(Array.from(value).slice(0, 5).join(''))),
  name: anyText.map((value) => quote(Array.from(value).slice(0, 10).join(''))),
  bytea: fc.uint8Array({ maxLength: 20 }).map((bytes) => `'\\x${Buffer.from(bytes).toString('hex')}'`),
  uuid: fc.uuid().map((value) => `'${value}'`),
  json,
  jsonb: json,
  date: day,
  timestamp: moment('timestamp'),
  'timestamp with time zone': moment('timestamptz'),
  'timestamp(3) without time zone': moment('timestamp'),
  time: clock,
  'time with time zone': fc
    .tuple(clock, fc.integer({ min: -57_599, max: 57_599 }))
    .map(
      ([time, zone]) =>
        `(${time}::text || to_char(make_interval(secs => ${Math.abs(zone)}), '${zone < 0 ? '-' : '+'}HH24:MI:SS'))`,
    ),
  interval,
  money: long(62).map((value) => `(${value} / 100.0)`),
  inet: address,
  cidr: address.map((value) => `network(${value}::inet)`),
  macaddr: fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => `'${Buffer.from(bytes).toString('hex')}'`),
  'bit(5)': bits(5, 5),
  'bit varying': bits(0, 70),
  point,
  box: fc.tuple(point, point).map(([a, b]) => `box(${a}, ${b})`),
  tsvector: text.map((value) => `to_tsvector('simple', ${value})`),
  xml: anyText.map((value) => `xmlelement(name a, ${quote(value.replaceAll(/[^\p{L}\p{N} <&"']/gu, ''))})`),
  int4range: range('int4range', int(-1000, 1000)),
  numrange: range(
    'numrange',
    digits.map((value) => `${value}::numeric`),
  ),
  tsrange: range('tsrange', moment('timestamp')),
  tstzrange: range('tstzrange', moment('timestamptz')),
  daterange: range('daterange', day),
  int8multirange: fc
    .array(range('int8range', int(-1000, 1000)), { maxLength: 3 })
    .map((ranges) => `int8multirange(${ranges.join(', ')})`),
  // Made for each database: see typesSql.
  mood: fc.constantFrom("'sad'", "'o''k'", "'happy'"),
  positive: int(1, 1000),
  pair: fc.tuple(int(-9, 9), text, digits).map(([a, b, c]) => `row(${a}, ${b}, ${c}::numeric)`),
  spell: range(
    'spell',
    double.map((value) => `${value}::float8`),
  ),
  citext: text,
  hstore: fc
    .array(fc.tuple(text, fc.option(text)), { maxLength: 3 })
    .map((pairs) => `array[${pairs.flatMap(([key, value]) => [key, value ?? 'null']).join(', ')}]::text[]`)
    .map((array) => `hstore(${array})`),
};

/** Types that random tables are made of besides those of the server. */
export const typesSql = `
  create extension citext; create extension hstore;
  create type mood as enum ('sad', 'o''k', 'happy');
  create domain positive as int check (value > 0);
  create type pair as (a int, "B c" text, c numeric);
  create type spell as range (subtype = float8)`;

const typed = (type: string): Values => {
  const edges = (edgeValues[type] ?? []).map(quote);
  const random = scalars[type];
  if (random === undefined) throw new Error(`There are no values of ${type}.`);
  return (edges.length === 0 ? random : fc.oneof({ weight: 2, arbitrary: random }, fc.constantFrom(...edges))).map(
    (value) => `(${value})::${type}`,
  );
};

/** Of a type, an array: of one or two dimensions, with NULLs, or empty. */
const arrays = (type: string): Values => {
  const element = fc.option(typed(type), { freq: 4 }).map((value) => value ?? 'null');
  const line = (length: number): Values =>
    fc.array(element, { minLength: length, maxLength: length }).map((items) => `[${items.join(', ')}]`);
  const flat = fc
    .integer({ min: 1, max: 4 })
    .chain(line)
    .map((items) => `array${items}`);
  const square = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .chain(([rows, width]) => fc.array(line(width), { minLength: rows, maxLength: rows }))
    .map((lines) => `array[${lines.join(', ')}]`);
  return fc.oneof(flat, square, fc.constant("'{}'")).map((value) => `(${value})::${type}[]`);
};

const columnNames = fc.uniqueArray(
  fc.oneof(
    fc.stringMatching(/^[a-z]{1,6}$/),
    fc.constantFrom('select', 'a b', 'a"b', "it's", 'ü.é', 'A', 'x\\y', '语', '$1', 'c0', 'whole_row'),
  ),
  { minLength: 1, maxLength: 9 },
);

const id = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table of random columns, with up to 40 rows in which every fifth value is NULL. Names are taken from `number`. */
export function randomTable(number: number): fc.Arbitrary<RandomTable> {
  const table = id(number % 3 === 0 ? `Odd "${number}` : `t${number}`);
  const column = (name: string) =>
    fc.tuple(fc.constantFrom(...Object.keys(scalars)), fc.boolean(), fc.nat(3)).map(([type, isArray, array]) => {
      const isOne = isArray && array === 0;
      return { sql: `${id(name)} ${type}${isOne ? '[]' : ''}`, name, values: isOne ? arrays(type) : typed(type) };
    });
  const extras = fc.subarray([
    'sluice_id bigint generated always as identity',
    'sluice_serial serial',
    'sluice_twice int generated always as (40 + 2) stored',
    'sluice_unset text',
  ]);
  return columnNames
    .chain((names) => fc.tuple(fc.tuple(...names.map(column)), extras, fc.boolean(), fc.nat(40)))
    .chain(([columns, more, isKeyed, count]) => {
      const row = fc.tuple(
        ...columns.map(({ values }) => fc.option(values, { freq: 5 }).map((value) => value ?? 'null')),
      );
      return fc.array(row, { minLength: count, maxLength: count }).map((rows): RandomTable => {
        const lines = [
          ...columns.map(({ sql }) => sql),
          ...more,
          ...(isKeyed ? ['sluice_key serial primary key'] : []),
        ];
        const names = columns.map(({ name }) => id(name)).join(', ');
        const values = rows.map((line) => `(${line.join(', ')})`);
        return {
          name: table.slice(1, -1).replaceAll('""', '"'),
          statements: [
            `create table ${table} (${[...lines.slice(0, 1), 'sluice_gone int', ...lines.slice(1)].join(', ')})`,
            `alter table ${table} drop column sluice_gone`,
            ...values.map((line) => `insert into ${table} (${names}) values ${line}`),
          ],
          rows: rows.length,
          columns: lines.length,
        };
      });
    });
}
