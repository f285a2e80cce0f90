import { expect, test } from 'vitest';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { check, load } from './test-load.ts';

const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

async function valuesOf({ client }: TestSchema, sql: string): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(sql);
  return rows.map(({ value }) => value);
}

test('JSON that the server takes goes in directly; what it refuses is told with its place in the row', () =>
  withSchema(async (schema) => {
    await schema.client.query('create table t (id int primary key, j jsonb)');
    const good = await load(schema.login, { table: 't', text: lines('1,"{""a"": 1}"', '2,'), columns: ['id', 'j'] });
    expect(good).toMatchObject({ state: 'loaded', path: 'direct' });
    // Only the server knows that a number has no room in jsonb.
    const text = lines('3,"{""a"": 1e999999999}"', '4,"[1]"', 'x,"[1e999999999]"', '4,"[2]"');
    const checked = await check(schema.login, { table: 't', text, columns: ['id', 'j'] });
    const loaded = await load(schema.login, { table: 't', text, columns: ['id', 'j'] });
    expect(loaded.path).toBe('staged');
    expect(loaded.kept.told).toEqual([
      '1: type.json j={"a": 1e999999999}',
      '3: type.integer id=x, type.json j=[1e999999999]',
      '4: duplicate.inFile id=4',
    ]);
    expect(checked.kept.rows).toEqual(loaded.kept.rows);
    expect(loaded.columns).toMatchObject([
      { column: 'id', valid: 2, empty: 0, wrong: 2 },
      { column: 'j', valid: 2, empty: 0, wrong: 2 },
    ]);
    expect(await valuesOf(schema, 'select j::text as value from t order by id')).toEqual(['{"a": 1}', null, '[1]']);
  }));

test('types without a file of their own are judged by the server, lengths included', () =>
  withSchema(async (schema) => {
    await schema.client.query(`
      create type mood as enum ('ok', 'so so');
      create type pair as (a int, b int);
      create table t (id int primary key, addr inet, bits bit(3), span interval, list int[], m mood, p pair, x xml,
        "Odd name" varbit(2), single "char")`);
    const columns = ['id', 'addr', 'bits', 'span', 'list', 'm', 'p', 'x', 'Odd name', 'single'];
    const good = '1,10.0.0.1,101,1 day,"{1,2}",so so,"(1,2)",<a/>,10,z';
    const text = lines(
      good,
      '2,10.0.0.300,1010,one day,"{1,x}",sad,"(1)",<a>,101,z',
      '3,,,,,,,,,',
      '4,::1,10,P1D,{},ok,"(,)",text,1,',
    );
    const checked = await check(schema.login, { table: 't', text, columns });
    const loaded = await load(schema.login, { table: 't', text, columns });
    expect(loaded.fault).toBeNull();
    expect(checked.kept.rows).toEqual(loaded.kept.rows);
    expect(
      loaded.kept.rows.map(({ record, errors }) => [record, errors.map(({ code, column }) => `${code} ${column}`)]),
    ).toEqual([
      [
        2,
        [
          'type.other addr',
          'type.other bits',
          'type.other span',
          'type.other list',
          'type.other p',
          'type.other x',
          'type.other Odd name',
          'oneOf m',
        ],
      ],
      [4, ['type.other bits']],
    ]);
    expect(loaded.kept.rows[0]?.errors[1]?.sentence).toBe(
      'bits was refused by the server: bit string length 4 does not match type bit(3)',
    );
    expect(await valuesOf(schema, 'select t::text as value from t order by id')).toEqual([
      '(1,10.0.0.1,101,"1 day","{1,2}","so so","(1,2)",<a/>,10,z)',
      '(3,,,,,,,,,)',
    ]);
  }));

