import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import avro from 'avsc';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DialectChoice, plainDialect } from '#shared/dialect.ts';
import { openSource } from '#backend/source/open-source.ts';
import { detectDialect } from './detect-dialect.ts';
import { parseCsv } from './parse-csv.ts';
import { parseRows } from './parse-rows.ts';
import { recordReader } from './read-records.ts';
import { FIELD_NULL, FIELD_PLAIN, type RowBatch } from './row-batch.ts';
import { splitRecord } from './split-record.ts';
import { collectRows, textSource } from './test-rows.ts';
import { asCsv, asZip, encodeText, type TestTable } from './test-tables.ts';
import { rowTexts } from './unescape.ts';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 60);
vi.setConfig({ testTimeout: 60_000 + runs * 100 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(content: string | Buffer, name = 'file'): Promise<string> {
  files += 1;
  const path = join(folder, `${name}-${files}`);
  await writeFile(path, content);
  return path;
}

interface Read {
  readonly names: readonly string[];
  readonly rows: (string | null)[][];
  readonly format: string;
}

/** Reads a file as it is found to be, and holds each row's original bytes against what can be read again. */
async function readFile(path: string, choice: DialectChoice = {}): Promise<Read> {
  const source = await openSource({ path });
  try {
    const { dialect, sample } = await detectDialect(source, { choice });
    const rows: (string | null)[][] = [];
    const kept: { byteOffset: number; bytes: Buffer; texts: string[] }[] = [];
    for await (const batch of parseRows(source, dialect)) {
      for (let row = 0; row < batch.rowCount; row += 1) {
        const texts = rowTexts(batch, row);
        rows.push(texts.map((text, field) => (isNull(batch, (batch.rows[row] ?? 0) + field) ? null : text)));
        const [byteOffset, base] = [batch.offsets[row]!, batch.offsets[0]!];
        const bytes = Buffer.from(batch.original.subarray(byteOffset - base, batch.offsets[row + 1]! - base));
        kept.push({ byteOffset, bytes, texts });
      }
    }
    expect(source.sha256()).toMatch(/^[\da-f]{64}$/);
    for (const { bytes, texts } of kept) expect(splitRecord(bytes, dialect)).toEqual(texts);
    const records = recordReader(source, dialect);
    const ranges = kept.map(({ byteOffset, bytes }) => ({ byteOffset, bytes: bytes.length }));
    expect(await records.read(ranges)).toEqual(kept.map(({ bytes }) => bytes));
    await records.close();
    return { names: sample.fieldNames, rows, format: dialect.format };
  } finally {
    await source.close();
  }
}

/** As the check sees it in a column of texts: nothing without quotes is NULL. */
const isNull = ({ fields, flags }: RowBatch, field: number): boolean =>
  flags[field] === FIELD_NULL || (flags[field] === FIELD_PLAIN && fields[2 * field] === fields[2 * field + 1]);

type Columns = readonly string[];
const named = (columns: Columns, row: readonly (string | null)[]): object =>
  Object.fromEntries(columns.map((name, field) => [name, row[field]]));

const avroOf = (columns: Columns, rows: TestTable, codec: string): Promise<Buffer> => {
  const schema = {
    type: 'record',
    name: 'Row',
    fields: columns.map((name) => ({ name, type: ['null', 'string'], default: null })),
  };
  const codecs = {
    zstandard: (bytes: Buffer, done: (error: null, packed: Buffer) => void) => done(null, zstdCompressSync(bytes)),
    deflate: (bytes: Buffer, done: (error: null, packed: Buffer) => void) => done(null, deflateRawSync(bytes)),
    null: (bytes: Buffer, done: (error: null, packed: Buffer) => void) => done(null, bytes),
  };
  return encodeAvro(
    schema,
    rows.map((row) => named(columns, row)),
    { codec, codecs },
  );
};

function encodeAvro(schema: object, rows: readonly object[], options: object): Promise<Buffer> {
  const encoder = new avro.streams.BlockEncoder(schema as never, options);
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    encoder.on('data', (piece: Buffer) => pieces.push(piece));
    encoder.on('end', () => resolve(Buffer.concat(pieces)));
    encoder.on('error', reject);
    for (const row of rows) encoder.write(row);
    encoder.end();
  });
}

async function xlsxOf(rows: readonly (readonly ExcelJS.CellValue[])[], sheet = 'Sheet1'): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet(sheet).addRows(rows.map((row) => [...row]));
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

