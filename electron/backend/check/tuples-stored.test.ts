import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { expect, test } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { dictionaryOf } from '#shared/rule.ts';
import { quoteIdentifier } from '#backend/postgres/identifiers.ts';
import { readTable } from '#backend/postgres/read-table.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { type CheckPlan, makeCheckPlan } from './check-plan.ts';
import { checkText, reasonsOf, shownRows, shownStage } from './test-plans.ts';

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);

async function copyInto(client: Client, target: string, tuples: Buffer): Promise<void> {
  await pipeline(
    Readable.from([Buffer.concat([header, tuples, trailer])]),
    client.query(copyFrom(`copy ${target} from stdin (format binary)`)),
  );
}

async function planFor(client: Client, schema: string, fields: readonly string[]): Promise<CheckPlan> {
  const table = (await readTable(client, { schema, table: 'things' }))!;
  const match = fields.map((column, field) => ({ column, field }));
  return makeCheckPlan({ dictionary: dictionaryOf(table), table, match, width: fields.length, dialect: plainDialect });
}

const createThings = `
  create type mood as enum ('sad', 'so so', 'happy');
  create domain percent as numeric(5,2) check (value <= 100);
  create table things (
    gone int, i2 smallint, i4 int primary key, i8 bigint, f4 real, f8 float8, n numeric(8,3), ok boolean, t text not null,
    v varchar(5), c char(4), d date, ts timestamp(3), tz timestamptz, u uuid, j json, jb jsonb, m mood, p percent,
    twice int generated always as (i4 * 2) stored);
  alter table things drop column gone`;

const names = 'i2,i4,i8,f4,f8,n,ok,t,v,c,d,ts,tz,u,j,jb,m,p'.split(',');
const values = [
  [
    '-1,1,9007199254740993,1.1,1e23,12345.6785,yes,"a ""b""",héllo,é,2021-05-17,2021-05-17T09:00:00.1235,2021-05-17T09:00:00+02,',
  ],
  ['{A0EEBC999C0B4EF8BB6D6BB9BD380A11},"{""a"":1}","{""b"": [1, 2]}",so so,99.995\n'],
  [',+02,,,,,,"",,,,,,,,,,\n'],
  [
    ' 32767 ,3, -9223372036854775808,-inf,nan,-0.0005,0,語🙂,"abcde   ",abcd,infinity,4713-01-01 BC,1999-12-31 23:59:60Z,,null,[],happy,0\n',
  ],
];

test('rows of every type are stored by the server as they were shown', async () => {
  await withSchema(async ({ client, schema }) => {
    await client.query(createThings);
    const plan = await planFor(client, schema, names);
    expect(plan.direct).toBe(true);
    const { tuples, rows, rejects } = await checkText(values.flat().join(''), plan);
    expect(reasonsOf(rejects)).toEqual([]);
    const columns = plan.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    await copyInto(client, `things (${columns})`, tuples);
    const stored = await client.query<(string | null)[]>({
      text: `select ${columns} from things order by i4`,
      rowMode: 'array',
    });
    expect(rows).toHaveLength(3);
    expect(stored.rows).toEqual(shownRows(rows, plan));
  });
});

test('located rows fill a staging table of the staged types, from which the server makes the same values', async () => {
  await withSchema(async ({ client, schema }) => {
    await client.query(`${createThings}; alter table things add column ip inet, add column tags text[]`);
    const plan = await planFor(client, schema, [...names, 'ip', 'tags']);
    expect(plan.direct).toBe(false);
    const text = values.flat().join('').replaceAll('\n', ',10.0.0.1/32,"{a,b}"\n');
    const { tuples, rows, rejects } = await checkText(text, plan, { locate: true });
    expect(reasonsOf(rejects)).toEqual([]);
    const columns = plan.columns.map(
      ({ name, stagedType }) => `${quoteIdentifier(name)} ${quoteIdentifier(stagedType)}`,
    );
    await client.query(
      `create temp table stage (record int8, byte_offset int8, byte_length int4, ${columns.join(', ')})`,
    );
    await copyInto(client, 'stage', tuples);
    const casts = plan.columns.map(({ name, column }) => `${quoteIdentifier(name)}::${column!.typeName}`);
    const stored = await client.query<(string | null)[]>({
      text: `select ${casts.join(', ')} from stage order by record`,
      rowMode: 'array',
    });
    const shown = shownStage(rows, plan);
    const addresses = plan.columns.findIndex(({ name }) => name === 'ip');
    // The server's own spelling, since this type is not known here.
    expect(shown.map((row) => row.with(addresses, '10.0.0.1'))).toEqual(stored.rows);
    const places = await client.query<Record<string, string>>(
      'select record, byte_offset, byte_length from stage order by record',
    );
    const lengths = text.split(/(?<=\n)/).map((line) => Buffer.byteLength(line));
    expect(places.rows).toEqual(
      lengths.map((length, at) => ({
        record: String(at + 1),
        byte_offset: String(lengths.slice(0, at).reduce((sum, one) => sum + one, 0)),
        byte_length: String(length),
      })),
    );
  });
});
