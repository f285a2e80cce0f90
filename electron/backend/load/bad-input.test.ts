import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FILLED_COLUMNS_MAX } from '#shared/column-names.ts';
import { plainDialect, type Dialect } from '#shared/dialect.ts';
import type { RejectedRow } from '#backend/check/rejected-row.ts';
import { reloadFile } from '#backend/history/reload-file.ts';
import { pageOf } from '#backend/history/test-rejects.ts';
import { encodeText } from '#backend/parse/test-tables.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { check, countsOf, load, withFolder, type TestLoad } from './test-load.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 40);
vi.setConfig({ testTimeout: 120_000 + runs * 200 });

const reload = (rows: readonly RejectedRow[], dialect: Partial<Dialect> = {}, header: Buffer | null = null) =>
  buffer(reloadFile([pageOf(rows)], { ...plainDialect, ...dialect }, header));

describe('a row is loaded exactly, or rejected with a place and a reason', () => {
  it.each<[what: string, cell: string | Buffer, stored: string | null, told: string | null]>([
    ['a formula', '=HYPERLINK("x")', '=HYPERLINK("x")', null],
    ['emoji', '👩‍👩‍👧 🏳️‍🌈', '👩‍👩‍👧 🏳️‍🌈', null],
    ['text from right to left', 'שלום \u202eabc', 'שלום \u202eabc', null],
    ['a NUL byte', 'a\0b', null, '2: type.text order=a\0b'],
    ['invalid UTF-8', Buffer.from([0x61, 0xff, 0x62]), null, '2: encoding order=a\ufffdb'],
    ['a field too many', 'a;b', null, '2: fields.tooMany row='],
    ['a field too few', '', null, '2: required order='],
    ['an 8 MiB cell', 'y'.repeat(8 * 1024 * 1024), 'y'.repeat(8 * 1024 * 1024), null],
  ])('%s, in a column named like a keyword', async (_, cell, stored, told) => {
    await withSchema(async ({ login, client }) => {
      await client.query('create table "select" (id int, "order" text not null)');
      const text = Buffer.concat([Buffer.from('1;good\n2;'), Buffer.from(cell), Buffer.from('\n3;good\n')]);
      const outcome = await load(login, {
        table: 'select',
        text,
        columns: ['id', 'order'],
        dialect: { delimiter: ';' },
        dictionaries: [],
      });
      expect(outcome.fault).toBeNull();
      expect(outcome.kept.told).toEqual(told === null ? [] : [told]);
      for (const { byteOffset } of outcome.kept.rows) expect(byteOffset).toBe(7);
      const rows = await client.query<{ order: string }>('select "order" from "select" where id = 2');
      expect(rows.rows.map(({ order }) => order)).toEqual(stored === null ? [] : [stored]);
    });
  });

  it('a row with a field more or less than 100,000 columns', async () => {
    await withSchema(async ({ login, client }) => {
      await client.query('create table wide (first int, last int)');
      const line = (width: number): string => `${Array.from({ length: width }, (_, field) => field).join(',')}\n`;
      const columns = Array.from({ length: 100_000 }, (_, field) =>
        field === 0 ? 'first' : field === 99_999 ? 'last' : null,
      );
      const text = line(100_000) + line(99_999) + line(100_001);
      const outcome = await load(login, { table: 'wide', text, columns, dictionaries: [] });
      expect(outcome.kept.told).toEqual(['2: fields.tooFew row=', '3: fields.tooMany row=']);
      expect((await client.query('select * from wide')).rows).toEqual([{ first: '0', last: '99999' }]);
    });
  });
});

