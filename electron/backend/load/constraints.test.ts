import { describe, expect, test } from 'vitest';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { loadBatch } from './load-batch.ts';
import { PARENT_KEYS_MAX } from './parent-sets.ts';
import { check, countsOf, type KeptOutcome, load, takeBatch, type TestLoad } from './test-load.ts';

const counts = (some: object): object => ({ read: 0, inserted: 0, updated: 0, skipped: 0, rejected: 0, ...some });
const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

async function valuesOf({ client }: TestSchema, sql: string): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(sql);
  return rows.map(({ value }) => value);
}

/** Checks, then loads; both must find the same. */
async function checkAndLoad(schema: TestSchema, file: TestLoad): Promise<KeptOutcome> {
  const before = await valuesOf(schema, `select t::text as value from ${file.table} t order by 1`);
  const checked = await check(schema.login, file);
  expect(await valuesOf(schema, `select t::text as value from ${file.table} t order by 1`)).toEqual(before);
  const [loaded] = await takeBatch(loadBatch, schema.login, [file]);
  if (loaded === undefined) throw new Error('A load has no outcome.');
  expect(checked.fault).toBeNull();
  expect(loaded.fault).toBeNull();
  expect(checked.kept.rows).toEqual(loaded.kept.rows);
  expect(countsOf(checked)).toEqual(countsOf(loaded));
  expect(checked.reasons).toEqual(loaded.reasons);
  return loaded;
}

