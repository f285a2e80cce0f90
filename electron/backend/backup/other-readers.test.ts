import { execFileSync, spawnSync } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { edgeValues, quote } from './test-values.ts';
import { type BackupScene, withBackups, withOpenBackup } from './test-backup.ts';

/** Debian's, which has the packages of Debian; another may come first in the path. */
const PYTHON = '/usr/bin/python3';
const script = join(import.meta.dirname, 'test-other-readers.py');

const runs = (command: string, args: readonly string[]): boolean => {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' });
  return error === undefined && (args.length === 0 || status === 0);
};
const hasPython = runs(PYTHON, ['-c', 'import avro.datafile']);
const hasAvrocat = hasPython && runs('avrocat', []);

/** What avrocat prints otherwise than it is: no JSON says what the first are, and it cuts bytes off at a zero among them. */
const notPrinted: Readonly<Record<string, readonly string[]>> = {
  real: ['NaN', 'Infinity', '-Infinity'],
  'double precision': ['NaN', 'Infinity', '-Infinity'],
  bytea: ['\\x00ff80'],
  '"char"': [''],
  'numeric(38,10)': ['1'],
};

/** What each value must be for a reader, in SQL: as test-other-readers.py prints it. */
function expectedSql(type: string, name: string): string {
  const items = `coalesce((select json_agg(item::text order by place) from unnest(${name}) with ordinality u (item, place)), '[]')`;
  const micros = `trunc(extract(epoch from ${name}) * 1000000)`;
  if (type === 'int4range[]')
    return `(select json_agg(case when item is not null then ${rangeSql('item')} end order by place) from unnest(${name}) with ordinality u (item, place))`;
  if (type.endsWith('[]')) return items;
  if (type.endsWith('multirange'))
    return `coalesce((select json_agg(${rangeSql('item')}) from unnest(${name}) item), '[]')`;
  if (type.endsWith('range')) return rangeSql(name);
  const scale = /^numeric\(\d+,(\d+)\)$/.exec(type)?.[1];
  if (scale !== undefined && type !== 'numeric(2,4)') return `to_json(trunc(${name} * 10::numeric ^ ${scale})::text)`;
  switch (type) {
    case 'real':
      return `to_json(encode(float4send(${name}), 'hex'))`;
    case 'double precision':
      return `to_json(encode(float8send(${name}), 'hex'))`;
    case 'money':
      return `to_json(trunc(${name}::numeric * 100)::text)`;
    case '"char"':
      return `to_json(encode(charsend(${name}), 'hex'))`;
    case 'bytea':
      return `to_json(encode(${name}, 'hex'))`;
    case 'character(5)':
      return `to_json(convert_from(bpcharsend(${name}), 'utf8'))`;
    case 'date':
      return `case when isfinite(${name}) then to_json((${name} - date '1970-01-01')::text) end`;
    case 'time':
      return `to_json(${micros}::text)`;
    case 'timestamp':
    case 'timestamp with time zone':
    case 'timestamp(3) without time zone':
      return `case when isfinite(${name}) then to_json(${micros}::text) end`;
    case 'interval':
      return `null::json`;
    case 'time with time zone':
      return `null::json`;
    default:
      return `to_json(${name}::text)`;
  }
}

const rangeSql = (
  name: string,
): string => `json_build_object('empty', isempty(${name})::text, 'lower', lower(${name})::text,
  'lowerInclusive', lower_inc(${name})::text, 'upper', upper(${name})::text, 'upperInclusive', upper_inc(${name})::text)`;

/** Read beside the value, since SQL has no short way to say it: months, days and microseconds; a time with all its parts. */
const writtenOut: Readonly<Record<string, readonly unknown[]>> = {
  interval: [
    { months: '0', days: '0', microseconds: '0' },
    { months: '-10', days: '-3', microseconds: '14706000007' },
    { months: '2136000000', days: '0', microseconds: '0' },
    { months: '0', days: '-2147483648', microseconds: '0' },
  ],
  'time with time zone': ['00:00:00+15:59:59', '24:00:00-15:59', '04:05:06.000001-00:00:01'],
};

const recordSchema = z.record(z.string(), z.unknown());

interface Scene extends BackupScene {
  readonly types: readonly (readonly [type: string, values: readonly string[]])[];
}

/** What a reader saw of each value, and what it must have seen. */
interface Read {
  readonly seen: readonly unknown[];
  readonly expected: readonly unknown[];
}

