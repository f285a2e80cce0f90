import { expect, test } from 'vitest';
import { verifyAgainst, verifyBackup } from './verify-backup.ts';
import { type BackupScene, restore, restoreOne, withBackups, withOpenBackup } from './test-backup.ts';
import type { WrittenBackup } from './write-backup.ts';

/** Values of each type, as literals; a NULL is added. */
const values: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  smallint: ['0', '-1', '32767', '-32768'],
  integer: ['0', '63', '64', '-64', '-65', '2147483647', '-2147483648'],
  bigint: ['0', '4503599627370496', '-4503599627370497', '9223372036854775807', '-9223372036854775808'],
  real: ['0', '-0', 'NaN', 'Infinity', '-Infinity', '3.4028235e38', '1e-45', '0.1'],
  'double precision': ['0', '-0', 'NaN', 'Infinity', '-Infinity', '1.7976931348623157e308', '5e-324', '0.1'],
  numeric: ['0', '0.000', '-1.50', '1e200', '1e-200', 'NaN', 'Infinity', '-Infinity', '99999999.99999999'],
  'numeric(10,2)': ['0', '-0.01', '99999999.99', '-99999999.99', 'NaN', '12.30', '10000', '0.10'],
  'numeric(38,10)': ['1', '-1234567890123456789012345678.0123456789', '0.0000000001'],
  'numeric(5,-2)': ['1234500', '-100'],
  'numeric(2,4)': ['0.0012', '-0.0099'],
  text: ['', 'a', 'ä𝄞\n"', 'x'.repeat(300)],
  'character varying(10)': ['', 'abc'],
  'character(5)': ['', 'ab', 'abcde'],
  name: ['a_name'],
  '"char"': ['a', ''],
  bytea: ['', '\\x00ff80'],
  uuid: ['00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  json: ['{"a":  1, "a": 2}', '[1e400]', 'null'],
  jsonb: ['{"a": 1, "b": [null, "ä"]}', '1e400'],
  jsonpath: ['$.a[*] ? (@ > 1)'],
  date: [
    '0001-01-01',
    '9999-12-31',
    '10000-01-01',
    '0044-03-15 BC',
    'infinity',
    '-infinity',
    '5874897-12-31',
    '4714-11-24 BC',
  ],
  timestamp: [
    '2021-11-07 02:48:42.123456',
    '0001-01-01',
    '9999-12-31 23:59:59.999999',
    '10000-01-01',
    'infinity',
    '-infinity',
    '4714-11-24 BC',
    '294276-12-31 23:59:59.999999',
    '2300-01-01 00:00:00.000001',
    '1600-01-01 00:00:00.000001',
  ],
  'timestamp with time zone': [
    '2021-11-07 02:48:42.5+05:30',
    '0001-01-01 BC',
    'infinity',
    '-infinity',
    '1969-12-31 23:59:59.999999+00',
  ],
  'timestamp(3) without time zone': ['2021-11-07 02:48:42.125'],
  time: ['00:00:00', '23:59:59.999999', '24:00:00'],
  'time with time zone': ['00:00:00+15:59:59', '24:00:00-15:59', '04:05:06.000001-00:00:01'],
  interval: ['0', '-1 years 2 months -3 days 04:05:06.000007', '178000000 years', '-2147483648 days'],
  money: ['0', '-1.23', '92233720368547758.07'],
  oid: ['0', '4294967295', '2147483648'],
  xid: ['4294967295'],
  inet: ['192.168.0.1', '10.0.0.0/8', '2001:db8::1/64', '::ffff:1.2.3.4'],
  cidr: ['10.0.0.0/8', '2001:db8::/32'],
  macaddr: ['08:00:2b:01:02:03'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  'bit(5)': ['10101'],
  'bit varying': ['', '1', '101010101'],
  point: ['(1.5,-0)', '(NaN,Infinity)'],
  line: ['{1,2,3}'],
  lseg: ['[(0,0),(1,1)]'],
  box: ['(1,1),(0,0)'],
  path: ['((0,0),(1,1))', '[(0,0),(1,1)]'],
  polygon: ['((0,0),(1,1),(2,0))'],
  circle: ['<(0,0),1.5>'],
  tsvector: [`'fat':2A 'rat':3`, ''],
  tsquery: [`'fat' & !'rat'`],
  pg_lsn: ['16/B374D848'],
  xid8: ['18446744073709551615'],
  regclass: ['pg_class'],
  'integer[]': ['{}', '{1,NULL,3}', '{{1,2},{3,NULL}}', '[0:1]={5,6}', '[-2:-1][3:4]={{1,2},{3,4}}'],
  'text[]': ['{"",NULL,"a,b"}'],
  'timestamp[]': ['{infinity,"0044-03-15 BC"}'],
  'numeric(10,2)[]': ['{1.50,NaN}'],
  'time[]': ['{24:00}'],
  'inet[]': ['{10.0.0.0/8}'],
  int4range: ['empty', '[1,5)', '(,)', '[3,)', '(,7)'],
  numrange: ['(1.50,2.0]', '[NaN,NaN]'],
  tstzrange: ['[2021-01-01 00:00+00,infinity)', '(-infinity,)'],
  daterange: ['[2021-01-01,infinity]'],
  int8multirange: ['{}', '{[1,3),[5,)}'],
  datemultirange: ['{[2021-01-01,2021-02-01)}'],
  'int4range[]': ['{"[1,5)",empty,NULL}'],
  'jsonb[]': ['{"{\\"a\\": 1}"}'],
};

const quote = (text: string): string => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

test('each value of each type comes back as it was, and so do its tuples', () =>
  withBackups(async (scene) => {
    const { client, session } = scene;
    const types = Object.entries(values);
    const name = (index: number): string => `t${index}`;
    await client.query('begin');
    for (const [index, [type, texts]] of types.entries()) {
      const rows = [...texts.map(quote), 'null'].map((value) => `(${value}::${type})`);
      await client.query(`create table ${name(index)} (n serial, v ${type}); create table was${index} (n int, v ${type});
        insert into ${name(index)} (v) values ${rows.join(', ')}; insert into was${index} table ${name(index)}`);
    }
    await client.query('commit');
    const written = await scene.backUpAll(types.map((_, index) => name(index)));
    await client.query(`truncate ${types.map((_, index) => name(index)).join(', ')}`);
    const outcomes = await restore(scene, written);
    expect(outcomes.flatMap(({ fault }) => fault ?? [])).toEqual([]);
    await expectSameTable(
      scene,
      written,
      types.map(([type]) => type),
    );
    for (const [index, [type]] of types.entries()) {
      const stored = async (table: string): Promise<unknown> =>
        (await session.query(`select n, v::text, pg_column_size(v) from "${scene.schema}".${table} order by n`)).rows;
      expect({ type, rows: await stored(name(index)) }).toEqual({ type, rows: await stored(`was${index}`) });
    }
  }));

/** Each backup is whole, and the table that is there has the same rows. */
async function expectSameTable(
  { session }: BackupScene,
  written: readonly WrittenBackup[],
  what: readonly string[],
): Promise<void> {
  const wrong: string[] = [];
  for (const [index, { path }] of written.entries()) {
    const problem = await withOpenBackup(path, async (backup) => {
      await verifyBackup(backup);
      await verifyAgainst(backup, session);
    }).catch(String);
    if (problem !== undefined) wrong.push(`${what[index]}: ${problem}`);
  }
  expect(wrong).toEqual([]);
}

test('types that somebody made come back: enums, domains, composites, ranges, and arrays of them', () =>
  withBackups(async (scene) => {
    const { client, session } = scene;
    await client.query(`
      create type mood as enum ('sad', 'o''k', 'happy');
      create domain positive as int check (value > 0);
      create domain moods as mood[];
      create type pair as (a int, "B c" text);
      create type money_range as range (subtype = numeric);
      create table t (
        m mood, ms mood[], p positive, ps positive[], dm moods, c pair, cs pair[], r money_range, rs money_range[],
        i information_schema.cardinal_number[], e int generated always as (p * 2) stored, id int generated always as identity);
      insert into t values
        ('happy', '{sad,NULL,"o''k"}', 3, '{1,2}', '{{happy},{sad}}', '(1,"a,b")', '{"(1,x)",NULL}', '[1.50,2)', '{empty,"(,3]"}', '{1}'),
        (null, null, null, null, null, null, null, null, null, null),
        ('sad', '{}', 1, '[0:0]={9}', '{}', '(,)', '{}', '(,)', '{}', '{}')`);
    const [written] = await scene.backUpAll(['t']);
    await expectSameTable(scene, [written!], ['t']);
    await client.query('truncate t');
    await restoreOne(scene, written!);
    await expectSameTable(scene, [written!], ['t']);
    // Columns that need a cast, by the name of what they are cast to.
    const casts = Object.fromEntries(written!.manifest.columns.map(({ name, cast }) => [name, cast]));
    expect(casts).toEqual({
      m: null,
      ms: 'text[]',
      p: null,
      ps: 'integer[]',
      dm: 'text[]',
      c: 'text',
      cs: 'text[]',
      r: null,
      rs: 'text[]',
      i: 'integer[]',
      e: null,
      id: null,
    });
    await session.query(`update "${scene.schema}".t set p = 4 where p = 3`);
    await withOpenBackup(written!.path, (backup) =>
      expect(verifyAgainst(backup, session)).rejects.toThrow('as many rows, but not the same'),
    );
  }));

test('odd names, dropped columns, no columns, no rows, partitions and children', () =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`
      create table "o/dd ""name" ("a b" int, "a_b" int, "a-b" text, "1" int, "ä" int, gone int, sluice_special_values date);
      alter table "o/dd ""name" drop column gone;
      insert into "o/dd ""name" values (1, 2, 'x', 3, 4, 'infinity');
      create table nothing (); insert into nothing default values; insert into nothing default values;
      create table empty (a int, b date);
      create table parted (a int) partition by range (a);
      create table part1 partition of parted for values from (0) to (10);
      create table part2 partition of parted for values from (10) to (20);
      insert into parted select generate_series(0, 19);
      create table parent (a int); create table child (b int) inherits (parent);
      insert into parent values (1); insert into child values (2, 3)`);
    const names = ['o/dd "name', 'nothing', 'empty', 'parted', 'parent'];
    const written = await scene.backUpAll(names);
    expect(written.map(({ manifest }) => manifest.rows)).toEqual([1, 2, 0, 20, 1]);
    expect(written[0]!.path).toMatch(/o_dd _name_backup_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.avro$/);
    expect(written[0]!.manifest.columns.map(({ field }) => field)).toEqual([
      'a_b_2',
      'a_b',
      'a_b_3',
      '_1',
      '_',
      'sluice_special_values',
    ]);
    await expectSameTable(scene, written, names);
    await client.query('truncate "o/dd ""name"; truncate nothing; truncate parted; truncate only parent');
    for (const one of written) await restoreOne(scene, one);
    await expectSameTable(scene, written, names);
  }));

test.for(['deflate', 'zstandard', 'snappy', 'null'] as const)('many rows go through %s and come back', (codec) =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`create table t as select i as id, md5(i::text) as hash, repeat('ab', i % 50) as text,
      timestamptz '2021-11-07 02:48:42.5+00' + i * interval '1.000001 s' as at, i % 7 = 0 as flag from generate_series(1, 20000) i;
      insert into t values (0, repeat('long', 300000), null, 'infinity', null)`);
    const [written] = await scene.backUpAll(['t'], codec);
    expect(written!.manifest).toMatchObject({ rows: 20_001, file: { codec } });
    await expectSameTable(scene, [written!], ['t']);
    await client.query('truncate t');
    await restoreOne(scene, written!);
    await expectSameTable(scene, [written!], ['t']);
  }),
);
