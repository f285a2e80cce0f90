import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import avro, { type Schema } from 'avsc';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '#shared/dialect.ts';
import { isFault } from '#shared/fault.ts';
import { packSnappy } from '#backend/backup/pack-snappy.ts';
import { detectDialect } from '#backend/parse/detect-dialect.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { openSource } from '#backend/source/open-source.ts';
import { TupleBuffer } from '#backend/types/tuple-buffer.ts';
import { writeBytes, writeLong } from '#backend/types/avro-number.ts';
import { countsOf, load, withFolder } from './test-load.ts';

// Files of AVRO as other programs write them, loaded as any import is.

const SYNC = Buffer.alloc(16, 7);

function putText(text: Buffer | string, out: TupleBuffer): void {
  const bytes = Buffer.from(text as string);
  writeBytes(bytes, 0, bytes.length, out);
}

interface Container {
  readonly schema: unknown;
  readonly codec?: string;
  readonly meta?: Readonly<Record<string, string>>;
  /** Packed already. */
  readonly blocks: readonly { readonly count: number; readonly bytes: Buffer }[];
}

/** An object container file, byte for byte (Apache Avro 1.12 specification). */
function container({ schema, codec = 'null', meta = {}, blocks }: Container): Buffer {
  const out = new TupleBuffer(1024);
  const magic = Buffer.from('Obj\x01', 'latin1');
  out.append(magic, 0, magic.length);
  const entries = Object.entries({
    'avro.schema': typeof schema === 'string' ? schema : JSON.stringify(schema),
    'avro.codec': codec,
    ...meta,
  });
  writeLong(entries.length, out);
  for (const entry of entries) for (const part of entry) putText(part, out);
  writeLong(0, out);
  out.append(SYNC, 0, SYNC.length);
  for (const { count, bytes } of blocks) {
    writeLong(count, out);
    putText(bytes, out);
    out.append(SYNC, 0, SYNC.length);
  }
  return Buffer.from(out.bytes.subarray(0, out.length));
}

/** Records in a container, as avsc encodes them. */
function fileOf(schema: Schema, records: readonly object[], more: Partial<Container> = {}): Buffer {
  const type = avro.Type.forSchema(schema, { wrapUnions: 'always' });
  const blocks = records.map((record) => ({ count: 1, bytes: type.toBuffer(record) }));
  return container({ schema, blocks, ...more });
}

interface Found {
  readonly dialect: Dialect;
  readonly names: readonly string[];
}

async function detect(path: string): Promise<Found> {
  const source = await openSource({ path });
  try {
    const { dialect, sample } = await detectDialect(source);
    return { dialect, names: sample.fieldNames };
  } finally {
    await source.close();
  }
}

/** What stands in the table, as texts, after the file was loaded into it by the names of its fields; then what was rejected. */
const loaded = (bytes: Buffer, columns: string): Promise<{ rows: object[]; rejects: string[] }> =>
  withSchema(async ({ login, client }) =>
    withFolder(async (folder) => {
      await client.query(`create table t (${columns})`);
      const path = join(folder, 'foreign.avro');
      writeFileSync(path, bytes);
      const { dialect, names } = await detect(path);
      const outcome = await load(login, { table: 't', path, dialect, columns: names });
      if (outcome.fault !== null) throw outcome.fault;
      const shown = names.map((name) => `"${name}"::text`).join(', ');
      const { rows } = await client.query<Record<string, string | null>>(`select ${shown} from t order by 1`);
      return { rows, rejects: outcome.kept.told };
    }),
  );

const field = (name: string, type: unknown) => ({ name, type });
const logical = (type: string, logicalType: string, more: object = {}) => ({ type, logicalType, ...more });
const record = (name: string, fields: readonly object[], more: object = {}): Schema =>
  ({ type: 'record', name, fields, ...more }) as unknown as Schema;

