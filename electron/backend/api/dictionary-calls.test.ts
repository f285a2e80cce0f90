import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBackend, type Backend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { withSchema, type TestSchema } from '#backend/postgres/test-postgres.ts';
import { importRequestSchema, type Preview } from '#shared/contract/imports.ts';
import { isFault } from '#shared/fault.ts';
import type { Job } from '#shared/job.ts';
import type { SourceRef } from '#shared/load.ts';
import type { Dictionary } from '#shared/rule.ts';

let dataFolder: string;
let backend: Backend;
const open = (allowPaths = true): Backend =>
  createBackend({
    dataFolder,
    host: 'electron',
    version: '1.2.3',
    secrets: sessionSecrets,
    allowPaths,
    door: 'import',
  });
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'sluice-dictionary-'));
  backend = open();
});
afterEach(async () => {
  await backend.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

const calls = () => createRouterClient(backend.router);
interface Scene extends TestSchema {
  readonly connectionId: string;
  /** What names a table of the schema in a call. */
  readonly of: (table: string) => { connectionId: string; name: { schema: string; table: string } };
}
const onServer = (work: (scene: Scene) => Promise<void>): Promise<void> =>
  withSchema(async (test) => {
    const { id } = await calls().connections.save({
      id: null,
      draft: { name: `test ${test.schema}`, kind: 'server', address: test.address, environment: 'test' },
      password: test.login.password,
      remember: false,
    });
    await work({
      ...test,
      connectionId: id,
      of: (table) => ({ connectionId: id, name: { schema: test.schema, table } }),
    });
  });

function write(name: string, ...lines: readonly string[]): SourceRef {
  const path = join(dataFolder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { kind: 'path', path };
}
const preview = (connectionId: string, source: SourceRef): Promise<Preview> =>
  calls().imports.preview({ connectionId, source });
async function endOf(jobId: string): Promise<Job> {
  let last: Job | null = null;
  for await (const job of await calls().jobs.watch({ jobId })) last = job;
  if (last === null) throw new Error('The job said nothing.');
  return last;
}
/** Checks and loads a file; both must count the same. */
async function load(connectionId: string, seen: Preview) {
  const { source, dialect, target, width, match, targetExists } = seen;
  const items = [{ source, dialect, target, width, match, targetExists }];
  const request = importRequestSchema.parse({ connectionId, items, options: {} });
  const checked = await endOf((await calls().imports.check(request)).jobId);
  const loaded = await endOf((await calls().imports.load(request)).jobId);
  expect(loaded.fault).toBeNull();
  expect(loaded.parts[0]?.ledger).toEqual(checked.parts[0]?.ledger);
  expect(loaded.parts[0]?.reasons).toEqual(checked.parts[0]?.reasons);
  return loaded.parts[0]!;
}
async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isFault(error)) return error.fault.sentence;
    throw error;
  }
  return 'none';
}

const changed = (dictionary: Dictionary, column: string, rule: Partial<Dictionary['columns'][number]>): Dictionary => ({
  ...dictionary,
  columns: dictionary.columns.map((one) => (one.name === column ? { ...one, ...rule } : one)),
});