const columns = ['id', 'full name', 'note'];
const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({
      unit: fc.constantFrom('a', 'é', '日', '😀', ',', '"', '\n', '\\', ' ', ':', '{', ']', '<', '&'),
      maxLength: 8,
    }),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);
const table: fc.Arbitrary<TestTable> = fc.array(
  fc.tuple(fc.integer({ min: 1 }).map(String), cell, cell).map((row): readonly (string | null)[] => row),
  { minLength: 2, maxLength: 12 },
);

describe('the same table', () => {
  it('is the same rows in every format, packing and encoding', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const csv = asCsv([columns, ...rows]);
        const objects = rows.map((row) => JSON.stringify(named(columns, row)));
        const written: Record<string, Buffer | Promise<Buffer>> = {
          csv: Buffer.from(csv),
          'csv with mark': Buffer.from(`\ufeff${csv}`),
          'utf-16le': encodeText(`\ufeff${csv}`, 'utf-16le'),
          'utf-16be': encodeText(`\ufeff${csv}`, 'utf-16be'),
          gzip: gzipSync(csv),
          zip: asZip({ 'table.csv': csv }),
          ndjson: Buffer.from(`${objects.join('\n')}\n`),
          'ndjson in utf-16le': encodeText(`\ufeff${objects.join('\n')}\n`, 'utf-16le'),
          json: Buffer.from(`[${objects.join(',\n ')}]`),
          'json, indented': Buffer.from(
            JSON.stringify(
              rows.map((row) => named(columns, row)),
              null,
              2,
            ),
          ),
          'json in utf-16be': encodeText(`\ufeff[${objects.join(',')}]`, 'utf-16be'),
          'json, packed': gzipSync(`[${objects.join(',')}]`),
          avro: avroOf(
            columns.map((name) => name.replace(' ', '_')),
            rows.map((row) => [...row]),
            'deflate',
          ),
        };
        for (const [name, content] of Object.entries(written)) {
          const read = await readFile(await fileOf(await content), {
            header: true,
            delimiter: ',',
            quote: '"',
            escape: '"',
            decimal: '.',
            thousands: null,
          });
          expect([name, read.rows]).toEqual([name, rows]);
          expect(read.names.map((it) => it.replace('_', ' '))).toEqual(columns);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is the same rows in a workbook, but that an empty text is an empty cell', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const expected = rows.map((row) => row.map((text) => (text === '' ? null : text)));
        const path = await fileOf(await xlsxOf([columns, ...expected]), 'book.xlsx');
        const read = await readFile(path, { header: true });
        expect(read).toEqual({ names: columns, rows: expected, format: 'xlsx' });
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  it('is the same rows in AVRO of any codec that is read', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => [
      String(index),
      `name ${index % 7}`,
      index % 3 === 0 ? null : 'x,"y"',
    ]);
    for (const codec of ['null', 'deflate', 'zstandard']) {
      const read = await readFile(await fileOf(await avroOf(['id', 'name', 'note'], rows, codec)));
      expect([codec, read.rows]).toEqual([codec, rows]);
    }
  });
});

