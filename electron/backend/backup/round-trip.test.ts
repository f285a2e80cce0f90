import { expect, test } from 'vitest';
import { edgeValues, quote } from './test-values.ts';
import { verifyAgainst, verifyBackup } from './verify-backup.ts';
import { type BackupScene, restore, restoreOne, withBackups, withOpenBackup } from './test-backup.ts';
import type { WrittenBackup } from './write-backup.ts';

test('each value of each type comes back as it was, and so do its tuples', () =>
  withBackups(async (scene) => {
    const { client, session } = scene;
    const types = Object.entries(edgeValues);
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