describe('a dictionary that a person made', () => {
  it('is what preview, check and load judge by, until it is reset', () =>
    onServer(async ({ connectionId, client, of }) => {
      await client.query('create table people (id int primary key, code text)');
      const source = write('people.csv', 'id,code', '1,AB', '2,A', '3,abc');
      const before = await calls().dictionaries.get(of('people'));
      expect(before).toMatchObject({ dictionary: { origin: 'catalog' }, drift: [] });
      const dictionary = changed(before.dictionary, 'code', {
        required: true,
        rules: [
          { kind: 'length', severity: 'error', min: 2, max: null },
          { kind: 'pattern', severity: 'warning', pattern: '^[A-Z]+$' },
        ],
      });
      expect((await calls().dictionaries.save({ ...of('people'), dictionary })).problems).toEqual([]);
      expect((await calls().dictionaries.get(of('people'))).dictionary).toEqual({ ...dictionary, origin: 'person' });
      expect((await calls().tables.get(of('people'))).dictionary.columns[1]?.rules).toHaveLength(2);

      const seen = await preview(connectionId, source);
      expect(seen.rows.map(({ cells }) => [cells[1]?.error?.sentence, cells[1]?.warning])).toEqual([
        [undefined, null],
        ['code has 1 characters; it takes 2 or more.', null],
        [undefined, 'code does not have the form that the dictionary asks for.'],
      ]);
      const part = await load(connectionId, seen);
      expect(part.ledger).toMatchObject({ read: 3, inserted: 2, rejected: 1 });
      expect(part.reasons).toMatchObject([{ code: 'length', column: 'code', count: 1 }]);

      const { view } = await calls().dictionaries.reset(of('people'));
      expect(view?.dictionary).toEqual(before.dictionary);
      await client.query('delete from people');
      const again = await load(connectionId, await preview(connectionId, source));
      expect(again.ledger).toMatchObject({ read: 3, inserted: 3, rejected: 0 });
    }));

  it('is kept by connection and schema, goes before the built-in one, and is there after a restart', () =>
    onServer(async ({ of, login, schema, client }) => {
      const { dictionary } = await calls().dictionaries.get(of('departments'));
      expect(dictionary.origin).toBe('builtIn');
      const mine = changed(dictionary, 'department', { required: false, notEmpty: false });
      await calls().dictionaries.save({ ...of('departments'), dictionary: mine });
      await backend.close();
      backend = open();
      await calls().connections.open({ id: of('').connectionId, password: login.password });
      const after = await calls().dictionaries.get(of('departments'));
      expect(after.dictionary).toEqual({ ...mine, origin: 'person' });
      expect(after.unsaved?.origin).toBe('builtIn');
      const elsewhere = { ...of('departments'), name: { schema: `${schema}_other`, table: 'departments' } };
      expect((await calls().dictionaries.get(elsewhere)).dictionary.origin).toBe('builtIn');
      // What it says of a table that is not there is how the load creates it.
      const seen = await preview(of('').connectionId, write('departments.csv', '1,Sales', '2,'));
      expect((await load(of('').connectionId, seen)).ledger).toMatchObject({ inserted: 2, rejected: 0 });
      const { rows } = await client.query<{ department: string | null }>(
        'select department from departments order by id',
      );
      expect(rows).toEqual([{ department: 'Sales' }, { department: null }]);
      expect(await faultOf(calls().dictionaries.get(of('nowhere')))).toContain('nowhere does not exist');
    }));

  it('holds for what is there of a table that has changed since, and says where it does not fit', () =>
    onServer(async ({ connectionId, client, of }) => {
      await client.query('create table people (id int primary key, code text, gone text, size int)');
      const { dictionary } = await calls().dictionaries.get(of('people'));
      const mine = {
        ...changed(dictionary, 'code', { rules: [{ kind: 'oneOf', severity: 'error', values: ['A', 'B'] }] }),
        uniqueKeys: [['code', 'size'], ['gone']],
      };
      expect((await calls().dictionaries.save({ ...of('people'), dictionary: mine })).problems).toEqual([]);
      await client.query(
        'alter table people drop column gone; alter table people alter size type text; alter table people add note text not null',
      );
      const sentences = [
        'The dictionary names a column gone that the table does not have.',
        'The column size is text in the table and integer in the dictionary.',
        'The table has a column note that the dictionary does not know.',
      ];
      const { tables } = await calls().tables.list({ connectionId });
      expect(tables[0]?.drift).toEqual(sentences);
      expect((await calls().tables.get(of('people'))).summary.drift).toEqual(sentences);
      const view = await calls().dictionaries.get(of('people'));
      expect(view.drift.map(({ kind, column }) => [kind, column])).toEqual([
        ['gone', 'gone'],
        ['retyped', 'size'],
        ['extra', 'note'],
      ]);
      const rows = ['id,code,size,note', '1,A,1,x', '2,C,1,x', '3,A,wide,x', '4,A,1,x', '5,B,1,'];
      const seen = await preview(connectionId, write('people.csv', ...rows));
      expect(seen.drift).toEqual(sentences);
      expect(seen.columns.map(({ rule }) => rule.name)).toEqual(['id', 'code', 'size', 'note']);
      const part = await load(connectionId, seen);
      expect(part.ledger).toMatchObject({ read: 5, inserted: 1, rejected: 4 });
      expect(part.reasons.map(({ code, column, count, sentence }) => [code, column, count, sentence])).toEqual([
        ['required', 'note', 1, 'note is empty. The dictionary requires it.'],
        ['type.integer', 'size', 1, 'size takes a whole number from -2147483648 to 2147483647.'],
        ['oneOf', 'code', 1, 'code is none of the values that the dictionary lists.'],
        ['duplicate.inFile', 'code', 1, 'code, size (A, 1) stands in the file already, in record 1.'],
      ]);
    }));

  it('asks for keys and references over several columns, also of another schema, and names all of them', () =>
    onServer(async ({ connectionId, client, of, schema }) => {
      await client.query(`
        create table ${schema}.lines (id int primary key, a int, b text);
        create schema ${schema}_other;
        create table ${schema}_other.parents (x int, y text, primary key (x, y));
        insert into ${schema}_other.parents values (1, 'p'), (2, 'q')`);
      try {
        const { dictionary } = await calls().dictionaries.get(of('lines'));
        const mine: Dictionary = {
          ...dictionary,
          uniqueKeys: [['a', 'b']],
          references: [{ columns: ['a', 'b'], schema: `${schema}_other`, table: 'parents', parentColumns: ['x', 'y'] }],
        };
        expect((await calls().dictionaries.save({ ...of('lines'), dictionary: mine })).problems).toEqual([]);
        const seen = await preview(connectionId, write('lines.csv', 'id,a,b', '1,1,p', '2,1,q', '3,2,q', '4,1,p'));
        const part = await load(connectionId, seen);
        expect(part.reasons.map(({ code, column, sentence }) => [code, column, sentence])).toEqual([
          ['duplicate.inFile', 'a', 'a, b (1, p) stands in the file already, in record 1.'],
          ['reference.missing', 'a', `a, b (1, q) is not in ${schema}_other.parents (x, y).`],
        ]);
      } finally {
        await client.query(`drop schema ${schema}_other cascade`);
      }
    }));

  it('may have keys over columns that the server fills', () =>
    onServer(async ({ connectionId, client, of }) => {
      await client.query(`create table people (
        id int generated always as identity primary key, code text, twice text generated always as (code || code) stored unique)`);
      const { dictionary } = await calls().dictionaries.get(of('people'));
      const mine = changed(dictionary, 'code', { required: true });
      expect((await calls().dictionaries.save({ ...of('people'), dictionary: mine })).problems).toEqual([]);
      expect((await calls().dictionaries.get(of('people'))).drift).toEqual([]);
      const part = await load(connectionId, await preview(connectionId, write('people.csv', 'code', 'A', '""')));
      expect(part.ledger).toMatchObject({ read: 2, inserted: 2 });
    }));

  it('is not saved while something of it cannot be used; each problem stands under its column', () =>
    onServer(async ({ client, of, schema }) => {
      await client.query('create table people (id int primary key, code text, born date)');
      const { dictionary } = await calls().dictionaries.get(of('people'));
      const broken: Dictionary = {
        ...dictionary,
        columns: [
          {
            name: 'id',
            type: 'int4',
            required: true,
            notEmpty: false,
            rules: [{ kind: 'range', severity: 'error', min: '1', max: 'many' }],
          },
          {
            name: 'code',
            type: 'text',
            required: false,
            notEmpty: false,
            rules: [
              { kind: 'pattern', severity: 'error', pattern: '(' },
              { kind: 'length', severity: 'error', min: 4, max: 3 },
              { kind: 'oneOf', severity: 'error', values: [] },
            ],
          },
          {
            name: 'born',
            type: 'date',
            required: false,
            notEmpty: false,
            rules: [{ kind: 'range', severity: 'error', min: '2021-01-02', max: '2021-01-01' }],
          },
          { name: 'code', type: 'mood', required: false, notEmpty: false, rules: [] },
        ],
        uniqueKeys: [['id', 'id'], ['wrong']],
        references: [
          { columns: ['code'], table: 'nowhere', parentColumns: ['id'] },
          { columns: ['id'], table: 'people', parentColumns: ['parent'] },
          { columns: ['id'], table: 'departments', parentColumns: ['id', 'department'] },
        ],
      };
      const { problems, view } = await calls().dictionaries.save({ ...of('people'), dictionary: broken });
      expect(view).toBeNull();
      expect(problems.map(({ column, sentence }) => `${column ?? '-'}: ${sentence}`)).toEqual([
        'code: The column code stands there more than once.',
        'code: The server knows no type mood.',
        'id: "many" is not a value of its type.',
        'code: The pattern ( is not a regular expression.',
        'code: No text has at least 4 and at most 3 characters.',
        'code: The list of values is empty.',
        'born: No value is from 2021-01-02 to 2021-01-01.',
        'id: The unique key (id, id) names id twice.',
        '-: The unique key (wrong) names a column wrong that the dictionary does not have.',
        `code: There is no table ${schema}.nowhere to refer to. Create it first.`,
        `id: The table ${schema}.people has no column parent.`,
        'id: The reference (id) does not pair its columns with those of departments: 1 and 2.',
      ]);
      expect((await calls().dictionaries.get(of('people'))).dictionary.origin).toBe('catalog');
    }));
});