describe('every logical type', () => {
  const cases: readonly (readonly [what: string, type: unknown, value: unknown, column: string, stored: string])[] = [
    [
      'decimal of bytes',
      logical('bytes', 'decimal', { precision: 20, scale: 2 }),
      Buffer.from([0xff, 0x38]),
      'numeric',
      '-2.00',
    ],
    ['decimal without a scale', logical('bytes', 'decimal', { precision: 4 }), Buffer.from([0x7f]), 'numeric', '127'],
    [
      'decimal of fixed',
      logical('fixed', 'decimal', { name: 'D', size: 16, precision: 38, scale: 10 }),
      Buffer.from('0000000000000000000000012a05f201', 'hex'),
      'numeric(38,10)',
      '0.5000000001',
    ],
    [
      'uuid of string',
      logical('string', 'uuid'),
      'b1b0e1a2-0000-4000-8000-000000000001',
      'uuid',
      'b1b0e1a2-0000-4000-8000-000000000001',
    ],
    [
      'uuid of fixed',
      logical('fixed', 'uuid', { name: 'U', size: 16 }),
      Buffer.from('b1b0e1a2000040008000000000000001', 'hex'),
      'uuid',
      'b1b0e1a2-0000-4000-8000-000000000001',
    ],
    ['date', logical('int', 'date'), -719_162, 'date', '0001-01-01'],
    ['time-millis', logical('int', 'time-millis'), 3_723_004, 'time', '01:02:03.004'],
    ['time-micros', logical('long', 'time-micros'), 86_399_999_999, 'time', '23:59:59.999999'],
    ['timestamp-millis', logical('long', 'timestamp-millis'), -1, 'timestamptz', '1969-12-31 23:59:59.999+00'],
    [
      'timestamp-micros',
      logical('long', 'timestamp-micros'),
      1_620_000_000_123_456,
      'timestamptz',
      '2021-05-03 00:00:00.123456+00',
    ],
    [
      'timestamp-nanos',
      logical('long', 'timestamp-nanos'),
      1_620_000_000_123_456,
      'timestamptz',
      '1970-01-19 18:00:00.000123+00',
    ],
    ['local-timestamp-millis', logical('long', 'local-timestamp-millis'), 1000, 'timestamp', '1970-01-01 00:00:01'],
    [
      'local-timestamp-micros',
      logical('long', 'local-timestamp-micros'),
      -1,
      'timestamp',
      '1969-12-31 23:59:59.999999',
    ],
    [
      'local-timestamp-nanos',
      logical('long', 'local-timestamp-nanos'),
      1_500_000,
      'timestamp',
      '1970-01-01 00:00:00.0015',
    ],
    [
      'duration',
      logical('fixed', 'duration', { name: 'Du', size: 12 }),
      Buffer.from('0100000002000000b80b0000', 'hex'),
      'interval',
      '1 mon 2 days 00:00:03',
    ],
    ['a logical type that nobody knows', logical('string', 'colour'), 'red', 'text', 'red'],
    ['a logical type of another type than its own', logical('string', 'date'), '2021-05-03', 'date', '2021-05-03'],
    ['float', 'float', 0.1, 'float4', '0.1'],
    ['double', 'double', Number.NEGATIVE_INFINITY, 'float8', '-Infinity'],
    ['double that is no number', 'double', Number.NaN, 'float8', 'NaN'],
    ['long', 'long', 2 ** 52 - 1, 'bigint', '4503599627370495'],
    ['bytes', 'bytes', Buffer.from([0, 255]), 'bytea', '\\x00ff'],
    ['fixed', { type: 'fixed', name: 'F', size: 3 }, Buffer.from([1, 2, 3]), 'bytea', '\\x010203'],
    ['enum', { type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'B', 'text', 'B'],
    ['array', { type: 'array', items: 'int' }, [1, 2], 'jsonb', '[1, 2]'],
    ['map', { type: 'map', values: 'double' }, { 'a"b': 1.5 }, 'jsonb', '{"a\\"b": 1.5}'],
    [
      'record in a record',
      record('In', [field('x', 'int'), field('y', ['null', 'string'])]),
      { x: 1, y: { string: 'é' } },
      'jsonb',
      '{"x": 1, "y": "é"}',
    ],
  ];
  it.each(cases)('%s', async (_, type, value, column, stored) => {
    const schema = record('R', [field('id', 'int'), field('v', type)]);
    const { rows, rejects } = await loaded(fileOf(schema, [{ id: 1, v: value }]), `id int, v ${column}`);
    expect([rows, rejects]).toEqual([[{ id: '1', v: stored }], []]);
  });
});

describe('unions and names', () => {
  it('null may stand in either place, and among several types', async () => {
    const schema = record('R', [
      field('id', 'int'),
      field('a', ['null', 'string']),
      field('b', ['string', 'null']),
      field('c', ['null', 'int', 'string', 'boolean']),
    ]);
    const { rows } = await loaded(
      fileOf(schema, [
        { id: 1, a: null, b: null, c: null },
        { id: 2, a: { string: 'x' }, b: { string: '' }, c: { int: 7 } },
        { id: 3, a: { string: '' }, b: { string: 'y' }, c: { string: 'seven' } },
        { id: 4, a: null, b: { string: 'z' }, c: { boolean: true } },
      ]),
      'id int, a text, b text, c text',
    );
    expect(rows).toEqual([
      { id: '1', a: null, b: null, c: null },
      { id: '2', a: 'x', b: '', c: '7' },
      { id: '3', a: '', b: 'y', c: 'seven' },
      { id: '4', a: null, b: 'z', c: 'true' },
    ]);
  });

  it('a type is named again by its short and by its full name, also with aliases, and may hold itself', async () => {
    const money = {
      type: 'fixed',
      name: 'Money',
      namespace: 'org.bank',
      size: 2,
      logicalType: 'decimal',
      precision: 4,
      scale: 2,
    };
    const node = {
      type: 'record',
      name: 'Node',
      namespace: 'org.tree',
      aliases: ['OldNode'],
      fields: [field('v', 'int'), field('next', ['null', 'Node'])],
    };
    const schema = record(
      'Row',
      [
        field('id', 'int'),
        { ...field('first', money), aliases: ['one'] },
        field('second', 'org.bank.Money'),
        field('tree', node),
        field('again', ['null', 'org.tree.Node']),
      ],
      { namespace: 'org.app' },
    );
    const { rows } = await loaded(
      fileOf(schema, [
        {
          id: 1,
          first: Buffer.from([0, 100]),
          second: Buffer.from([0, 5]),
          tree: { v: 1, next: { 'org.tree.Node': { v: 2, next: null } } },
          again: null,
        },
      ]),
      'id int, first numeric, second numeric, tree jsonb, again jsonb',
    );
    expect(rows).toEqual([
      { id: '1', first: '1.00', second: '0.05', tree: '{"v": 1, "next": {"v": 2, "next": null}}', again: null },
    ]);
  });
});

describe('as others write it', () => {
  const people = (namespace: string, more: object = {}) =>
    record('topLevelRecord', [field('id', ['int', 'null']), field('name', ['string', 'null'])], { namespace, ...more });
  const records = [
    { id: { int: 1 }, name: { string: 'Ana' } },
    { id: { int: 2 }, name: null },
  ];
  const wanted = [
    { id: '1', name: 'Ana' },
    { id: '2', name: null },
  ];

  it('Spark: nullable by unions with null last, records in namespaces of their own, lists in records', async () => {
    const schema = record('topLevelRecord', [
      field('id', ['int', 'null']),
      field('address', [
        record('address', [field('city', ['string', 'null'])], { namespace: 'topLevelRecord' }),
        'null',
      ]),
      field('tags', [{ type: 'array', items: ['string', 'null'] }, 'null']),
      field('when', [logical('long', 'timestamp-micros'), 'null']),
      field('pay', [
        {
          type: 'fixed',
          name: 'fixed',
          namespace: 'topLevelRecord.pay',
          size: 5,
          logicalType: 'decimal',
          precision: 10,
          scale: 2,
        },
        'null',
      ]),
    ]);
    const row = {
      id: { int: 1 },
      address: { 'topLevelRecord.address': { city: { string: 'Rio' } } },
      tags: { array: [{ string: 'a' }, null] },
      when: { long: 1_636_253_322_000_000 },
      pay: { 'topLevelRecord.pay.fixed': Buffer.from([0, 0, 0, 0x30, 0x39]) },
    };
    const meta = { 'org.apache.spark.version': '3.5.1' };
    const { rows } = await loaded(
      fileOf(schema, [row], { meta }),
      'id int, address jsonb, tags jsonb, "when" timestamptz, pay numeric(10,2)',
    );
    expect(rows).toEqual([
      { id: '1', address: '{"city": "Rio"}', tags: '["a", null]', when: '2021-11-07 02:48:42+00', pay: '123.45' },
    ]);
  });

  it('Kafka Connect: names and defaults of its own beside the types', async () => {
    const schema = record(
      'Value',
      [
        { ...field('id', { type: 'int', 'connect.version': 1, 'connect.name': 'id' }), default: 0 },
        field('price', {
          type: 'bytes',
          logicalType: 'decimal',
          scale: 2,
          precision: 64,
          'connect.name': 'org.apache.kafka.connect.data.Decimal',
          'connect.parameters': { scale: '2' },
        }),
        field('day', {
          type: 'int',
          logicalType: 'date',
          'connect.name': 'org.apache.kafka.connect.data.Date',
        }),
        {
          ...field('at', [
            'null',
            { ...logical('long', 'timestamp-millis'), 'connect.name': 'org.apache.kafka.connect.data.Timestamp' },
          ]),
          default: null,
        },
      ],
      { namespace: 'server1.hr', 'connect.name': 'server1.hr.Value' },
    );
    const row = { id: 7, price: Buffer.from([0x01, 0x2c]), day: 18_262, at: { long: 1_577_836_800_123 } };
    const { rows } = await loaded(fileOf(schema, [row]), 'id int, price numeric, day date, at timestamptz');
    expect(rows).toEqual([{ id: '7', price: '3.00', day: '2020-01-01', at: '2020-01-01 00:00:00.123+00' }]);
  });

  it('Java: strings with a class of their own, and blocks of many records', async () => {
    const string = { type: 'string', 'avro.java.string': 'String' };
    const schema = record('Person', [field('id', 'int'), field('name', ['null', string])], {
      namespace: 'com.example',
    });
    const type = avro.Type.forSchema(schema, { wrapUnions: 'always' });
    const all = Array.from({ length: 3000 }, (_, id) => ({ id, name: id % 3 === 0 ? null : { string: `n${id}` } }));
    const parts = [all.slice(0, 2500), all.slice(2500)];
    const blocks = parts.map((part) => ({
      count: part.length,
      bytes: deflateRawSync(Buffer.concat(part.map((one) => type.toBuffer(one)))),
    }));
    const { rows } = await loaded(container({ schema, codec: 'deflate', blocks }), 'id int, name text');
    expect(rows).toHaveLength(3000);
    expect(rows.slice(0, 2)).toEqual([
      { id: '0', name: null },
      { id: '1', name: 'n1' },
    ]);
  });

  it('Glue: time stamps as strings; what is no date is a reject with its field', async () => {
    const schema = record('topLevelRecord', [field('id', ['int', 'null']), field('datetime', ['string', 'null'])]);
    const rows = ['2021-11-07 02:48:42.0', 'yesterday', null].map((text, index) => ({
      id: { int: index + 1 },
      datetime: text === null ? null : { string: text },
    }));
    const found = await loaded(fileOf(schema, rows), 'id int, datetime timestamp');
    expect(found).toEqual({
      rows: [
        { id: '1', datetime: '2021-11-07 02:48:42' },
        { id: '3', datetime: null },
      ],
      rejects: ['2: type.timestamp datetime=yesterday'],
    });
  });

  it('no records at all', async () => {
    expect(await loaded(container({ schema: people(''), blocks: [] }), 'id int, name text')).toEqual({
      rows: [],
      rejects: [],
    });
  });

  const snappy = (bytes: Buffer): Buffer => {
    const packed = packSnappy(bytes, 4);
    packed.writeUInt32BE(crc32(bytes), packed.length - 4);
    return packed;
  };
  // Two records, packed by Python's bz2 and lzma.
  const plain = Buffer.from('00020006416e61000402', 'hex');
  it.each<[codec: string, pack: (bytes: Buffer) => Buffer]>([
    ['null', (bytes) => bytes],
    ['deflate', (bytes) => deflateRawSync(bytes)],
    ['zstandard', (bytes) => zstdCompressSync(bytes)],
    ['snappy', snappy],
    ['bzip2', () => Buffer.from('QlpoOTFBWSZTWb/QdB0AAABFAFUAIAAgASAAIhgCGAECXu3C7kinChIX+g6DoA==', 'base64')],
    [
      'xz',
      () =>
        Buffer.from(
          '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAJAAIABkFuYQAEAgAAAAzL7J6W5K2XAAEiChUa4WcftvN9AQAAAAAEWVo=',
          'base64',
        ),
    ],
  ])('packed by %s', async (codec, pack) => {
    const type = avro.Type.forSchema(people('spark'), { wrapUnions: 'always' });
    const bytes = Buffer.concat(records.map((one) => type.toBuffer(one)));
    expect(bytes).toEqual(plain);
    const file = container({ schema: people('spark'), codec, blocks: [{ count: 2, bytes: pack(bytes) }] });
    expect((await loaded(file, 'id int, name text')).rows).toEqual(wanted);
  });
});

const faultOf = async (bytes: Buffer): Promise<string> => {
  try {
    await loaded(bytes, 'id int');
  } catch (error) {
    if (isFault(error)) return `${error.fault.code}: ${error.fault.sentence}`;
    throw error;
  }
  return 'none';
};

describe('what cannot be read is told, and no row of it goes in', () => {
  const schema = record('R', [field('id', 'int')]);
  const block = (bytes: Buffer, count = 1) => [{ count, bytes }];
  it.each<[what: string, bytes: () => Buffer, words: RegExp]>([
    [
      'a codec that nobody knows',
      () => container({ schema, codec: 'lzo', blocks: block(Buffer.from([2])) }),
      /its codec lzo is not read; deflate, .* bzip2 and xz are/,
    ],
    [
      'a bomb of bzip2',
      // 40 MiB of zeros.
      () =>
        container({
          schema,
          codec: 'bzip2',
          blocks: block(Buffer.from('QlpoOTFBWSZTWVfG138BQUFAgMAAAAEACCAAMMwFKaZAkCbFAkCeLuSKcKEgr42u/g==', 'base64')),
        }),
      /a block of bzip2 is larger than it may be/,
    ],
    [
      'what is no bzip2',
      () => container({ schema, codec: 'bzip2', blocks: block(Buffer.from('BZh9 is not enough')) }),
      /a block cannot be unpacked/,
    ],
    [
      'what is no xz',
      () => container({ schema, codec: 'xz', blocks: block(Buffer.alloc(64, 1)) }),
      /a block cannot be unpacked/,
    ],
    [
      'a block of 2^62 records',
      () => {
        const file = container({ schema, blocks: block(Buffer.from([2])) });
        const count = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
        return Buffer.concat([file.subarray(0, -18 - 1), count, file.subarray(-18)]);
      },
      /is not an AVRO file/,
    ],
    [
      'a block of negative length',
      () => Buffer.concat([container({ schema, blocks: [] }), Buffer.from([2, 3]), SYNC]),
      /is not an AVRO file/,
    ],
    [
      'another marker behind a block',
      () => Buffer.concat([container({ schema, blocks: block(Buffer.from([2])) }).subarray(0, -1), Buffer.from([0])]),
      /a block does not end where it should/,
    ],
    [
      'a schema that is nested 10,000 deep',
      () => {
        const deep = `${'{"type":"array","items":'.repeat(10_000)}"int"${'}'.repeat(10_000)}`;
        const nested = `{"type":"record","name":"R","fields":[{"name":"id","type":${deep}}]}`;
        return container({ schema: nested, blocks: [] });
      },
      /its schema is nested too deeply/,
    ],
    [
      'a name that the schema does not tell',
      () => container({ schema: record('R', [field('id', 'Nobody')]), blocks: [] }),
      /does not say what Nobody is/,
    ],
  ])('%s', async (_, bytes, words) => {
    const found = await faultOf(bytes());
    expect(found).toMatch(/^avro\.invalid: /);
    expect(found).toMatch(words);
  });
});

describe('by Python', () => {
  const program = '/usr/bin/python3';
  const isThere = ((): boolean => {
    try {
      execFileSync(program, ['-c', 'import avro.datafile'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  if (!isThere) console.info('python3-avro is not installed: what it writes is left out.');
  const script = `
import sys, json, decimal, datetime, uuid
import avro.schema, avro.datafile, avro.io
schema = avro.schema.parse(json.dumps({"type": "record", "name": "R", "fields": [
  {"name": "id", "type": "int"},
  {"name": "pay", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
  {"name": "day", "type": {"type": "int", "logicalType": "date"}},
  {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
  {"name": "key", "type": {"type": "string", "logicalType": "uuid"}},
  {"name": "note", "type": ["null", "string"]}]}))
with avro.datafile.DataFileWriter(open(sys.argv[1], "wb"), avro.io.DatumWriter(), schema, codec=sys.argv[2]) as out:
  for i in range(1, 2001):
    out.append({"id": i, "pay": decimal.Decimal(i) / 100, "day": datetime.date(2021, 1, 1) + datetime.timedelta(i),
      "at": None if i % 5 == 0 else datetime.datetime(2021, 1, 1, 0, 0, i % 60, i, tzinfo=datetime.timezone.utc),
      "key": str(uuid.UUID(int=i)), "note": None if i % 7 == 0 else "é" * (i % 4)})
`;
  it.skipIf(!isThere).each(['null', 'deflate', 'bzip2'])('packed by %s', async (codec) => {
    await withFolder(async (folder) => {
      const path = join(folder, 'by-python.avro');
      execFileSync(program, ['-c', script, path, codec]);
      const { rows, rejects } = await loaded(
        readFileSync(path),
        'id int, pay numeric, day date, at timestamptz, key uuid, note text',
      );
      expect([rows.length, rejects]).toEqual([2000, []]);
      expect(rows[0]).toEqual({
        id: '1',
        pay: '0.01',
        day: '2021-01-02',
        at: '2021-01-01 00:00:01.000001+00',
        key: '00000000-0000-0000-0000-000000000001',
        note: 'é',
      });
    });
  });
});

const glue = join(import.meta.dirname, '../../../../shared/data/challenge/glue-avro');
it.skipIf(!existsSync(glue))('files of the original solution load into the tables that they were made of', async () => {
  const tables: Record<string, string> = {
    departments: 'id int primary key, department text',
    jobs: 'id int primary key, job text',
    employees: 'id int, name text, datetime timestamp, department_id int, job_id int',
  };
  await withSchema(async ({ login, client }) => {
    for (const name of readdirSync(glue).filter((one) => one.endsWith('.avro'))) {
      const table = name.split('_')[0] ?? '';
      const path = join(glue, name);
      const { dialect, names } = await detect(path);
      await client.query(`create table ${table} (${tables[table]})`);
      const outcome = await load(login, { table, path, dialect, columns: names });
      expect([table, outcome.fault, outcome.kept.told.length]).toEqual([table, null, 0]);
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`);
      expect(countsOf(outcome)).toMatchObject({ inserted: Number(rows[0]?.count) });
    }
  });
});
if (!existsSync(glue)) console.info('The AVRO files of the challenge are not here: one test is left out.');
