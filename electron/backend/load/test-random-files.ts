import fc from 'fast-check';
import { type Dialect, plainDialect } from '#shared/dialect.ts';
import { encodeText } from '#backend/parse/test-tables.ts';
import type { FieldMatch, TextChange } from '#shared/load.ts';

interface TableColumn {
  readonly name: string;
  readonly sqlType: string;
}

/** A column of a random table, with the texts that a file may hold for it: most of them values, some not. */
interface RandomColumn extends TableColumn {
  readonly texts: fc.Arbitrary<string>;
}

/** A file with rows for a random table, whose column `id` is filled by the record's own number. */
export interface RandomFile {
  readonly columns: readonly TableColumn[];
  readonly dialect: Dialect;
  readonly bytes: Buffer;
  /** The texts of the fields of each record, as they were meant; null: a mark for NULL. */
  readonly records: readonly (readonly (string | null)[])[];
  readonly width: number;
  readonly match: readonly FieldMatch[];
}

const marks = [
  '"',
  "'",
  ',',
  ';',
  '|',
  '\n',
  '\r\n',
  '#',
  '\\',
  ' ',
  '\t',
  'NA',
  'é',
  '語',
  '🙂',
  'ß',
  'A',
  'b',
  '1',
  '\0',
];
const anyText = fc.array(fc.constantFrom(...marks), { maxLength: 6 }).map((parts) => parts.join(''));
const oneOf = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const bad = oneOf('x', '', ' ', '1 2', '--1', '1e', 'NA');
const mostly = (good: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: bad });

const whole = (bits: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) }).map(String),
    fc.integer({ min: -99, max: 9999 }).map((n) => (n < 0 ? ` ${n} ` : `+${n}`)),
    oneOf('1,234', '1.234', '12 345', '007'),
  );
const decimals = fc.oneof(
  fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 99_999 })).map(([n, f]) => `${n}.${f}`),
  fc.integer({ min: -9999, max: 9999 }).map((n) => `${n},${Math.abs(n)}`),
  oneOf('1.234,5', '1,234.5', '1 234,5', '.5', '5.', '1e3', '-0.0005', 'NaN'),
);
const reals = fc.oneof(
  decimals,
  fc.double({ noDefaultInfinity: true }).map(String),
  oneOf('1e23', '-inf', 'Infinity', '1e400', '5e-324'),
);
const two = (n: number): string => String(n).padStart(2, '0');
const days = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 31 }), fc.nat(3))
  .map(([year, month, day, form]) => {
    const y = String(year).padStart(4, '0');
    return (
      [
        `${y}-${two(month)}-${two(day)}`,
        `${day}.${month}.${y}`,
        `${month}/${day}/${y}`,
        `${y}${two(month)}${two(day)}`,
      ][form] ?? ''
    );
  });
const moments = fc
  .tuple(
    days,
    oneOf('T', ' '),
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 59 }),
    oneOf('', ':07', ':59.1234567', ':60'),
    oneOf('', 'Z', '+02', '-03:30'),
  )
  .map(([day, between, hour, minute, seconds, zone]) => `${day}${between}${two(hour)}:${two(minute)}${seconds}${zone}`);

const columnOf = (sqlType: string, good: fc.Arbitrary<string>): Omit<RandomColumn, 'name'> => ({
  sqlType,
  texts: mostly(good),
});

