import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBackend, type Backend } from '#backend/backend.ts';
import { sessionSecrets } from '#backend/postgres/secret-store.ts';
import { withSchema, type TestSchema } from '#backend/postgres/test-postgres.ts';
import { importRequestSchema, type Preview, type PreviewRequest } from '#shared/contract/imports.ts';
import type { FieldMatch } from '#shared/load.ts';
import type { Run } from '#shared/run.ts';

let folder: string;
let backend: Backend;
let files = 0;
const open = (): Backend =>
  createBackend({
    dataFolder: folder,
    host: 'electron',
    version: '1.2.3',
    secrets: sessionSecrets,
    allowPaths: true,
    door: 'import',
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-matching-'));
  backend = open();
});
afterEach(async () => {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

const calls = () => createRouterClient(backend.router);
const table = `create table staff (id int primary key, name text not null, since date, note text default 'new')`;

interface Desk {
  readonly test: TestSchema;
  readonly preview: (text: string, more?: Partial<PreviewRequest>) => Promise<Preview>;
  readonly run: (kind: 'check' | 'load', preview: Preview) => Promise<Run>;
}

/** A saved connection to a schema of its own with the table `staff`. */
const atDesk = (work: (desk: Desk) => Promise<void>): Promise<void> =>
  withSchema(async (test) => {
    await test.client.query(table);
    const { id: connectionId } = await calls().connections.save({
      id: null,
      draft: { name: 'desk', kind: 'server', address: test.address, environment: 'test' },
      password: test.login.password,
      remember: false,
    });
    await work({
      test,
      preview: (text, more = {}) => {
        const path = join(folder, `staff-${(files += 1)}.csv`);
        writeFileSync(path, text);
        return calls().imports.preview({ connectionId, source: { kind: 'path', path }, ...more });
      },
      run: async (kind, { source, dialect, target, width, match, matched, targetExists }) => {
        const items = [{ source, dialect, target, width, match, matched, targetExists }];
        const request = importRequestSchema.parse({ connectionId, items, options: {} });
        const { jobId } = await calls().imports[kind](request);
        let runId = '';
        for await (const job of await calls().jobs.watch({ jobId })) runId = job.parts[0]?.runId ?? '';
        return calls().runs.get({ runId });
      },
    });
  });

/** Id, name and note of each row. */
async function staffOf({ client }: TestSchema): Promise<unknown[][]> {
  const text = 'select id, name, note from staff order by id';
  return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
}

const pairs = ({ match, matched }: Preview): unknown[] => [
  matched?.by,
  ...match.map((one) => `${one.column} ${'field' in one ? one.field : `= ${one.constant}`}`),
];

it('says how fields found their columns: by header, by order, or as chosen', () =>
  atDesk(async ({ preview }) => {
    expect(pairs(await preview('Nombre;Nr\nAnn;1\n'))).toEqual(['header', 'id 1', 'name 0']);
    expect(pairs(await preview('1,Ann,2021-05-17,x\n2,Bo,2021-05-17,y\n'))[0]).toBe('position');
    const match: FieldMatch[] = [
      { column: 'id', field: 0 },
      { column: 'name', field: 1 },
    ];
    const text = 'id,name,since\n1,Ann,2021-05-17\n';
    expect(pairs(await preview(text, { match }))[0]).toBe('chosen');
    // What a person says and the file suggests by itself needs no memory.
    const same: FieldMatch[] = [{ column: 'since', field: 2, changes: [] }, ...match];
    expect(pairs(await preview(text, { match: same }))[0]).toBe('header');
  }));

it('offers what was loaded the last time to a file with the same header, and forgets it when the suggestion is taken', () =>
  atDesk(async ({ test, preview, run }) => {
    const match: FieldMatch[] = [
      { column: 'id', field: 1, changes: [{ kind: 'trim' }] },
      { column: 'name', field: 0 },
      { column: 'note', constant: 'ACME' },
    ];
    const target = { schema: '', table: 'staff' };
    const chosen = await preview('Who,Key,Rest\nAnn, 1 ,x\n', { match, target, dialect: { header: true } });
    await run('check', chosen);
    const likewise = (rows: string, more: Partial<PreviewRequest> = {}) =>
      preview(`WHO,key,rest\n${rows}`, { target, dialect: { header: true }, ...more });
    expect(pairs(await likewise('Bo,2,y\n'))[0]).toBe('position');

    expect((await run('load', chosen)).state).toBe('loaded');
    await backend.close();
    backend = open();
    const again = await likewise('Bo, 2 ,y\n');
    expect(again.matched?.by).toBe('memory');
    expect(again.match).toEqual(match);
    expect(again.rows[0]?.cells.map(({ stored }) => stored)).toEqual(['2', 'Bo', null, 'ACME']);
    expect((await run('load', again)).ledger.inserted).toBe(1);
    expect((await preview('who,key\nBo,2\n', { target, dialect: { header: true } })).matched?.by).toBe('position');

    // What a table no longer has is not offered.
    await test.client.query('alter table staff rename note to remark');
    expect((await likewise('Bo,2,y\n')).matched?.by).toBe('position');
    await test.client.query('alter table staff rename remark to note');

    const detected = await likewise('3,Cy,2021-05-17\n', { memory: false });
    expect(pairs(detected)).toEqual(['position', 'id 0', 'name 1', 'since 2']);
    expect((await run('load', detected)).ledger.inserted).toBe(1);
    expect((await likewise('4,Di,2021-05-17\n')).matched?.by).toBe('position');
    expect(await staffOf(test)).toEqual([
      ['1', 'Ann', 'ACME'],
      ['2', 'Bo', 'ACME'],
      ['3', 'Cy', 'new'],
    ]);
  }));

it('shows a file that fills no required column, says which one is open, and does not load it so', () =>
  atDesk(async ({ preview, run }) => {
    const open = await preview('id,since\n1,2021-05-17\n');
    expect([open.unfilled, open.rows[0]?.cells[0]?.stored]).toEqual([['name'], '1']);
    const { state, fault } = await run('load', open);
    expect([state, fault?.sentence]).toEqual([
      'failed',
      'The columns do not match: name is required and nothing fills it.',
    ]);
  }));

it('judges changed fields and constants alike in check and load, on either path, and keeps the original of a reject', () =>
  atDesk(async ({ test, preview, run }) => {
    await test.client.query(`insert into staff values (7, 'there')`);
    const match: FieldMatch[] = [
      { column: 'id', field: 0, changes: [{ kind: 'trim' }, { kind: 'replace', find: '#', with: '' }] },
      {
        column: 'name',
        field: 1,
        changes: [
          { kind: 'case', to: 'firstLetters' },
          { kind: 'fill', with: 'nobody' },
        ],
      },
      { column: 'note', constant: 'ACME' },
    ];
    const seen = await preview('id,name\n #1 ,ann LEE\n#2,\n" #7 ",bo\n#x,cy\n#2,di\n', { match });
    const checked = await run('check', seen);
    const loaded = await run('load', seen);
    const counts = { read: 5, inserted: 2, rejected: 3 };
    expect([checked.ledger, loaded.ledger]).toMatchObject([counts, counts]);
    const told = async ({ id }: Run) =>
      (await calls().rejects.page({ runId: id, offset: 0, limit: 9 })).rejects.map(({ line, errors }) => [
        line,
        ...errors.map(({ sentence }) => sentence),
      ]);
    expect(await told(loaded)).toEqual([
      ['" #7 ",bo', 'id 7 is in the table already.'],
      ['#x,cy', 'id takes a whole number from -2147483648 to 2147483647.'],
      ['#2,di', 'id 2 stands in the file already, in record 2.'],
    ]);
    expect(await told(checked)).toEqual(await told(loaded));
    expect(await staffOf(test)).toEqual([
      ['1', 'Ann Lee', 'ACME'],
      ['2', 'nobody', 'ACME'],
      ['7', 'there', 'new'],
    ]);
  }));