describe('what only the server can judge', () => {
  test('a check constraint rejects its rows alone, in its own words', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key, a int, constraint positive check (a > 0))');
      const text = lines(...Array.from({ length: 500 }, (_, index) => `${index + 1},${index % 97 === 5 ? -1 : 1}`));
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['id', 'a'] });
      expect(countsOf(loaded)).toEqual(counts({ read: 500, inserted: 494, rejected: 6 }));
      expect(loaded.path).toBe('staged');
      expect(loaded.kept.rows.map(({ record }) => record)).toEqual([6, 103, 200, 297, 394, 491]);
      expect(loaded.reasons).toEqual([
        {
          code: 'constraint',
          column: null,
          count: 6,
          sentence: 'The server refused the row: new row for relation "t" violates check constraint "positive"',
        },
      ]);
    }));

  test('check constraints are asked as a set where they can be, all of them, and one by one where not', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create function inverse(n numeric) returns numeric language sql immutable as 'select 1 / n';
        create table t (id int primary key, a numeric(4,1), record text, b int default 1,
          constraint big check (a > 0), constraint short check (length(record) < 3), constraint whole check (a + b > 1),
          constraint fine check (${schema.schema}.inverse(a) > 0.1))`);
      const text = lines('1,0.01,abc', '2,0.06,ab', '3,2,abcd', '4,-2,ab', '5,11,ab', '6,0,ab', '7,3,ab', '7,4,ab');
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['id', 'a', 'record'] });
      expect(
        loaded.kept.rows.map(({ record, errors }) => [record, errors.map(({ sentence }) => sentence.split('"')[3])]),
      ).toEqual([
        // 0.01 is stored as 0.0.
        [1, ['big', 'short']],
        [3, ['short']],
        [4, ['big']],
        [5, ['fine']],
        [6, ['big']],
        [8, [undefined]],
      ]);
      expect(await valuesOf(schema, 'select id as value from t order by id')).toEqual(['2', '7']);
    }));

  test('thousands of offenders against a check constraint are found in one go', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key, a int check (a > 0))');
      const text = lines(...Array.from({ length: 20_000 }, (_, index) => `${index},${index % 2}`));
      const loaded = await load(schema.login, { table: 't', text, columns: ['id', 'a'] });
      expect(countsOf(loaded)).toEqual(counts({ read: 20_000, inserted: 10_000, rejected: 10_000 }));
      expect(loaded.kept.sql.filter((sql) => sql.includes('sluice_half'))).toEqual([]);
    }));

  test('a trigger that raises rejects its row; a key that the row would have claimed is free for the next', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int primary key, a text);
        create function refuse() returns trigger language plpgsql as $$
          begin if new.a = 'bad' then raise exception 'no % here', new.a; end if; return new; end $$;
        create trigger refuse before insert on t for each row execute function refuse()`);
      const text = lines('1,bad', '1,good', '2,bad', '1,late', '3,good');
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['id', 'a'] });
      expect(loaded.kept.told).toEqual(['1: constraint row=', '3: constraint row=', '4: duplicate.inFile id=1']);
      expect(loaded.kept.rows[0]?.errors[0]?.sentence).toBe('The server refused the row: no bad here');
      expect(loaded.kept.rows[2]?.errors[0]?.sentence).toBe('id 1 stands in the file already, in record 2.');
      expect(await valuesOf(schema, 'select a as value from t order by id')).toEqual(['good', 'good']);
    }));

  test('a trigger that drops rows in silence is found out: nothing goes in', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int);
        create function drop_some() returns trigger language plpgsql as $$
          begin if new.id = 2 then return null; end if; return new; end $$;
        create trigger drop_some before insert on t for each row execute function drop_some()`);
      const loaded = await load(schema.login, { table: 't', text: lines('1', '2', '3'), columns: ['id'] });
      expect(loaded).toMatchObject({ state: 'failed', fault: { fault: { code: 'load.unbalanced' } } });
      expect(loaded.fault?.fault.sentence).toContain('We sent 3 rows, the server counted 2.');
      expect(await valuesOf(schema, 'select id as value from t')).toEqual([]);
    }));

  test('exclusion, partial unique, unique expression and a domain reject the later row', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create domain even as int check (value % 2 = 0);
        create table t (id int primary key, span int4range, name text, live bool, e even,
          exclude using gist (span with &&));
        create unique index on t (lower(name));
        create unique index one_live on t (live) where live`);
      const text = lines(
        '1,"[1,5)",Ann,t,2',
        '2,"[3,9)",Bob,f,2',
        '3,"[5,6)",ANN,f,2',
        '4,"[6,7)",Cid,t,2',
        '5,"[7,8)",Dan,f,3',
        '6,"[8,9)",Eve,f,4',
      );
      const file: TestLoad = { table: 't', text, columns: ['id', 'span', 'name', 'live', 'e'] };
      const loaded = await checkAndLoad(schema, file);
      // A domain refuses a value, the others a row.
      const rows = [2, 3, 4].map((record) => `${record}: constraint row=`);
      expect(loaded.kept.told).toEqual([...rows, '5: constraint e=3']);
      expect(await valuesOf(schema, 'select id as value from t order by id')).toEqual(['1', '6']);
      const again = await load(schema.login, { ...file, options: { mode: 'skip' } });
      // A row that collides with one that is there is left out, whatever the index; a row that is wrong is still wrong.
      expect(countsOf(again)).toEqual(counts({ read: 6, skipped: 5, rejected: 1 }));
    }));

  test('deferred constraints are asked before COMMIT', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table p (id int primary key);
        insert into p values (1);
        create table t (id int unique deferrable initially deferred,
          p int references p deferrable initially deferred)`);
      const text = lines('1,1', '2,7', '1,1', '3,1');
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['id', 'p'] });
      expect(loaded.kept.told).toEqual(['2: reference.missing p=7', '3: constraint row=']);
      expect(await valuesOf(schema, 'select id as value from t order by id')).toEqual(['1', '3']);
    }));

  test('a policy on rows rejects what it does not let in', () =>
    withSchema(async (schema) => {
      const role = `${schema.schema}_role`;
      await schema.client.query(`
        create table t (id int primary key, a int);
        alter table t enable row level security;
        create policy p on t using (true) with check (a > 0);
        create role ${role} login;
        grant usage on schema ${schema.schema} to ${role};
        grant all on t to ${role}`);
      try {
        const login = { ...schema.login, address: { ...schema.login.address, user: role } };
        const loaded = await load(login, { table: 't', text: lines('1,1', '2,-1', '3,3'), columns: ['id', 'a'] });
        expect(loaded.fault).toBeNull();
        expect(loaded.path).toBe('staged');
        expect(loaded.kept.told).toEqual(['2: constraint row=']);
      } finally {
        await schema.client.query(`drop owned by ${role}; drop role ${role}`);
      }
    }));

  test('a role that may only insert is told of duplicates and missing parents all the same', () =>
    withSchema(async (schema) => {
      const role = `${schema.schema}_role`;
      await schema.client.query(`
        create table p (id int primary key);
        insert into p values (1);
        create table t (id int primary key, p int references p);
        insert into t values (1, 1);
        create role ${role} login;
        grant usage on schema ${schema.schema} to ${role};
        grant insert on t to ${role}`);
      try {
        const login = { ...schema.login, address: { ...schema.login.address, user: role } };
        const text = lines('1,1', '2,1', '3,9', '2,1');
        const loaded = await load(login, { table: 't', text, columns: ['id', 'p'] });
        expect(loaded.fault).toBeNull();
        expect(loaded.kept.told).toEqual([
          '1: duplicate.inTable id=1',
          '3: reference.missing p=9',
          '4: duplicate.inFile id=2',
        ]);
        for (const mode of ['skip', 'upsert', 'replace'] as const) {
          const refused = await load(login, { table: 't', text, columns: ['id', 'p'], options: { mode } });
          expect(refused.fault?.fault.code).toBe('target.noRight');
        }
      } finally {
        await schema.client.query(`drop owned by ${role}; drop role ${role}`);
      }
    }));
});

describe('keys and references', () => {
  test.each([
    { path: 'direct', more: '' },
    { path: 'staged', more: ', check (a >= 0)' },
  ])('a chain of rows with two unique keys is judged as one who goes through the file would: $path', ({ path, more }) =>
    withSchema(async (schema) => {
      await schema.client.query(
        `create table t (a int primary key, b int not null unique ${more}); insert into t values (0, 0)`,
      );
      // Each row shares a key with its neighbours: every second one goes in.
      const chain = Array.from(
        { length: 40 },
        (_, index) => `${Math.ceil((index + 1) / 2)},${100 + Math.floor((index + 1) / 2)}`,
      );
      const loaded = await checkAndLoad(schema, { table: 't', text: lines('0,1', ...chain), columns: ['a', 'b'] });
      const seen = { a: new Set(['0']), b: new Set(['0']) };
      const expected = chain.filter((row) => {
        const [a = '', b = ''] = row.split(',');
        if (seen.a.has(a) || seen.b.has(b)) return false;
        seen.a.add(a);
        seen.b.add(b);
        return true;
      });
      expect(await valuesOf(schema, `select a || ',' || b as value from t where a > 0 order by a`)).toEqual(expected);
      expect(loaded.path).toBe(path);
    }),
  );

  test('a key of several columns with NULL in it is no key; it is told under its first column', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (a int, b text, unique (a, b)); insert into t values (1, $$x$$)');
      const text = lines('1,x', '1,', '1,', '2,"y, z"', '2,"y, z"');
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['a', 'b'], dialect: { nullMarker: '' } });
      expect(loaded.kept.told).toEqual(['1: duplicate.inTable a=(1, x)', '5: duplicate.inFile a=(2, y, z)']);
      expect(loaded.kept.rows[0]?.errors[0]?.sentence).toBe('a, b (1, x) is in the table already.');
    }));

  test('names that need quotes, keys of several columns, partitions', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table "Pa""rent %s" ("a b" int, "record" text, primary key ("a b", "record"));
        insert into "Pa""rent %s" values (1, 'x');
        create table "sluice_rows_0" ("c0" int, "SELECT" text, "row's id" int, "né" int default 3,
          primary key ("row's id", "c0"), foreign key ("c0", "SELECT") references "Pa""rent %s") partition by range ("c0");
        create table part partition of "sluice_rows_0" for values from (0) to (100);
        insert into "sluice_rows_0" values (1, 'x', 7, 3)`);
      const text = lines('1,x,1', '1,y,2', '200,,3', '1,x,7', '5,,4', '5,,4', 'x,x,7', '1,,x');
      const file = { table: 'sluice_rows_0', text, columns: ['c0', 'SELECT', "row's id"] };
      const loaded = await checkAndLoad(schema, file);
      expect(loaded.kept.told).toEqual([
        '2: reference.missing c0=(1, y)',
        '3: constraint row=',
        "4: duplicate.inTable row's id=(7, 1)",
        "6: duplicate.inFile row's id=(4, 5)",
        '7: type.integer c0=x',
        "8: type.integer row's id=x",
      ]);
      expect(loaded.kept.rows[0]?.errors[0]?.sentence).toBe('c0, SELECT (1, y) is not in Pa"rent %s (a b, record).');
      const upserted = await checkAndLoad(schema, {
        ...file,
        text: lines('1,x,7', '5,,9'),
        options: { mode: 'upsert' },
      });
      expect(countsOf(upserted)).toEqual(counts({ read: 2, inserted: 1, updated: 1 }));
    }));

  test('NULL may be a value like any other in a key', ({ skip }) =>
    withSchema(async (schema) => {
      const [version] = await valuesOf(schema, `select current_setting('server_version_num') as value`);
      skip(Number(version) < 150_000, 'This server has no NULLS NOT DISTINCT.');
      await schema.client.query(
        'create table t (a int, b int, unique nulls not distinct (a, b)); insert into t values (1, null)',
      );
      const file = { table: 't', columns: ['a', 'b'] };
      const direct = await checkAndLoad(schema, { ...file, text: lines('2,', '2,', '2,1', ',', ',') });
      expect(direct).toMatchObject({
        path: 'direct',
        kept: { told: ['2: duplicate.inFile a=(2, )', '5: duplicate.inFile a=(, )'] },
      });
      const staged = await checkAndLoad(schema, { ...file, text: lines('1,', '3,', '3,', ',') });
      expect(staged.kept.told).toEqual([
        '1: duplicate.inTable a=(1, )',
        '3: duplicate.inFile a=(3, )',
        '4: duplicate.inTable a=(, )',
      ]);
    }));

  test('of a row that is wrong in something else, the columns that belong to another key are not taken for NULL', ({
    skip,
  }) =>
    withSchema(async (schema) => {
      const [version] = await valuesOf(schema, `select current_setting('server_version_num') as value`);
      skip(Number(version) < 150_000, 'This server has no NULLS NOT DISTINCT.');
      await schema.client.query(`
        create table t (id int unique, a int, b int, n int, unique nulls not distinct (a, b));
        insert into t values (1, null, 8, 0)`);
      const text = lines('2,,,1', '3,4,5,x', '2,,8,x', '1,7,8,9', '5,,,x');
      const loaded = await checkAndLoad(schema, { table: 't', text, columns: ['id', 'a', 'b', 'n'] });
      expect(loaded.kept.told).toEqual([
        '2: type.integer n=x',
        '3: type.integer n=x, duplicate.inFile id=2, duplicate.inTable a=(, 8)',
        '4: duplicate.inTable id=1',
        '5: type.integer n=x, duplicate.inFile a=(, )',
      ]);
    }));

  test('rows may refer to rows of their own file, in any order, down to the last descendant', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table staff (id int primary key, name text, boss int references staff);
        insert into staff values (1, 'first', null)`);
      const text = lines('5,e,4', '4,d,1', '6,f,99', '7,g,6', '8,h,7', '9,i,9', '4,again,1', '10,k,10x', '11,l,10');
      const loaded = await checkAndLoad(schema, { table: 'staff', text, columns: ['id', 'name', 'boss'] });
      expect(loaded.kept.told).toEqual([
        '3: reference.missing boss=99',
        '4: reference.missing boss=6',
        '5: reference.missing boss=7',
        '7: duplicate.inFile id=4',
        '8: type.integer boss=10x',
        '9: reference.missing boss=10',
      ]);
      expect(await valuesOf(schema, 'select id as value from staff order by id')).toEqual(['1', '4', '5', '9']);
    }));

  test('parents beyond the number that is held in memory are asked for at the server', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table p (id int primary key);
        insert into p select generate_series(1, ${PARENT_KEYS_MAX + 1});
        create table t (id int primary key, p int references p, n int)`);
      const file = { table: 't', columns: ['id', 'p', 'n'] };
      const direct = await checkAndLoad(schema, {
        ...file,
        text: lines('1,1,1', '2,200001,1', '2,300000,1', '3,300001,x'),
      });
      expect(direct.path).toBe('direct');
      expect(direct.kept.told).toEqual([
        '3: duplicate.inFile id=2, reference.missing p=300000',
        '4: type.integer n=x, reference.missing p=300001',
      ]);
      const staged = await checkAndLoad(schema, {
        ...file,
        text: lines('1,300000,1', '4,300000,1', '4,5,1', '2,300001,x'),
      });
      expect(staged.path).toBe('staged');
      expect(staged.kept.told).toEqual([
        '1: duplicate.inTable id=1, reference.missing p=300000',
        '2: reference.missing p=300000',
        '4: type.integer n=x, duplicate.inTable id=2, reference.missing p=300001',
      ]);
      expect(staged.reasons.map(({ code, column, count }) => `${code} ${column} ${count}`)).toEqual([
        'type.integer n 1',
        'duplicate.inTable id 1',
        'reference.missing p 1',
      ]);
    }));

  test('wrong rows beyond what is held back are told all the same', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id text primary key, n int)');
      const long = (index: number): string => String(index).padStart(2000, 'x');
      const wrong = Array.from({ length: 6000 }, (_, index) => `${long(index)},y`);
      await schema.client.query('insert into t values ($1, 1), ($2, 1)', [long(3), long(5998)]);
      const loaded = await checkAndLoad(schema, { table: 't', text: lines(...wrong, 'new,1'), columns: ['id', 'n'] });
      expect(countsOf(loaded)).toEqual(counts({ read: 6001, inserted: 1, rejected: 6000 }));
      expect(loaded.kept.sql.filter((sql) => sql.startsWith('copy') && !sql.includes('sluice')).length).toBeGreaterThan(
        1,
      );
      const twice = loaded.kept.rows.filter(({ errors }) => errors.length > 1);
      expect(twice.map(({ record, errors }) => [record, errors[1]?.code])).toEqual([
        [4, 'duplicate.inTable'],
        [5999, 'duplicate.inTable'],
      ]);
    }));

  test('a key that only the dictionary asks for is kept, and a reference too', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table p (id int); insert into p values (1);
        create table t (id int, p int); insert into t values (1, 1)`);
      const column = (name: string) => ({ name, type: 'int4', required: false, notEmpty: false, rules: [] });
      const dictionaries = [
        {
          table: 't',
          columns: [column('id'), column('p')],
          primaryKey: ['id'],
          uniqueKeys: [],
          references: [{ columns: ['p'], table: 'p', parentColumns: ['id'] }],
          origin: 'person' as const,
        },
      ];
      const file = { table: 't', text: lines('1,1', '2,1', '2,1', '3,5', ',1'), columns: ['id', 'p'], dictionaries };
      const loaded = await checkAndLoad(schema, file);
      expect(loaded.kept.told).toEqual([
        '1: duplicate.inTable id=1',
        '3: duplicate.inFile id=2',
        '4: reference.missing p=5',
        '5: required id=',
      ]);
      await schema.client.query('delete from t');
      expect((await load(schema.login, { ...file, text: lines('1,1', '2,1') })).path).toBe('staged');
    }));

  test('columns that no field fills get their defaults; a required one without is refused before a row is read', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int generated by default as identity primary key, a text not null, at int not null default 7,
          twice int generated always as (at * 2) stored);
        create table u (id int primary key, a text not null)`);
      const loaded = await load(schema.login, { table: 't', text: lines('x', 'y'), columns: ['a'] });
      expect(loaded.state).toBe('loaded');
      expect(await valuesOf(schema, 'select t::text as value from t order by id')).toEqual([
        '(1,x,7,14)',
        '(2,y,7,14)',
      ]);
      const refused = await load(schema.login, { table: 'u', text: lines('1'), columns: ['id'] });
      expect(refused.fault?.fault).toMatchObject({ code: 'mapping.invalid' });
      expect(refused.ledger.read).toBe(0);
    }));

  test('skip and upsert want a key', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (a int)');
      for (const mode of ['skip', 'upsert'] as const) {
        const refused = await load(schema.login, { table: 't', text: lines('1'), columns: ['a'], options: { mode } });
        expect(refused.fault?.fault.code).toBe('target.noKey');
      }
    }));

  test('upsert leaves columns alone that no field fills, and updates a table of nothing but its key', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int primary key, a text, b text); insert into t values (1, 'a', 'b');
        create table k (id int primary key); insert into k values (1)`);
      const upsert = { options: { mode: 'upsert' } } as const;
      const loaded = await checkAndLoad(schema, {
        table: 't',
        text: lines('1,x', '2,y'),
        columns: ['id', 'a'],
        ...upsert,
      });
      expect(countsOf(loaded)).toEqual(counts({ read: 2, inserted: 1, updated: 1 }));
      expect(await valuesOf(schema, 'select t::text as value from t order by id')).toEqual(['(1,x,b)', '(2,y,)']);
      const keys = await checkAndLoad(schema, { table: 'k', text: lines('1', '2'), columns: ['id'], ...upsert });
      expect(countsOf(keys)).toEqual(counts({ read: 2, inserted: 1, updated: 1 }));
    }));
});

describe('upsert of chosen columns', () => {
  const upsert = { options: { mode: 'upsert' } } as const;

  test('changes those and no other, in the rows that are there', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int primary key, a text, b text, c text); insert into t values (1, 'a', 'b', 'c')`);
      const file = { table: 't', text: lines('1,x,y,z', '2,x,y,z'), columns: ['id', 'a', 'b', 'c'] };
      const loaded = await checkAndLoad(schema, { ...file, ...upsert, update: ['b'] });
      expect(countsOf(loaded)).toEqual(counts({ read: 2, inserted: 1, updated: 1 }));
      const rows = (): Promise<string[]> => valuesOf(schema, 'select t::text as value from t order by id');
      expect(await rows()).toEqual(['(1,a,y,c)', '(2,x,y,z)']);
      // What a file names goes before what all files are told.
      const both = { options: { mode: 'upsert' as const, update: ['b', 'c'] } };
      await checkAndLoad(schema, { ...file, text: lines('1,1,2,3'), ...both, update: ['a'] });
      expect(await rows()).toEqual(['(1,1,y,c)', '(2,x,y,z)']);
      await checkAndLoad(schema, { ...file, text: lines('2,1,2,3'), ...both });
      expect(await rows()).toEqual(['(1,1,y,c)', '(2,x,2,3)']);
    }));

  test.each([
    { update: ['nope'], reason: 'nope is to be updated and no field fills it' },
    { update: ['b'], reason: 'b is to be updated and no field fills it' },
    { update: ['id'], reason: 'id cannot be updated: by it the rows are known that are there' },
  ])('refuses $update before a row is read', ({ update, reason }) =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key, a text, b text)');
      const file = { table: 't', text: lines('1,x'), columns: ['id', 'a'], ...upsert, update };
      for (const take of [check, load]) {
        const refused = await take(schema.login, file);
        expect(refused.fault?.fault).toMatchObject({ code: 'mapping.invalid' });
        expect(refused.fault?.fault.sentence).toContain(reason);
        expect(refused.ledger.read).toBe(0);
      }
    }),
  );

  test('lets the server judge a key of which one part changes', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table t (id int primary key, a int, b int, unique (a, b)); insert into t values (1, 1, 1), (2, 2, 2), (3, 9, 1)`);
      const loaded = await checkAndLoad(schema, {
        table: 't',
        // 2 would become (1, 2), and 3 (1, 1), which the first row has; so would a new one.
        text: lines('2,1,7', '3,1,8', '4,5,5'),
        columns: ['id', 'a', 'b'],
        ...upsert,
        update: ['a'],
      });
      expect(loaded.kept.told).toEqual(['2: duplicate.inTable a=(1, 8)']);
      expect(await valuesOf(schema, 'select t::text as value from t order by id')).toEqual([
        '(1,1,1)',
        '(2,1,2)',
        '(3,9,1)',
        '(4,5,5)',
      ]);
    }));

  test('a row that is there may come to refer to a new one', () =>
    withSchema(async (schema) => {
      await schema.client.query(
        'create table t (id int primary key, boss int references t, name text); insert into t values (1, null, $$a$$)',
      );
      const loaded = await checkAndLoad(schema, {
        table: 't',
        text: lines('1,2,x', '2,1,y'),
        columns: ['id', 'boss', 'name'],
        ...upsert,
        update: ['boss'],
      });
      expect(countsOf(loaded)).toEqual(counts({ read: 2, inserted: 1, updated: 1 }));
      expect(await valuesOf(schema, 'select t::text as value from t order by id')).toEqual(['(1,2,a)', '(2,1,y)']);
    }));
});

describe('replace', () => {
  const replace = { options: { mode: 'replace' } } as const;

  test('readers see the old rows until the new ones are in', () =>
    withSchema(async (schema) => {
      await schema.client.query('create table t (id int primary key); insert into t select generate_series(1, 100)');
      const seen = new Set<string>();
      const text = lines(...Array.from({ length: 30_000 }, (_, index) => String(index + 50)));
      const loading = load(schema.login, { table: 't', text, columns: ['id'], ...replace });
      let ended = false;
      void loading.then(() => (ended = true));
      while (!ended) for (const value of await valuesOf(schema, 'select count(*) as value from t')) seen.add(value);
      expect((await loading).state).toBe('loaded');
      for (const value of seen) expect(['100', '30000']).toContain(value);
    }));

  test('a table that others refer to keeps its rows where theirs would go or change', () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table p (id int primary key); insert into p values (1), (2);
        create table c (p int references p on delete cascade); insert into c values (1);
        create table q (id int primary key); insert into q values (1), (2);
        create table d (q int references q); insert into d values (1)`);
      const cascading = await load(schema.login, { table: 'p', text: lines('1'), columns: ['id'], ...replace });
      expect(cascading.fault?.fault.code).toBe('target.cascades');
      const referred = await load(schema.login, { table: 'q', text: lines('1'), columns: ['id'], ...replace });
      expect(referred.fault?.fault.code).toBe('target.referred');
      expect(
        (await check(schema.login, { table: 'q', text: lines('1'), columns: ['id'], ...replace })).fault?.fault.code,
      ).toBe('target.referred');
      expect(await valuesOf(schema, 'select (select count(*) from p) + (select count(*) from q) as value')).toEqual([
        '4',
      ]);
      await schema.client.query('delete from c');
      expect((await load(schema.login, { table: 'p', text: lines('1'), columns: ['id'], ...replace })).state).toBe(
        'loaded',
      );
    }));

  test('a table that refers to itself is replaced', () =>
    withSchema(async (schema) => {
      await schema.client.query(
        'create table t (id int primary key, t int references t); insert into t values (1, 1), (2, 1)',
      );
      const loaded = await checkAndLoad(schema, {
        table: 't',
        text: lines('2,3', '3,2', '4,1'),
        columns: ['id', 't'],
        ...replace,
      });
      expect(loaded.kept.told).toEqual(['3: reference.missing t=1']);
      expect(await valuesOf(schema, 'select id as value from t order by id')).toEqual(['2', '3']);
    }));
});