it('as many columns as a load fills go in, and are checked before', async () => {
  await withSchema(async ({ login, client }) => {
    const columns = Array.from({ length: FILLED_COLUMNS_MAX }, (_, at) => `c${at}`);
    await client.query(`create table widest (${columns.map((name) => `${name} int`).join(', ')}, primary key (c0))`);
    const line = (id: number): string => `${columns.map((_, at) => (at === 0 ? id : at)).join(',')}\n`;
    const file = { table: 'widest', text: line(1) + line(2) + line(1), columns, dictionaries: [] };
    for (const judge of [check, load]) {
      const outcome = await judge(login, file);
      expect(outcome.fault).toBeNull();
      expect(outcome.kept.told).toHaveLength(1);
      expect(outcome.ledger).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
    }
    expect((await client.query('select count(*) from widest')).rows).toEqual([{ count: '2' }]);
  });
});

/** Longer than a record that is read, and such that a beginning of it would be a row that fits. */
const longCell = 'long\n'.repeat(3_600_000);

describe('a record that is too long', () => {
  it.each<[string, Partial<Dialect>, (cell: string) => string]>([
    ['csv', {}, (cell) => `1,a\n2,"${cell}"\n3,b\n`],
    ['csv, packed', {}, (cell) => `1,a\n2,"${cell}"\n3,b\n`],
    ['csv in utf-16le', { encoding: 'utf-16le' }, (cell) => `1,a\r\n2,"${cell}"\r\n3,b\r\n`],
    [
      'ndjson',
      { format: 'ndjson' },
      (cell) => `{"id":1,"name":"a"}\n{"id":2,"name":${JSON.stringify(cell)}}\n{"id":3,"name":"b"}\n`,
    ],
    [
      'json',
      { format: 'json' },
      (cell) => `[{"id":1,"name":"a"},\n{"id":2,"name":${JSON.stringify(cell)}},\n{"id":3,"name":"b"}]`,
    ],
  ])(
    'is one reject of %s that keeps all its bytes, and is the same one when it is loaded again',
    async (name, more, text) => {
      await withSchema(async ({ login, client }) => {
        await client.query('create table long (id int primary key, name text)');
        await withFolder(async (folder) => {
          const dialect = { ...plainDialect, fields: ['id', 'name'], ...more };
          const bytes = encodeText(text(longCell), dialect.encoding);
          const path = join(folder, 'long.data');
          writeFileSync(path, name.endsWith('packed') ? gzipSync(bytes, { level: 1 }) : bytes);
          const test: TestLoad = { table: 'long', path, columns: ['id', 'name'], dialect, dictionaries: [] };
          const first = await load(login, test);
          expect(first.fault).toBeNull();
          expect(countsOf(first)).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
          const [reject, ...others] = first.kept.rows;
          expect(others).toEqual([]);
          expect(reject?.errors[0]?.sentence).toMatch(/^The record has \d+(\.\d)? MB; at most 16 MiB are read\./);
          expect(reject?.bytes.length).toBe(64 * 1024);

          const again = join(folder, 'again.data');
          const file = await reload(first.kept.rows, dialect);
          writeFileSync(again, file);
          const record = text(longCell).split(dialect.format === 'csv' ? /(?<=\n)(?=[23],)/ : '\n')[1]!;
          const wanted =
            dialect.format === 'json'
              ? `[\n${record.slice(0, -1)}\n]\n`
              : record + (dialect.format === 'csv' ? '' : '\n');
          expect(file.equals(encodeText(wanted, dialect.encoding))).toBe(true);
          const second = await check(login, { ...test, path: again });
          expect(second.fault).toBeNull();
          expect(second.kept.rows.map(({ errors }) => errors)).toEqual(first.kept.rows.map(({ errors }) => errors));
        });
      });
    },
  );
});