describe('JSON', () => {
  const read = async (text: string, choice: DialectChoice = {}): Promise<Read> => readFile(await fileOf(text), choice);

  it('keeps the text of its numbers, beyond what a double holds', async () => {
    const { rows } = await read(
      '{"a":9007199254740993,"b":0.10000000000000000001,"c":-1.50e+3}\n{"a":1,"b":2,"c":3}\n',
    );
    expect(rows[0]).toEqual(['9007199254740993', '0.10000000000000000001', '-1.50e+3']);
  });

  it('has a field for each key of its objects, those inside others by their paths, and objects and arrays as JSON', async () => {
    const { names, rows } = await read(
      '{"id":1,"of":{"city":"Rome","at":[1, 2]}}\n{"id":2,"more":true,"of":{"city":null}}\n',
    );
    expect(names).toEqual(['id', 'of', 'of.city', 'of.at', 'more']);
    expect(rows).toEqual([
      ['1', '{"city":"Rome","at":[1, 2]}', 'Rome', '[1, 2]', null],
      ['2', '{"city":null}', null, null, 'true'],
    ]);
  });

  it('tells null, nothing and the empty text apart', async () => {
    const { rows } = await read('{"a":null,"b":""}\n{"b":"x"}\n');
    expect(rows).toEqual([
      [null, ''],
      [null, 'x'],
    ]);
  });

  it('undoes escapes, and half of a surrogate pair is no text', async () => {
    const { rows } = await read('{"a":"\\u00e9\\n\\"\\/\\ud83d\\ude00"}\n{"a":"\\ud83d"}\n');
    expect(rows).toEqual([['é\n"/😀'], ['\ufffd']]);
  });

  it('with a key that was not seen, or one that comes twice, has a field too many', async () => {
    const { rows } = await read('{"a":1,"b":2}\n{"a":1,"c":3}\n{"a":1,"a":2}\n', { fields: ['a', 'b'] });
    expect(rows.map((row) => row.length)).toEqual([2, 3, 3]);
  });

  it.each([
    [
      'ndjson',
      '{"a":1}\n{"a":\n[1]\n{"a":1} x\n"a"\n{"a":2}\n',
      [null, 'record.invalid', 'record.invalid', 'record.invalid', 'record.invalid', null],
    ],
    [
      'json',
      '[{"a":1},{"a":01},7,{"a" 1},"x",{"a":2}]',
      [null, 'record.invalid', 'record.invalid', 'record.invalid', 'record.invalid', null],
    ],
  ])('as %s goes on behind a record that is none', async (_, text, problems) => {
    const path = await fileOf(text);
    const source = await openSource({ path });
    const { dialect } = await detectDialect(source);
    const rows = await collectRows(parseRows(source, dialect));
    expect(rows.map(({ problem }) => problem)).toEqual(problems);
    await source.close();
  });

  it.each([
    ['an array that does not end', '[{"a":1},{"a":2}', /does not end/],
    ['something behind the array', '[{"a":1}] {"a":2}', /something stands behind/],
    ['no comma', '[{"a":1} {"a":2}]', /a comma is missing at byte 9/],
  ])('says where it breaks: %s', async (_, text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence);
  });

  it('nested too deeply is a record that is wrong, not the end of the app', async () => {
    const deep = `{"a":1}\n{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    const source = await openSource({ path: await fileOf(deep) });
    const { dialect } = await detectDialect(source, { choice: { format: 'ndjson', fields: ['a'] } });
    expect((await collectRows(parseRows(source, dialect))).map(({ problem }) => problem)).toEqual([
      null,
      'record.invalid',
    ]);
    await source.close();
  });
});

describe('AVRO', () => {
  it('has its logical types as Postgres reads them', async () => {
    const logical = (type: unknown, logicalType: string, more = {}) => ({ type, logicalType, ...more });
    const fields = {
      big: 'long',
      price: logical('bytes', 'decimal', { precision: 20, scale: 2 }),
      day: logical('int', 'date'),
      at: logical('long', 'timestamp-micros'),
      millis: logical('long', 'timestamp-millis'),
      local: logical('long', 'local-timestamp-micros'),
      clock: logical('int', 'time-millis'),
      key: logical('string', 'uuid'),
      single: 'float',
      data: 'bytes',
      list: { type: 'array', items: ['null', 'int'] },
      map: { type: 'map', values: 'string' },
      kind: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] },
      yes: 'boolean',
    };
    const schema = {
      type: 'record',
      name: 'All',
      fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
    };
    const row = {
      big: 4_611_686_018_427_000,
      price: Buffer.from([0xff, 0x38]),
      day: -1,
      at: 1_620_000_000_123_456,
      millis: 1_620_000_000_000,
      local: -1,
      clock: 3_723_004,
      key: 'b1b0e1a2-0000-4000-8000-000000000001',
      single: 0.1,
      data: Buffer.from([0, 255]),
      list: [null, 7],
      map: { 'a"b': 'c' },
      kind: 'B',
      yes: true,
    };
    const { names, rows } = await readFile(await fileOf(await encodeAvro(schema, [row], { codec: 'null' })));
    expect(names).toEqual(Object.keys(fields));
    expect(Object.fromEntries(names.map((name, field) => [name, rows[0]?.[field]]))).toEqual({
      big: '4611686018427000',
      price: '-2.00',
      day: '1969-12-31',
      at: '2021-05-03 00:00:00.123456+00',
      millis: '2021-05-03 00:00:00+00',
      local: '1969-12-31 23:59:59.999999',
      clock: '01:02:03.004',
      key: 'b1b0e1a2-0000-4000-8000-000000000001',
      single: '0.1',
      data: '\\x00ff',
      list: '[null,7]',
      map: '{"a\\"b":"c"}',
      kind: 'B',
      yes: 'true',
    });
  });

  it('that was cut or changed anywhere is a fault or other rows, and never the end of the app', async () => {
    const good = await avroOf(
      ['id', 'name', 'note'],
      Array.from({ length: 40 }, (_, index) => [String(index), 'x', null]),
      'deflate',
    );
    const change = fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, byte, cut }) => {
        const bytes = cut ? good.subarray(0, at) : Buffer.from(good);
        if (!cut) bytes[at] = byte;
        const rows: unknown[] = [];
        const source = { ...textSource(bytes), name: 'a.avro' };
        const end = await collectRows(parseRows(source, { ...plainDialect, format: 'avro' }), rows as never).catch(
          (error: unknown) => error,
        );
        const isFault = end instanceof Error && end.message.startsWith('a.avro is not an AVRO file');
        // A cut between two blocks cannot be told from an end.
        expect(isFault || end === rows).toBe(true);
      }),
      { numRuns: Math.max(500, runs) },
    );
  });

  const glue = join(import.meta.dirname, '../../../../shared/data/challenge/glue-avro');
  it.skipIf(!existsSync(glue))('that Glue wrote is read whole', async () => {
    const read: Record<string, number> = {};
    for (const name of await readdir(glue)) {
      const { rows } = await readFile(join(glue, name));
      read[name.split('_')[0]!] = rows.length;
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    }
    expect(read).toMatchObject({ departments: 12, jobs: 183 });
  });
  if (!existsSync(glue)) console.info('The AVRO files of the challenge are not here: one test is left out.');
});

describe('a workbook', () => {
  it('has its numbers, dates, times, booleans and formulas as texts that Postgres reads', async () => {
    const path = await fileOf(
      await xlsxOf([
        ['n', 'd', 't', 'b', 'f', 's'],
        [
          1.1,
          new Date(Date.UTC(2021, 4, 17)),
          new Date(Date.UTC(2021, 4, 17, 9, 30, 15)),
          true,
          { formula: '1+1', result: 2 },
          '007',
        ],
        [123456789012, new Date(Date.UTC(2099, 11, 31)), null, false, { formula: 'x', result: 'text' }, ' a '],
      ]),
    );
    const { rows } = await readFile(path, { header: true });
    expect(rows).toEqual([
      ['1.1', '2021-05-17', '2021-05-17 09:30:15', 'true', '2', '007'],
      ['123456789012', '2099-12-31', null, 'false', 'text', ' a '],
    ]);
  });

  it('is read from the sheet that is chosen, else the first, and names them all', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('One').addRows([['a'], ['1']]);
    workbook.addWorksheet('Two & more').addRows([['b'], ['2']]);
    const path = await fileOf(Buffer.from(await workbook.xlsx.writeBuffer()));
    const source = await openSource({ path });
    expect((await detectDialect(source)).sheets).toEqual(['One', 'Two & more']);
    await source.close();
    expect((await readFile(path, { header: true })).rows).toEqual([['1']]);
    expect((await readFile(path, { header: true, sheet: 'Two & more' })).rows).toEqual([['2']]);
    await expect(readFile(path, { sheet: 'Three' })).rejects.toThrow(/has no sheet Three/);
  });
});

const require = createRequire(import.meta.url);
const spectrum = require('csv-spectrum') as (
  take: (error: unknown, items: { name: string; csv: Buffer; json: Buffer }[]) => void,
) => void;
const samples = await new Promise<{ name: string; csv: Buffer; json: Buffer }[]>((resolve, reject) => {
  spectrum((error, items) => (error instanceof Error ? reject(error) : resolve(items)));
});

describe('csv-spectrum', () => {
  it.each(samples.map(({ name, csv, json }) => [name, csv, json] as const))('%s', async (_, csv, json) => {
    // The JSON of one sample is a single object, and has another telephone number than its CSV.
    const parsed = JSON.parse(json.toString().replace('1234567890', '2095257564')) as object | object[];
    const expected = Array.isArray(parsed) ? parsed : [parsed];
    const read = await collectRows(parseCsv(textSource(csv), plainDialect));
    const [names, ...rows] = read.map(({ texts }) => texts);
    expect(rows.map((row) => Object.fromEntries(names!.map((name, field) => [name, row[field]])))).toEqual(expected);
  });
});
