import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { plainDialect, type Dialect } from '#shared/dialect.ts';
import { decidedWords, type InferredTable, noKeyWords, showType } from '#shared/inferred-table.ts';
import { TypeInference } from '#backend/check/infer-types.ts';
import { parseRows } from '#backend/parse/parse-rows.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { textInMemory } from '#backend/source/text-in-memory.ts';
import { createTableSql } from './create-table.ts';
import { inferTable } from './infer-table.ts';
import { load } from './test-load.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-infer-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Given extends Partial<Dialect> {
  readonly names?: readonly string[];
  readonly table?: string;
}

/** Infers the table of a text; its width is that of the first line. */
async function infer(
  text: string | Buffer,
  { names = [], table = 'things', ...dialect }: Given = {},
): Promise<InferredTable> {
  const path = join(folder, 'file.csv');
  writeFileSync(path, text);
  const whole = { ...plainDialect, ...dialect };
  const [line = ''] = text.toString().split('\n');
  const request = {
    path,
    name: 'file.csv',
    dialect: whole,
    width: line.split(whole.delimiter).length,
    fieldNames: names,
    table,
  };
  return inferTable(request, { progress: () => {} });
}

const typesOf = async (text: string | Buffer, given?: Given): Promise<string[]> =>
  (await infer(text, given)).columns.map(({ type }) => showType(type));

/** The type of a column of these values, each alone in its record. */
const typeOf = async (...values: readonly string[]): Promise<string> =>
  (
    await typesOf(values.map((value, at) => `${at};${value}\n`).join(''), { delimiter: ';', quote: null, escape: null })
  )[1] ?? '';

describe('the type of a column is the narrowest that gives every value back', () => {
  it.each([
    [['1', '-2', '0'], 'integer'],
    [['1', '3000000000'], 'bigint'],
    [['9223372036854775807', '9223372036854775808'], 'numeric(19,0)'],
    [['1.5', '20', '-0.25'], 'numeric(4,2)'],
    [['1e5', '2'], 'double'],
    [['1e5', '12345678901234567890'], 'text'],
    [['-0', '1'], 'double'],
    [['NaN', '1.5'], 'double'],
    [['NaN', 'NaN'], 'text'],
    [['007', '8'], 'text'],
    [['00.5', '1'], 'text'],
    [['+5', '6'], 'text'],
    [['true', 'False'], 'boolean'],
    [['y', 'N'], 'boolean'],
    [['F', 'F'], 'text'],
    [['yes', 'true'], 'text'],
    [['0', '1'], 'integer'],
    [['2021-02-28', '2020-02-29'], 'date'],
    [['2021-02-28', '2021-02-29'], 'text'],
    [['2021-02-28', '2021-02-28 10:00:00'], 'timestamp'],
    [['2021-02-28T10:00:00Z', '2021-02-28 10:00:00'], 'timestamptz'],
    [['2021-02-28T10:00:00+02:00'], 'timestamptz'],
    [['2021-02-28 10:00:00.1234567'], 'text'],
    [['infinity', '2021-01-01'], 'text'],
    [['20210228', '20200101'], 'integer'],
    [['a3bb189e-8bf9-3888-9912-ace4e6543002'], 'uuid'],
    [['a3bb189e8bf938889912ace4e6543002'], 'text'],
    [['{"a":1}', '[1,2]'], 'json'],
    [['{1,2}'], 'text'],
    [['', ''], 'text'],
    [['1', '', '2'], 'integer'],
    [['n/a', '1'], 'text'],
  ])('%j is %s', async (values, type) => {
    expect(await typeOf(...values)).toBe(type);
  });

  it('reads numbers, dates and words as the dialect spells them', async () => {
    const dialect: Given = {
      delimiter: ';',
      decimal: ',',
      thousands: '.',
      dateOrder: 'dmy',
      trueWords: ['ja'],
      falseWords: ['nein'],
    };
    const text = '1.234,50;31.12.2021;ja\n7;1.2.2021;Nein\n';
    expect(await typesOf(text, dialect)).toEqual(['numeric(6,2)', 'date', 'boolean']);
  });
});