/** Backs up a table with a column of each type and a row of each value, and puts what a reader makes of it beside the table. */
async function readBy(
  { client, schema, backUpAll, types }: Scene,
  codec: 'deflate' | 'null',
  read: (path: string, avroSchema: string) => readonly unknown[],
): Promise<Read> {
  const rows = Math.max(...types.map(([, values]) => values.length)) + 1;
  await client.query(`set timezone = 'UTC'; drop table if exists every`);
  await client.query(`create table every (n int, ${types.map(([type], index) => `c${index} ${type}`).join(', ')})`);
  for (let row = 0; row < rows; row += 1) {
    const values = types.map(([type, texts]) => {
      const text = texts[row];
      return text === undefined ? 'null' : `${quote(text)}::${type}`;
    });
    await client.query(`insert into every values (${[row, ...values].join(', ')})`);
  }
  const [written] = await backUpAll(['every'], codec);
  if (written === undefined) throw new Error('Nothing was backed up.');
  const avroSchema = await withOpenBackup(written.path, async () => schemaIn(readFileSync(written.path)));
  const records = read(written.path, avroSchema).map((record) => recordSchema.parse(record));
  if (records.length !== rows) throw new Error(`The reader saw ${records.length} of ${rows} records.`);

  const columns = types.map(
    ([type], index) => `case when c${index} is null then null else ${expectedSql(type, `c${index}`)} end as c${index}`,
  );
  const texts = types.map((_, index) => `c${index}::text as t${index}`);
  const { rows: stored } = await client.query<Record<string, string | null>>(
    `select ${[...columns, ...texts].join(', ')} from ${schema}.every order by n`,
  );
  const seen: unknown[] = [];
  const expected: unknown[] = [];
  for (const [row, record] of records.entries()) {
    const special = recordSchema.parse(record['sluice_special_values'] ?? {});
    for (const [index, [type, values]] of types.entries()) {
      const name = `c${index}`;
      const what = `${type}, value ${row}: ${values[row] ?? 'null'}`;
      const { [`t${index}`]: text = null, [name]: json = null } = stored[row] ?? {};
      const value: unknown = json === null ? null : JSON.parse(json);
      const outside = special[name];
      const isArray = type.endsWith('[]');
      // Of an array only its bounds are special; of others the value, in the words of the server.
      const [whole, bounds] = isArray ? [record[name], outside] : [outside ?? record[name], undefined];
      seen.push({ what, value: whole, bounds });
      const known = values[row] === undefined ? undefined : writtenOut[type]?.[row];
      const isText = outside !== undefined && !isArray;
      expected.push({
        what,
        value: isText ? text : (known ?? value),
        bounds: isArray ? boundsOf(text ?? '') : undefined,
      });
    }
  }
  return { seen, expected };
}

/** Bounds of an array as the server prints them, where they are not those of one dimension from 1 on. */
function boundsOf(text: string): string | undefined {
  const printed = /^(?:\[-?\d+:-?\d+\])+(?==)/.exec(text)?.[0];
  // The server leaves out bounds from 1 on; of such arrays there is but one of two by two.
  return printed ?? (text.startsWith('{{') ? '[1:2][1:2]' : undefined);
}

/** The text of the schema in the header of a file: an entry of its map begins with its name. */
function schemaIn(bytes: Buffer): string {
  const name = 'avro.schema';
  let at = bytes.indexOf(name) + name.length;
  let length = 0;
  for (let shift = 0, byte = 0x80; (byte & 0x80) !== 0; shift += 7, at += 1) {
    byte = bytes[at] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
  }
  return bytes.toString('utf8', at, at + length / 2);
}

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

const read = (how: string, path: string, avroSchema: string): unknown[] =>
  linesOf(
    execFileSync(PYTHON, ['-W', 'ignore', script, how, path, avroSchema], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }),
  );

/** What avrocat makes of a file, read by the same script. */
function readPrinted(folder: string, path: string, avroSchema: string): unknown[] {
  const out = join(folder, 'avrocat.json');
  const to = openSync(out, 'w');
  execFileSync('avrocat', [path], { stdio: ['ignore', to, 'inherit'] });
  closeSync(to);
  return read('avrocat', out, avroSchema);
}

describe('other readers of AVRO', () => {
  for (const codec of ['deflate', 'null'] as const) {
    test(`Python’s avro sees every value of every type, codec ${codec}`, async ({ skip }) => {
      if (!hasPython) skip('python3-avro is not installed');
      const types = Object.entries(edgeValues);
      const { seen, expected } = await withBackups((scene) =>
        readBy({ ...scene, types }, codec, (path, avroSchema) => read('avro', path, avroSchema)),
      );
      expect(seen).toEqual(expected);
    });

    test(`avrocat sees them, but for what it cannot print, codec ${codec}`, async ({ skip }) => {
      if (!hasAvrocat) skip('avro-bin or python3-avro is not installed');
      const types = Object.entries(edgeValues).map(
        ([type, values]) => [type, values.filter((text) => !notPrinted[type]?.includes(text))] as const,
      );
      const { seen, expected } = await withBackups((scene) =>
        readBy({ ...scene, types }, codec, (path, avroSchema) => readPrinted(scene.folder, path, avroSchema)),
      );
      expect(seen).toEqual(expected);
    });
  }
});