/** Every type that Sluice encodes itself, and some of those that only the server knows. */
const kinds: readonly Omit<RandomColumn, 'name'>[] = [
  columnOf('smallint', whole(16)),
  columnOf('integer', whole(32)),
  columnOf('bigint', whole(64)),
  columnOf('numeric', decimals),
  columnOf('numeric(8,3)', decimals),
  columnOf('real', reals),
  columnOf('double precision', reals),
  columnOf('boolean', oneOf('t', 'no', 'TRUE', ' on', '0', 'ja', 'Nein', 'si')),
  columnOf('text', anyText),
  columnOf('text not null', anyText),
  columnOf('varchar(5)', anyText),
  columnOf('char(4)', anyText),
  columnOf('date', fc.oneof(days, oneOf('infinity', '4713-01-01 BC'))),
  columnOf('timestamp(3)', moments),
  columnOf('timestamptz', fc.oneof(moments, days)),
  columnOf(
    'uuid',
    fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => `{${id.toUpperCase()}}`),
    ),
  ),
  columnOf('json', fc.json({ noUnicodeString: false, maxDepth: 2 })),
  columnOf('jsonb', fc.json({ noUnicodeString: false, maxDepth: 2 })),
  columnOf('jsonb', oneOf('{"b":1.50, "a":[ ]}', '{"a":1,"a":2}', '1e2', '{"a":"\\u0000"}')),
  columnOf('inet', oneOf('10.0.0.1', '10.0.0.1/24', '::FFFF:1.2.3.4', '2001:DB8::1', '10.0.0', '10.0.0.256')),
  columnOf('interval', oneOf('1 day', '90 minutes', 'P1Y2M', '-1:30', '1 mon -1 day', '1 parsec')),
  columnOf('interval(0)', oneOf('1.7 seconds', '0:00:00.4')),
  columnOf('integer[]', oneOf('{1,2}', '{ 1 , NULL }', '[2:3]={1,2}', '{}', '{1', '{x}')),
  columnOf('text[]', oneOf('{a,"b c"}', '{ "NULL", null }', '{{a,b},{c,d}}', '{{a},{b,c}}')),
  columnOf('money', oneOf('$1,234.50', '12', '-3.999', '(5)', '1 2')),
  columnOf('bytea', oneOf('\\xDEADBEEF', 'abc', '\\000', '\\xD')),
  columnOf('time(1)', oneOf('24:00', '9:05', '23:59:59.96', '25:00')),
  columnOf('bit(3)', oneOf('101', 'x5', '10', '1010')),
  columnOf('point', oneOf('(1,2)', '1.50,2', '(1,2')),
  columnOf('int4range', oneOf('[1,5]', '(1,2)', 'empty', '[5,1]')),
  columnOf('name', anyText),
  columnOf('moods', oneOf('{sad,"so so"}', '{glad}')),
  columnOf('mood', oneOf('sad', 'so so', 'happy', 'glad')),
  columnOf('percent', oneOf('99.995', '0', '12,5', '100', '100.01')),
];

const change: fc.Arbitrary<TextChange> = fc.oneof(
  fc.constant<TextChange>({ kind: 'trim' }),
  oneOf('lower', 'upper', 'firstLetters').map((to) => ({ kind: 'case', to }) as TextChange),
  fc
    .tuple(oneOf('1', 'A', ' ', ',', 'NA', '.'), oneOf('', '2', 'é', '"'))
    .map(([find, by]): TextChange => ({ kind: 'replace', find, with: by })),
  oneOf('0', 'x', '2021-05-17', 'NA').map((by): TextChange => ({ kind: 'fill', with: by })),
);

const encodings = [
  'utf-8',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1252',
  'iso-8859-15',
  'koi8-r',
  'shift_jis',
  'gb18030',
] as const;

const dialects: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '||'),
    quote: fc.constantFrom('"', '"', "'"),
    backslash: fc.boolean(),
    header: fc.boolean(),
    nullMarkers: fc.constantFrom(['', 'NA'], ['NA'], [''], ['\\N', 'A']),
    numbers: fc.constantFrom(['.', null], ['.', null], [',', '.'], ['.', ','], [',', ' ']),
    dateOrder: fc.constantFrom('iso', 'iso', 'dmy', 'mdy', 'ymd'),
    words: fc.boolean(),
    lineEnd: fc.constantFrom('lf', 'crlf', 'cr'),
    encoding: fc.constantFrom(...encodings),
    comment: fc.constantFrom(null, null, '#', '//'),
    headerLines: fc.constantFrom(1, 1, 2),
    skipLines: fc.constantFrom(0, 0, 2),
  })
  .map(({ quote, backslash, nullMarkers: [nullMarker = '', ...moreNullMarkers], numbers, words, ...more }) => ({
    ...plainDialect,
    ...more,
    quote,
    escape: backslash ? '\\' : quote,
    nullMarker,
    moreNullMarkers,
    decimal: numbers[0],
    thousands: numbers[1] ?? null,
    trueWords: words ? ['ja', 'si'] : [],
    falseWords: words ? ['nein'] : [],
  }));