describe('JSON', () => {
  it('keeps integers beyond 2^53 and decimals exact, and goes into columns by nested paths', async () => {
    await withSchema(async ({ login, client }) => {
      await client.query('create table js (id int8, amount numeric, city text, whole jsonb)');
      const fields = ['id', 'amount', 'of', 'of.city'];
      const outcome = await load(login, {
        table: 'js',
        text: '{"id":9007199254740993,"amount":0.10000000000000000055511151231257827,"of":{"city":"Łódź","n":123456789012345678901.50}}\n',
        columns: ['id', 'amount', 'whole', 'city'],
        dialect: { format: 'ndjson', fields },
        dictionaries: [],
      });
      expect(outcome.kept.told).toEqual([]);
      const { rows } = await client.query("select id::text, amount::text, city, whole->>'n' as n from js");
      expect(rows).toEqual([
        {
          id: '9007199254740993',
          amount: '0.10000000000000000055511151231257827',
          city: 'Łódź',
          n: '123456789012345678901.50',
        },
      ]);
    });
  });

  it.each<[Dialect['format'], (records: readonly string[]) => string]>([
    ['ndjson', (records) => records.join('\n')],
    ['json', (records) => `[${records.join(',\n')}]`],
  ])('as %s: a record with a key that is no field is rejected, and the key is named', async (format, text) => {
    await withSchema(async ({ login, client }) => {
      await client.query('create table js (a int, b int)');
      const outcome = await load(login, {
        table: 'js',
        text: text(['{"a":1,"b":2}', '{"a":1,"late \\"key\\"":{"b":1}}', '{"a":1,"b":2,"a":3}']),
        columns: ['a', 'b'],
        dialect: { format, fields: ['a', 'b'] },
        dictionaries: [],
      });
      expect(outcome.kept.rows.map(({ errors: [error] }) => [error?.code, error?.sentence])).toEqual([
        [
          'key.unknown',
          'The record has the key late "key", which is none of the fields. Add it to the fields of the file.',
        ],
        ['key.twice', 'The record has the key a twice.'],
      ]);
    });
  });
});

const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'é', 'ä', ',', ';', '|', '"', "'", '\\', ' ', '\n', '\r', '\t'),
    maxLength: 8,
  }),
  fc.integer({ min: 0, max: 9 }).map(String),
);
const dialects: fc.Arbitrary<Dialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '||'),
    quote: fc.constantFrom('"', "'", null),
    escape: fc.constantFrom('same', '\\'),
    lineEnd: fc.constantFrom('lf', 'crlf', 'cr'),
    encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15'),
    header: fc.boolean(),
  })
  .map((marks) => ({ ...plainDialect, ...marks, escape: marks.escape === 'same' ? marks.quote : marks.escape }));

describe('export and load again', () => {
  it('the reload file of any file, in any dialect and encoding, has the same rejects, byte for byte', async () => {
    let rejected = 0;
    const faults = new Set<string>();
    await withSchema(async ({ login, client }) => {
      await client.query('create table again (id int not null, name varchar(4) not null)');
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 12 }),
          dialects,
          async (rows, dialect) => {
            const end = { lf: '\n', crlf: '\r\n', cr: '\r', mixed: '\n' }[dialect.lineEnd];
            const header = dialect.header ? `id${dialect.delimiter}name${end}` : '';
            // Cells are not quoted: quotes, marks and line ends stand where they please.
            const text = header + rows.map((row) => row.join(dialect.delimiter)).join(end);
            const test = { table: 'again', columns: ['id', 'name'], dialect, dictionaries: [] };
            const first = await check(login, { ...test, text: encodeText(text || end, dialect.encoding) });
            if (first.fault !== null) {
              faults.add(first.fault.fault.code);
              return;
            }
            if (first.kept.rows.length === 0) return;
            rejected += first.kept.rows.length;
            const file = await reload(
              first.kept.rows,
              dialect,
              header === '' ? null : encodeText(header, dialect.encoding),
            );
            const second = await check(login, { ...test, text: file });
            expect(second.fault).toBeNull();
            const bare = (outcome: typeof first) =>
              outcome.kept.rows.map(({ bytes, errors }) => [
                bytes.toString('latin1').replace(/[\0\r\n]+$/, ''),
                errors,
              ]);
            expect(bare(second)).toEqual(bare(first));
          },
        ),
        { numRuns: runs },
      );
    });
    expect(rejected).toBeGreaterThan(runs);
    for (const code of faults) expect(code).toMatch(/^(csv\.quote|source\.empty)/);
  });
});