describe('a schema file', () => {
  const schema = {
    fields: [
      { name: 'id', type: 'integer', constraints: { required: true, minimum: 1 } },
      { name: 'code', type: 'string', title: 'Code', constraints: { maxLength: 3 } },
    ],
    primaryKey: 'id',
  };

  it('is read for a table, whose types stay, and written as it was read', () =>
    onServer(async ({ connectionId, client, of }) => {
      await client.query('create table people (id int primary key, code varchar(10))');
      const source = write('staff.schema.json', JSON.stringify(schema));
      const read = await calls().dictionaries.readSchema({ ...of('people'), source });
      expect(read).toMatchObject({ name: of('people').name, exists: true });
      expect(read.notes).toEqual(['title of code: a dictionary has no place for it; it was left out.']);
      expect(read.dictionary.columns.map(({ name, type }) => [name, type])).toEqual([
        ['id', 'int4'],
        ['code', 'varchar'],
      ]);
      expect((await calls().dictionaries.get(of('people'))).dictionary.origin).toBe('catalog');

      const path = join(dataFolder, 'out.schema.json');
      const { name } = of('people');
      expect(await calls().dictionaries.writeSchema({ name, dictionary: read.dictionary, path })).toMatchObject({
        path,
      });
      const again = await calls().dictionaries.readSchema({ ...of('people'), source: { kind: 'path', path } });
      expect(again.dictionary).toEqual(read.dictionary);
      const { href } = await calls().dictionaries.writeSchema({ name, dictionary: read.dictionary });
      const download = await backend.openDownload(href?.split('/').at(-1) ?? '');
      expect(await text(download.stream)).toBe(readFileSync(path, 'utf8'));

      const named = await calls().dictionaries.readSchema({ connectionId, name: null, source });
      expect([named.name.table, named.exists, named.dictionary.columns[0]?.type]).toEqual(['staff', false, 'int8']);
    }));

  it('is refused with what is wrong with it', () =>
    onServer(async ({ connectionId, of }) => {
      const read = (name: string, content: string) =>
        faultOf(calls().dictionaries.readSchema({ ...of('people'), source: write(name, content) }));
      expect(await read('a.json', '{')).toBe('The dictionary a.json cannot be used: it is not JSON.');
      expect(await read('b.json', '{}')).toBe('The dictionary b.json cannot be used: it holds no Table Schema.');
      const resources = ['a', 'b'].map((name) => ({ name, schema }));
      expect(await read('c.json', JSON.stringify({ resources }))).toBe(
        'The dictionary c.json cannot be used: it holds several schemas: a, b.',
      );
      expect(await read('d.json', `"${'x'.repeat(5 * 1024 * 1024)}"`)).toContain('it is larger than 4 MiB');
      const source: SourceRef = { kind: 'path', path: join(dataFolder, 'none.json') };
      expect(await faultOf(calls().dictionaries.readSchema({ ...of('people'), source }))).toBe(
        'none.json does not exist.',
      );
      await backend.close();
      backend = open(false);
      expect(await faultOf(calls().dictionaries.readSchema({ connectionId, name: null, source }))).toContain(
        'takes uploads only',
      );
      const dictionary: Dictionary = {
        table: 'a',
        columns: [{ name: 'a', type: 'text', required: false, notEmpty: false, rules: [] }],
        primaryKey: [],
        uniqueKeys: [],
        references: [],
        origin: 'person',
      };
      const out = { name: of('a').name, dictionary, path: join(dataFolder, 'x.json') };
      expect(await faultOf(calls().dictionaries.writeSchema(out))).toContain('takes uploads only');
    }));

  it('creates the table that it names, once, and its rules hold for what is loaded', () =>
    onServer(async ({ connectionId, of }) => {
      const source = write('staff.schema.json', JSON.stringify(schema));
      const { dictionary } = await calls().dictionaries.readSchema({ connectionId, name: null, source });
      const draft = { ...of('staff'), dictionary };
      const plan = await calls().dictionaries.planTable(draft);
      expect(plan.problems).toEqual([]);
      expect(plan.sql).toContain('"id" int8 not null');
      expect(plan.notes).toEqual([
        'The table holds types, required columns, keys and references. Length, pattern, range, list and not empty of id, code are judged on the way in.',
      ]);
      const created = await calls().dictionaries.createTable(draft);
      expect(created).toMatchObject({ problems: [], view: { dictionary: { origin: 'person' }, drift: [] } });
      const seen = await preview(connectionId, write('staff.csv', 'id,code', '1,ABC', '0,ABC', '2,ABCD'));
      expect((await load(connectionId, seen)).reasons.map(({ code }) => code)).toEqual(['length', 'range']);
      const again = await calls().dictionaries.createTable(draft);
      expect(again.problems[0]?.sentence).toContain('There is a table');
    }));

  it('creates nothing where a type is unknown or what it refers to is not there', () =>
    onServer(async ({ of, client, schema: own }) => {
      const dictionary: Dictionary = {
        table: 'staff',
        columns: [{ name: 'a', type: 'mood', required: false, notEmpty: false, rules: [] }],
        primaryKey: [],
        uniqueKeys: [],
        references: [{ columns: ['a'], table: 'departments', parentColumns: ['id'] }],
        origin: 'person',
      };
      const { problems } = await calls().dictionaries.createTable({ ...of('staff'), dictionary });
      expect(problems).toEqual([
        { column: 'a', sentence: 'The server knows no type mood.' },
        { column: 'a', sentence: `There is no table ${own}.departments to refer to. Create it first.` },
      ]);
      expect(await client.query(`select to_regclass('staff') as t`)).toMatchObject({ rows: [{ t: null }] });
    }));
});
