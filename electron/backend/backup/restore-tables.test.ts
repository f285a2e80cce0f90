import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type BackupScene, refusalOf, restore, restoreOne, withBackups } from './test-backup.ts';

/** All rows of a table as text, in one order. */
const rowsOf = async ({ client }: BackupScene, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ row: string }>(`select t::text as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
};
const backups = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.avro'));

test('replace puts the rows back, and keeps those that go in a backup of their own', () =>
  withBackups(async (scene) => {
    const { client, folder } = scene;
    await client.query(
      `create table t (id int primary key, name text); insert into t select i, 'x' || i from generate_series(1, 50) i`,
    );
    const before = await rowsOf(scene, 't');
    const [written] = await scene.backUpAll(['t']);
    await client.query(`delete from t where id > 10; update t set name = 'changed'; insert into t values (99, 'new')`);
    const changed = await rowsOf(scene, 't');

    const outcome = await restoreOne(scene, written!, { safetyFolder: folder });
    expect(await rowsOf(scene, 't')).toEqual(before);
    expect(outcome).toMatchObject({
      state: 'loaded',
      path: 'direct',
      removed: 11,
      serverCount: 50,
      sha256: written!.manifest.file.sha256,
      ledger: { read: 50, inserted: 50, updated: 0, skipped: 0, rejected: 0 },
    });
    expect(outcome.transactionId).toMatch(/^\d+$/);
    expect(outcome.warnings.map(({ sentence }) => sentence)).toEqual([
      `The 11 rows that went are in ${outcome.safety!.manifest.file.name}.`,
    ]);
    await restoreOne(scene, { path: outcome.safety!.path });
    expect(await rowsOf(scene, 't')).toEqual(changed);
    // A table without rows needs no backup.
    await client.query('truncate t');
    expect(await restoreOne(scene, written!, { safetyFolder: folder })).toMatchObject({ safety: null, removed: 0 });
    expect(backups(folder)).toHaveLength(2);
  }));

test('append puts in what is missing: by the key, or by whole rows with as many copies as there were', () =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`
      create table keyed (id int primary key, name text, at timestamptz);
      insert into keyed select i, 'x' || i, now() from generate_series(1, 100) i;
      create table loose (a int, b text, c json);
      insert into loose values (1, 'x', '{"a":  1}'), (1, 'x', '{"a":  1}'), (1, 'x', '{"a":  1}'), (2, null, null), (3, '', null);
      create table parted (id int primary key, a int) partition by range (id);
      create table part1 partition of parted for values from (0) to (50);
      create table part2 partition of parted for values from (50) to (200);
      insert into parted select i, i from generate_series(1, 100) i`);
    const [keyed, loose, parted] = await scene.backUpAll(['keyed', 'loose', 'parted']);
    const before = await rowsOf(scene, 'loose');
    await client.query(`
      delete from keyed where id % 3 = 0; update keyed set name = 'mine' where id = 1; insert into keyed values (500, 'later');
      delete from loose where ctid in (select ctid from loose where a = 1 limit 2); delete from loose where a = 2;
      delete from parted where id between 40 and 59`);
    expect(await restoreOne(scene, keyed!, { mode: 'append' })).toMatchObject({
      path: 'staged',
      removed: null,
      ledger: { read: 100, inserted: 33, skipped: 67 },
    });
    const { rows } = await client.query(
      `select count(*) as n, count(*) filter (where name = 'mine') as mine from keyed`,
    );
    expect(rows).toEqual([{ n: '101', mine: '1' }]);
    expect(await restoreOne(scene, loose!, { mode: 'append' })).toMatchObject({
      ledger: { read: 5, inserted: 3, skipped: 2 },
    });
    expect(await rowsOf(scene, 'loose')).toEqual(before);
    expect(await restoreOne(scene, loose!, { mode: 'append' })).toMatchObject({ ledger: { inserted: 0, skipped: 5 } });
    expect(await restoreOne(scene, parted!, { mode: 'append' })).toMatchObject({
      ledger: { inserted: 20, skipped: 80 },
    });
  }));

test('triggers rest or fire as chosen, are as they were afterwards, and cannot change what comes', () =>
  withBackups(async (scene) => {
    const { client, schema } = scene;
    await client.query(`
      create table t (id int, name text); create table heard (what text);
      insert into t values (1, 'a'), (2, 'b');
      create function hear() returns trigger language plpgsql as $$ begin insert into heard values (tg_name); return new; end $$;
      create function change() returns trigger language plpgsql as $$ begin new.name := 'other'; return new; end $$;
      create trigger usual before insert on t for each row execute function hear();
      create trigger always before insert on t for each row execute function hear();
      create trigger never before insert on t for each row execute function hear();
      create trigger replica before insert on t for each row execute function hear();
      alter table t enable always trigger always, disable trigger never, enable replica trigger replica;
      alter function hear() set search_path from current`);
    const states = async (): Promise<string | undefined> => {
      const { rows } = await client.query<{ states: string }>(
        `select string_agg(tgname || tgenabled::text, ' ' order by tgname) as states from pg_trigger where tgrelid = 't'::regclass`,
      );
      return rows[0]?.states;
    };
    const before = await states();
    const [written] = await scene.backUpAll(['t']);
    const silent = await restoreOne(scene, written!);
    expect(await rowsOf(scene, 'heard')).toEqual([]);
    expect(silent.warnings.map(({ sentence }) => sentence)).toEqual(['Triggers did not fire: always, usual.']);
    await restoreOne(scene, written!, { triggers: 'fire' });
    expect(await rowsOf(scene, 'heard')).toEqual(['(always)', '(always)', '(usual)', '(usual)']);
    expect(await states()).toEqual(before);

    await client.query('create trigger changes before insert on t for each row execute function change()');
    expect(await refusalOf(restoreOne(scene, written!, { triggers: 'fire' }))).toContain(
      `restore.differs: ${schema}.t would not be what`,
    );
    expect(await rowsOf(scene, 't')).toEqual(['(1,a)', '(2,b)']);
    await restoreOne(scene, written!);
    expect(await rowsOf(scene, 't')).toEqual(['(1,a)', '(2,b)']);
  }));

test('a changed table: columns by name, values as text where types differ, and what does not fit is named', () =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`
      create type mood as enum ('sad', 'happy');
      create table t (id int, a int, b text, gone date, c numeric(10,2), d timestamp, m mood, e text);
      insert into t values (1, 7, '12', '2020-01-01', 1.50, '2021-11-07 02:48:42.5', 'happy', 'abc'), (2, null, null, null, null, null, null, null);
      insert into t values (3, 2147483647, '-3', '2020-01-01', 99.99, 'infinity', 'sad', '')`);
    const [written] = await scene.backUpAll(['t']);
    await client.query(`
      alter table t drop gone, drop m, add m text, alter a type bigint, alter b type int using b::int, alter c type numeric(20,4),
        alter d type timestamptz, alter e type varchar(3), add n int default 5, add g int generated always as (id * 2) stored;
      alter table t alter id set not null`);
    const outcome = await restoreOne(scene, written!);
    expect(await rowsOf(scene, 't')).toEqual([
      '(1,7,12,1.5000,"2021-11-07 02:48:42.5+00",abc,happy,5,2)',
      '(2,,,,,,,5,4)',
      '(3,2147483647,-3,99.9900,infinity,"",sad,5,6)',
    ]);
    expect(outcome.path).toBe('staged');
    expect(outcome.warnings.map(({ sentence }) => sentence)).toEqual([
      'a was integer and is bigint: its values went over as text.',
      'b was text and is integer: its values went over as text.',
      'The table has no column gone: its values stay in the backup.',
      'c was numeric(10,2) and is numeric(20,4): its values went over as text.',
      'd was timestamp without time zone and is timestamp with time zone: its values went over as text.',
      `m was ${scene.schema}.mood and is text: its values went over as text.`,
      'e was text and is character varying(3): its values went over as text.',
      'The backup has no column n: it is its default.',
    ]);

    for (const [alter, column, reason] of [
      ['alter a type smallint', 'a', 'out of range for type smallint'],
      ['alter c type numeric(20,1)', 'c', 'one value would not stay what it was'],
      ['alter d type date using null', 'd', 'one value would not stay what it was'],
      ['alter e type varchar(2) using null', 'e', 'one value would not stay what it was'],
      ['alter e type int using null', 'e', 'invalid input syntax for type integer'],
    ] as const) {
      await client.query('begin');
      await client.query('truncate t');
      await client.query(`alter table t ${alter}`);
      await client.query('commit');
      expect(await refusalOf(restoreOne(scene, written!))).toMatch(
        new RegExp(`^restore.column: The column ${column} .*${reason}`),
      );
      expect(await rowsOf(scene, 't')).toEqual([]);
      await client.query('drop table t');
      await restoreOne(scene, written!, { mode: 'new' });
      await client.query(`alter table t drop gone, drop m, add m text`);
    }
  }));

test('several tables are restored together or not at all', () =>
  withBackups(async (scene) => {
    const { client, folder } = scene;
    await client.query(`
      create table one (id int primary key); create table two (id int primary key check (id < 5));
      insert into one values (1), (2); insert into two values (1), (2)`);
    const written = await scene.backUpAll(['one', 'two']);
    await client.query(
      `delete from two; alter table two drop constraint two_id_check, add check (id < 2); insert into one values (7)`,
    );
    const outcomes = await restore(scene, written, { safetyFolder: folder });
    expect(outcomes.map(({ fault }) => fault?.fault.code)).toEqual(['load.batchRolledBack', 'load.refused']);
    expect(await rowsOf(scene, 'one')).toEqual(['(1)', '(2)', '(7)']);
    // Nothing went: what was made of the rows that were to go is gone too.
    expect(readdirSync(folder).toSorted()).toEqual(
      written.flatMap(({ manifest: { file } }) => [file.name, file.name.replace('.avro', '.manifest.json')]).toSorted(),
    );
    await client.query('alter table two drop constraint two_id_check');
    expect((await restore(scene, written)).map(({ state }) => state)).toEqual(['loaded', 'loaded']);
    expect(await rowsOf(scene, 'two')).toEqual(['(1)', '(2)']);
  }));

test('a restore that is cancelled leaves the table and the folder as they were', () =>
  withBackups(async (scene) => {
    const { client, folder } = scene;
    await client.query(`create table t as select i, md5(i::text) from generate_series(1, 20000) i`);
    const [written] = await scene.backUpAll(['t']);
    await client.query('delete from t where i > 5');
    const files = readdirSync(folder).toSorted();
    for (const at of ['begin', 'exclusive mode', 'copy (select', 'truncate', 'from stdin', 'pg_current_xact_id']) {
      const stop = new AbortController();
      const noteSql = (sql: string): void => {
        if (sql.includes(at)) stop.abort(new Error('stopped'));
      };
      const [outcome] = await restore(scene, [written!], { safetyFolder: folder }, { signal: stop.signal, noteSql });
      expect([at, outcome!.state, outcome!.fault?.fault.code]).toEqual([at, 'cancelled', 'job.cancelled']);
      expect(await rowsOf(scene, 't')).toHaveLength(5);
      expect(readdirSync(folder).toSorted()).toEqual(files);
    }
  }));