test('the row that decided is named, with how many values speak against the narrower type', async () => {
  const { columns } = await infer(
    '1,2.5,a,2021-01-01\nn/a,3,b,2021-01-02T10:00:00Z\n3,4,c,\nx,5,d,2021-01-03\n5,6,e,\n',
  );
  expect(columns.map(decidedWords)).toEqual([
    'record 2 is “n/a”; 2 of 5 values are not integer',
    'record 1 is “2.5”; 1 of 5 values is not bigint',
    'record 1 is “a”',
    'record 2 is “2021-01-02T10:00:00Z”; 1 of 3 values is not timestamp',
  ]);
  expect(columns[0]?.choices.slice(0, 2)).toEqual([
    { type: { name: 'int4' }, against: 2, first: { record: 2, value: 'n/a' } },
    { type: { name: 'int8' }, against: 2, first: { record: 2, value: 'n/a' } },
  ]);
});

test('why no key is proposed is said, with what to do', async () => {
  const words = async (text: string, names: readonly string[]): Promise<string> =>
    noKeyWords(await infer(text, { names }));
  expect(await words('1,a\n2,b\n', ['size', 'label'])).toMatch(
    /^No key is proposed: no column is named like one\. Tick key/,
  );
  expect(await words('7,a\n8,b\n7,c\n', ['id', 'label'])).toBe(
    'No key is proposed: id repeats, first where record 3 is “7”. Tick key beside id all the same, and rows that repeat become rejects.',
  );
  expect(await words('7,a\n,b\n', ['id', 'label'])).toContain('id is empty in 1 row.');
  expect(await words('1.5,a\n2.25,b\n', ['id', 'label'])).toContain('can be equal and be written in two ways');
  expect((await infer('1,a\n2,b\n', { names: ['id', 'label'] })).keyDoubt).toBeNull();
});

test('a column with more values than are compared is no key, and is said to be such a one', async () => {
  const inference = new TypeInference(plainDialect, 1, [0], 3);
  const source = textInMemory(Buffer.from('1\n2\n3\n4\n5\n'), 'values');
  for await (const batch of parseRows(source, plainDialect)) inference.take(batch);
  const { unique, doubts } = inference.conclude();
  expect(unique).toEqual([]);
  expect(doubts.get(0)).toEqual({ why: 'many', count: 3, first: null });
  const keyDoubt = { name: 'id', why: 'many' as const, count: 4_194_304, first: null };
  expect(noKeyWords({ keyDoubt })).toBe(
    'No key is proposed: id has more than 4,194,304 values, and no more are compared. Tick key beside id if all differ: the check finds every row whose key came before.',
  );
});

test('names, not null and the key are proposed from header and content', async () => {
  const names = ['Order', 'Hire Date', 'hire_date', '', 'customerID', 'Größe %', '2nd'];
  const found = await infer('1,2021-01-01,a,,7,x,1\n2,2021-01-02,,,7,y,1\n', { names, table: 'orders' });
  expect(found.columns.map(({ name }) => name)).toEqual([
    'order_',
    'hire_date',
    'hire_date_2',
    'field_4',
    'customer_id',
    'große',
    '_2nd',
  ]);
  expect(found.dictionary.columns.map(({ required }) => required)).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    true,
  ]);
  // customer_id is named like a key, and has one value twice.
  expect(found.dictionary.primaryKey).toEqual([]);
  const keyed = await infer('7,1\n8,1\n', { names: ['id', 'other_id'] });
  expect(keyed.dictionary.primaryKey).toEqual(['id']);
  const empty = await infer('7,1\n,1\n', { names: ['id', 'n'] });
  expect(empty.dictionary.primaryKey).toEqual([]);
});

test('rows of another width and values of no type are counted, and decide nothing', async () => {
  const text = Buffer.concat([Buffer.from('1,a\n2\n3,'), Buffer.from([0xff]), Buffer.from('\nx,y,z\n4,b\n')]);
  const { columns, rows, unfit } = await infer(text);
  expect({ rows, unfit }).toEqual({ rows: 5, unfit: 3 });
  expect(columns.map(({ type }) => showType(type))).toEqual(['integer', 'text']);
});

test('a cancel ends the reading', async () => {
  const path = join(folder, 'long.csv');
  writeFileSync(path, '1,2\n'.repeat(500_000));
  const abort = new AbortController();
  const reading = inferTable(
    { path, name: 'long.csv', dialect: plainDialect, width: 2, fieldNames: [], table: 'long' },
    { progress: () => abort.abort(new Error('enough')), signal: abort.signal },
  );
  await expect(reading).rejects.toThrow('enough');
});