test('a type whose own check raises is asked value by value', () =>
  withSchema(async (schema) => {
    await schema.client.query(`
      create function is_inside(value inet) returns bool language plpgsql as $$
        begin if family(value) = 6 then raise exception 'no version 6 here'; end if; return true; end $$;
      create domain inside as inet check (${schema.schema}.is_inside(value));
      create table t (id int primary key, a inside)`);
    const text = lines('1,10.0.0.1', '2,::1', '3,x', 'y,::2');
    const loaded = await load(schema.login, { table: 't', text, columns: ['id', 'a'] });
    expect(loaded.fault).toBeNull();
    expect(loaded.kept.rows.map(({ record, errors }) => [record, errors.map(({ sentence }) => sentence)])).toEqual([
      [2, ['a was refused by the server: no version 6 here']],
      [3, ['a was refused by the server: invalid input syntax for type inet: "x"']],
      [
        4,
        ['id takes a whole number from -2147483648 to 2147483647.', 'a was refused by the server: no version 6 here'],
      ],
    ]);
  }));

test('keys of types that only the server compares are judged by it', () =>
  withSchema(async (schema) => {
    await schema.client.query(`
      create table p (a inet primary key); insert into p values ('10.0.0.1');
      create table t (n numeric unique, a inet unique references p, c char(4) unique); insert into t values (1.50, null, 'ab')`);
    const text = lines('1.5,10.0.0.1,x', '2,10.0.0.1/32,y', '3,10.0.0.2,z', '2.00,,ab', '4,,x   ');
    const loaded = await load(schema.login, { table: 't', text, columns: ['n', 'a', 'c'] });
    expect(loaded.fault).toBeNull();
    expect(loaded.kept.told).toEqual([
      '1: duplicate.inTable n=1.5',
      '3: reference.missing a=10.0.0.2',
      '4: duplicate.inFile n=2.00, duplicate.inTable c=ab',
    ]);
  }));

test.each([
  { path: 'direct', more: '' },
  { path: 'staged', more: ', check (id > 0)' },
])('original bytes come back from behind a byte order mark, a header and every line end: $path', ({ path, more }) =>
  withSchema(async (schema) => {
    await schema.client.query(`create table t (id int primary key, a text ${more}); insert into t values (2, 'there')`);
    const text = '\ufeffid,a\r\n1,one\r\n2,"tw\r\no"\r\n3,"thr""ee"\r3,"ü, again"\n4,x,y\n2,z';
    const loaded = await load(schema.login, { table: 't', text, columns: ['id', 'a'], dialect: { header: true } });
    expect(loaded.path).toBe(path);
    expect(loaded.kept.rows.map(({ record, byteOffset, bytes }) => [record, byteOffset, bytes.toString()])).toEqual([
      [2, 16, '2,"tw\r\no"\r\n'],
      [4, 39, '3,"ü, again"\n'],
      [5, 53, '4,x,y\n'],
      [6, 59, '2,z'],
    ]);
    expect(loaded.kept.told).toEqual([
      '2: duplicate.inTable id=2',
      '4: duplicate.inFile id=3',
      '5: fields.tooMany row=',
      '6: duplicate.inTable id=2',
    ]);
    expect(await valuesOf(schema, 'select a as value from t order by id')).toEqual(['one', 'there', 'thr"ee']);
  }),
);

test('text in a column that a dictionary calls a date must be a date, and is stored as it came', () =>
  withSchema(async (schema) => {
    await schema.client.query('create table t (id int primary key, day text)');
    const dictionaries = [
      {
        table: 't',
        columns: [
          { name: 'id', type: 'int4', required: true, notEmpty: false, rules: [] },
          { name: 'day', type: 'date', required: true, notEmpty: false, rules: [] },
        ],
        primaryKey: ['id'],
        uniqueKeys: [],
        references: [],
        origin: 'person' as const,
      },
    ];
    const file = { table: 't', text: lines('1,2021-05-17', '2,later'), columns: ['id', 'day'], dictionaries };
    const loaded = await load(schema.login, file);
    expect(loaded.kept.told).toEqual(['2: type.date day=later']);
    expect(await valuesOf(schema, 'select day as value from t')).toEqual(['2021-05-17']);
  }));
