import { expect, test } from 'vitest';
import type { TableDefinition } from '#shared/table-definition.ts';
import { describeTable } from './describe-table.ts';
import { type BackupScene, refusalOf, restore, restoreOne, withBackups } from './test-backup.ts';
import { comparable } from './test-definition.ts';

const rowsOf = async ({ client }: BackupScene, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ row: string }>(`select t::text as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
};

async function describe({ session, schema }: BackupScene, table: string): Promise<TableDefinition> {
  const definition = await describeTable(session, { schema, table });
  if (definition === null) throw new Error(`There is no table ${table}.`);
  return definition;
}

test('a table that others refer to is replaced where their rows find their parents again, and else nothing changes', () =>
  withBackups(async (scene) => {
    const { client, schema } = scene;
    await client.query(`
      create table parent (id int primary key, name text);
      create table plain (p int references parent);
      create table late (p int references parent deferrable);
      create table self (id int primary key, up int references self);
      insert into parent select i, 'x' from generate_series(1, 5) i;
      insert into plain values (1), (2); insert into late values (3);
      insert into self values (1, 3), (2, 1), (3, 2)`);
    const [parent, self] = await scene.backUpAll(['parent', 'self']);
    const before = [comparable(await describe(scene, 'plain')), comparable(await describe(scene, 'late'))];
    await client.query(`update parent set name = 'y'; delete from parent where id = 4`);
    await restoreOne(scene, parent!);
    expect(await rowsOf(scene, 'parent')).toEqual(['(1,x)', '(2,x)', '(3,x)', '(4,x)', '(5,x)']);
    expect(await rowsOf(scene, 'plain')).toEqual(['(1)', '(2)']);
    expect([comparable(await describe(scene, 'plain')), comparable(await describe(scene, 'late'))]).toEqual(before);
    await client.query('update self set up = null');
    await restoreOne(scene, self!);
    expect(await rowsOf(scene, 'self')).toEqual(['(1,3)', '(2,1)', '(3,2)']);

    // A row that came later refers to one that the backup does not have.
    await client.query(`insert into parent values (9, 'z'); insert into plain values (9)`);
    const there = await rowsOf(scene, 'parent');
    expect(await refusalOf(restoreOne(scene, parent!))).toMatch(/^load\.refused: .*plain_p_fkey/);
    expect(await rowsOf(scene, 'parent')).toEqual(there);
    expect(await rowsOf(scene, 'plain')).toEqual(['(1)', '(2)', '(9)']);
    expect(await restoreOne(scene, parent!, { mode: 'append' })).toMatchObject({ ledger: { inserted: 0, skipped: 5 } });

    // Rows that would go with theirs.
    await client.query('create table gone (p int references parent on delete cascade); insert into gone values (1)');
    expect(await refusalOf(restoreOne(scene, parent!))).toContain(`restore.referred: Rows of ${schema}.gone refer`);
    expect(await rowsOf(scene, 'gone')).toEqual(['(1)']);
  }));

test('tables that refer to each other come back together, in any order', () =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`
      create table department (id int primary key, head int);
      create table person (id int primary key, works_in int not null references department);
      alter table department add constraint head foreign key (head) references person;
      create table task (id int primary key, owner int references person, after int references task);
      insert into department values (1, null), (2, null); insert into person values (10, 1), (20, 2);
      update department set head = id * 10; insert into task values (1, 10, 2), (2, 20, 1)`);
    const names = ['task', 'department', 'person'];
    const written = await scene.backUpAll(names);
    const look = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for (const name of names) seen.push(await rowsOf(scene, name), comparable(await describe(scene, name)));
      return seen;
    };
    const before = await look();
    const expectBack = async (): Promise<void> => expect(await look()).toEqual(before);
    await client.query('truncate task, person, department');
    for (const order of [written, written.toReversed()]) {
      expect((await restore(scene, order)).map(({ fault }) => fault)).toEqual([null, null, null]);
      await expectBack();
    }
    await client.query(
      'delete from task where id = 1 or id = 2; update department set head = null; delete from person where id = 20',
    );
    expect((await restore(scene, written, { mode: 'append' })).map(({ ledger }) => ledger.inserted)).toEqual([2, 0, 1]);

    // Made anew, with keys and foreign keys, wherever they stand in the list.
    await client.query('drop table task, person, department cascade');
    expect(await refusalOf(restoreOne(scene, written[0]!, { mode: 'new' }))).toMatch(/^restore\.noParent: /);
    expect((await restore(scene, written, { mode: 'new' })).map(({ fault }) => fault)).toEqual([null, null, null]);
    await expectBack();
  }));

test('a new table has all of the old one: types, identities, sequences, keys; also beside it under another name', () =>
  withBackups(async (scene) => {
    const { client, session, schema } = scene;
    await client.query(`
      create type mood as enum ('sad', 'happy'); create type pair as (a int, b text); create domain positive as int check (value > 0);
      create table t (
        id bigint generated always as identity (start 5 increment 3) primary key, n serial, m mood, p pair[], d positive,
        up bigint references t, g int generated always as (n + 1) stored, unique (n), check (d < 100));
      insert into t (m, p, d) values ('sad', '{"(1,x)"}', 3), ('happy', null, null);
      create trigger nothing before update on t for each row execute function suppress_redundant_updates_trigger()`);
    const [written] = await scene.backUpAll(['t']);
    const before = comparable({ ...(await describe(scene, 't')), triggers: [] });
    const rows = await rowsOf(scene, 't');
    const beside = await restoreOne(scene, { path: written!.path, table: 'copy' }, { mode: 'new' });
    expect(beside.warnings.map(({ sentence }) => sentence)).toEqual(['Triggers were not made: nothing.']);
    expect(await rowsOf(scene, 'copy')).toEqual(rows);
    await session.query(`insert into "${schema}".copy (m) values ('sad')`);
    expect((await client.query('select id, n from copy order by id')).rows).toEqual([
      { id: '5', n: '1' },
      { id: '8', n: '2' },
      { id: '11', n: '3' },
    ]);
    expect(await refusalOf(restoreOne(scene, written!, { mode: 'new' }))).toMatch(/^restore\.exists: /);

    await client.query('drop table t, copy; drop type mood, pair, positive');
    await restoreOne(scene, written!, { mode: 'new' });
    expect(comparable(await describe(scene, 't'))).toEqual(before);
    expect(await rowsOf(scene, 't')).toEqual(rows);
    const other = `${schema}_other`;
    await restoreOne(scene, { path: written!.path, schema: other }, { mode: 'new' });
    expect(await rowsOf(scene, `"${other}".t`)).toEqual(rows);
    await client.query(`drop schema "${other}" cascade`);
  }));

test('sequences stand where they stood, go on behind what was appended, and stay where a restore fails', () =>
  withBackups(async (scene) => {
    const { client } = scene;
    await client.query(`
      create table t (id serial primary key, k int generated by default as identity, v int check (v < 10));
      insert into t (v) select i from generate_series(1, 5) i; select setval('t_id_seq', 40, false); select setval('t_k_seq', 7)`);
    const [written] = await scene.backUpAll(['t']);
    const next = async (): Promise<unknown> =>
      (
        await client.query(
          `select (select (last_value, is_called) from t_id_seq)::text as id, (select (last_value, is_called) from t_k_seq)::text as k`,
        )
      ).rows[0];
    const before = await next();
    await client.query(`insert into t (v) select 1 from generate_series(1, 30) i; delete from t where id <= 3`);
    const moved = await next();
    await client.query('alter table t drop constraint t_v_check, add check (v < 3) not valid');
    expect(await refusalOf(restoreOne(scene, written!))).toMatch(/^load\.refused: /);
    expect(await next()).toEqual(moved);
    await client.query('alter table t drop constraint t_v_check');
    await restoreOne(scene, written!, { mode: 'append' });
    expect(await next()).toEqual(moved);
    await restoreOne(scene, written!);
    expect(await next()).toEqual(before);
    await client.query(`truncate t; select setval('t_id_seq', 1, false)`);
    await restoreOne(scene, written!, { mode: 'append' });
    await client.query('insert into t (v) values (1)');
    expect((await client.query('select max(id) as id from t')).rows).toEqual([{ id: '6' }]);
  }));