const two = (value: number): string => String(value).padStart(2, '0');
const day = fc
  .record({
    y: fc.integer({ min: 1, max: 9999 }),
    m: fc.integer({ min: 1, max: 12 }),
    d: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ y, m, d }) => `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}`);
const clock = fc
  .record({
    h: fc.integer({ min: 0, max: 23 }),
    m: fc.integer({ min: 0, max: 59 }),
    f: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ h, m, f }) => `${two(h)}:${two(m)}:07.${f}`);
/** Values of one kind, and of those that look like it. */
const kinds: readonly fc.Arbitrary<string>[] = [
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }).map(String),
  fc.tuple(fc.integer(), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}`),
  fc.double({ noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    '007',
    '1e5',
    '-0',
    '+1',
    '.5',
    '5.',
    '-0.0',
    ' 7',
    '7 ',
    '1_000',
    '0x1F',
    'Infinity',
    'NaN',
    '1e400',
    '1e-320',
    '00',
  ),
  day,
  fc.tuple(day, clock).map(([date, time]) => `${date} ${time}`),
  fc.tuple(day, clock, fc.constantFrom('Z', '+02', '-05:30')).map(([date, time, zone]) => `${date}T${time}${zone}`),
  fc.constantFrom('true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', 'TRUE', 'on', 'off', 'tr', '1', '0'),
  fc.uuid(),
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('', '', 'a', 'x', 'n/a', 'NULL'),
];
const column = fc
  .tuple(fc.constantFrom(...kinds.keys()), fc.constantFrom(...kinds.keys()), fc.nat(100))
  .chain(([most, some, odds]) =>
    fc.array(
      odds > 50
        ? (kinds[most] ?? fc.string())
        : fc.oneof(
            { weight: 5, arbitrary: kinds[most] ?? fc.string() },
            { weight: 1, arbitrary: kinds[some] ?? fc.string() },
          ),
      { minLength: 6, maxLength: 6 },
    ),
  );

/** What a value means, whatever its spelling: for numbers their digits, for times their moment. */
function meaningOf(text: string, type: string): string {
  const value = text.trim();
  if (type === 'float8') return Object.is(Number(value), -0) ? '-0' : String(Number(value));
  if (type === 'numeric' && /^-?[\d.]+$/.test(value)) {
    const [whole = '', part = ''] = value.split('.');
    return `${whole === '' || whole === '-' ? `${whole}0` : whole}.${part.replace(/0+$/, '')}`;
  }
  if (type === 'bool') return /^(t|true|y|yes|on)$/i.test(value) ? 't' : 'f';
  if (type === 'uuid') return value.toLowerCase();
  if (type === 'date') return value;
  // A moment that only the server knows to print is compared by the server's own cast below.
  return type === 'timestamp' || type === 'timestamptz' ? 'a moment' : text;
}

const quoted = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

test('a table as inferred takes every row of the file, and gives every value back', { timeout: 300_000 }, () =>
  withSchema(async ({ login, client, schema }) => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(column, { minLength: 1, maxLength: 4 }), async (columns) => {
        number += 1;
        const table = `t${number}`;
        // One more column, so that no line is blank.
        const rows = Array.from({ length: 6 }, (_, row) => [
          String(row),
          ...columns.map((values) => values[row] ?? ''),
        ]);
        const text = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
        const path = join(folder, 'property.csv');
        writeFileSync(path, text);
        const inferred = await inferTable(
          { path, name: 'property.csv', dialect: plainDialect, width: columns.length + 1, fieldNames: ['id'], table },
          { progress: () => {} },
        );
        expect(inferred.unfit).toBe(0);
        await client.query(createTableSql(schema, inferred.dictionary));
        const names = inferred.columns.map(({ name }) => name);
        const loaded = await load(login, { table, text, columns: names });
        expect(loaded.fault).toBeNull();
        expect(loaded.kept.told).toEqual([]);
        const stored = await client.query<Record<string, string | null>>(
          `select ${names.map((name) => `"${name}"::text`).join(', ')} from "${schema}"."${table}" order by "id"`,
        );
        for (const [at, { name, type }] of inferred.columns.entries()) {
          for (const [row, found] of stored.rows.entries()) {
            const came = rows[row]?.[at] ?? '';
            const value = found[name] ?? null;
            expect(value === null ? '' : meaningOf(value, type.name)).toBe(
              came === '' ? '' : meaningOf(came, type.name),
            );
          }
        }
        await client.query(`drop table "${schema}"."${table}"`);
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    );
  }),
);