/** Null where the encoding has no bytes for a character of the text. */
function inEncoding(text: string, encoding: Dialect['encoding']): Buffer | null {
  try {
    return encodeText(text, encoding);
  } catch {
    return null;
  }
}

const ends = { lf: '\n', crlf: '\r\n', cr: '\r', mixed: '\n' } as const;

/** A field as it stands in a file; what needs quotes has them, and others may. */
function written(
  text: string | null,
  { quote, escape, delimiter, nullMarker, moreNullMarkers }: Dialect,
  quoted: boolean,
): string {
  if (text === null) return nullMarker;
  const mark = quote ?? '"';
  const needs = [mark, escape ?? mark, delimiter, '|', '\n', '\r'].some((part) => text.includes(part));
  const isMarker = [nullMarker, ...moreNullMarkers].includes(text);
  if (!quoted && !needs && !isMarker) return text;
  const escaped =
    (escape ?? mark) === mark
      ? text.replaceAll(mark, mark + mark)
      : text.replaceAll(/[\\]/g, '\\\\').replaceAll(mark, `\\${mark}`);
  return `${mark}${escaped}${mark}`;
}

/** Texts of a record, whether each stands in quotes, and by how many fields it is too short or too long. */
const recordOf = (columns: readonly RandomColumn[]) =>
  fc.record({
    fields: fc.tuple(...columns.map(({ texts }) => fc.tuple(fc.option(texts, { freq: 9 }), fc.boolean()))),
    off: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 1),
  });

/** Random tables, each with a file in a random dialect. */
export const randomFiles: fc.Arbitrary<RandomFile> = fc
  .array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 6 })
  .map((chosen) => chosen.map((kind, at): RandomColumn => ({ ...kind, name: `c${at}` })))
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      dialect: dialects,
      rows: fc.array(recordOf(columns), { minLength: 1, maxLength: 12 }),
      fills: fc.tuple(
        ...columns.map(({ texts }) =>
          fc.oneof(
            { weight: 3, arbitrary: fc.constant<TextChange[] | string>([]) },
            { weight: 2, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
            { weight: 1, arbitrary: texts },
          ),
        ),
      ),
    }),
  )
  .map(({ columns, dialect, rows, fills }): RandomFile => {
    const width = columns.length + 1;
    const records = rows.map(({ fields, off }, at) => {
      const texts = [String(at + 1), ...fields.map(([text]) => text)];
      // The width of a file is that of most of its records.
      if (at % 3 !== 2) return texts;
      return off < 0 ? texts.slice(0, -1) : off > 0 ? [...texts, 'over'] : texts;
    });
    const lines = records.map((texts, at) =>
      texts
        .map((text, field) => written(text, dialect, field > 0 && rows[at]?.fields[field - 1]?.[1] === true))
        .join(dialect.delimiter),
    );
    const names = ['id', ...columns.map(({ name }) => name)].join(dialect.delimiter);
    const head = dialect.header ? Array.from({ length: dialect.headerLines }, () => names) : [];
    const remarks = dialect.comment === null ? [] : [`${dialect.comment} no "row`];
    const skipped = Array.from({ length: dialect.skipLines }, () => "it's no row");
    const text = [...skipped, ...remarks, ...head, ...remarks, ...lines.flatMap((line) => [line, ...remarks])]
      .map((line) => line + ends[dialect.lineEnd])
      .join('');
    const bytes = inEncoding(text, dialect.encoding);
    return {
      columns: columns.map(({ name, sqlType }) => ({ name, sqlType })),
      // What an encoding has no characters for is written in one that has them all.
      dialect: bytes === null ? { ...dialect, encoding: 'utf-8' } : dialect,
      bytes: bytes ?? Buffer.from(text),
      records,
      width,
      match: [
        { column: 'id', field: 0 },
        ...fills.map((fill, at): FieldMatch => {
          const column = `c${at}`;
          return typeof fill === 'string' ? { column, constant: fill } : { column, field: at + 1, changes: fill };
        }),
      ],
    };
  });
