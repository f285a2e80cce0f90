import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHistory } from '#backend/history/open-history.ts';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import type { LoadReport } from './load-report.ts';
import { type Ended, runCommand } from './test-command.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const load = (...args: string[]): Promise<Ended> => runCommand(home, ['load', ...args, '--json']);
const reportOf = ({ out }: Ended): LoadReport => JSON.parse(out) as LoadReport;

function write(name: string, content: string): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}
const people = (): string => write('people.csv', 'id,code\n1,AB\n2,A\n3,\n');

it('takes a Table Schema with --dictionary: creates its table, judges by it, and tells what it cannot hold', () =>
  withSchema(async ({ address }) => {
    const schema = write(
      'people.schema.json',
      JSON.stringify({
        title: 'People',
        fields: [
          { name: 'id', type: 'integer', constraints: { minimum: 1, maximum: 99 } },
          { name: 'code', type: 'string', constraints: { required: true, minLength: 2 } },
        ],
        primaryKey: 'id',
      }),
    );
    const ended = await load(people(), '--to', formatConnectionUrl(address), '--dictionary', schema);
    expect(ended.words).toContain('title: a dictionary has no place for it; it was left out.');
    expect(ended.code).toBe(3);
    expect(reportOf(ended)).toMatchObject({ read: 3, inserted: 1, rejected: 2, byReason: { length: 1, required: 1 } });
  }));

it('takes several tables from a Data Package', () =>
  withSchema(async ({ address, client }) => {
    const schemaOf = (...fields: string[]) => ({ fields: fields.map((name) => ({ name })), primaryKey: fields[0] });
    const resources = [
      { name: 'people', schema: schemaOf('id', 'code') },
      { name: 'codes', schema: schemaOf('code') },
    ];
    const file = write('datapackage.json', JSON.stringify({ resources }));
    const codes = write('codes.csv', 'code\nAB\n');
    const ended = await load(people(), codes, '--to', formatConnectionUrl(address), '--dictionary', file);
    expect(reportOf(ended).runs.map(({ table, inserted }) => [table, inserted])).toEqual([
      ['people', 3],
      ['codes', 1],
    ]);
    const { rows } = await client.query(`select id, code from people order by id`);
    expect(rows).toHaveLength(3);
  }));

it(
  'loads into a saved connection by the dictionaries that were saved for it, and says where one no longer fits',
  () =>
    withSchema(async ({ address, client }) => {
      await client.query('create table people (id int primary key, code text, note text)');
      const history = openHistory(home);
      history.connections.put({
        id: 'c1',
        name: 'warehouse',
        kind: 'server',
        address,
        environment: 'test',
        createdAt: '2026-11-01T08:00:00Z',
        secret: null,
      });
      history.dictionaries.put(
        'c1',
        { schema: address.schema, table: 'people' },
        {
          table: 'people',
          columns: [
            { name: 'id', type: 'int4', required: true, notEmpty: false, rules: [] },
            { name: 'code', type: 'text', required: true, notEmpty: true, rules: [] },
          ],
          primaryKey: ['id'],
          uniqueKeys: [],
          references: [],
          origin: 'person',
        },
      );
      history.close();
      const ended = await load(people(), '--to', 'warehouse');
      expect(ended.words).toContain('people: The table has a column note that the dictionary does not know.');
      expect(reportOf(ended)).toMatchObject({ read: 3, inserted: 2, rejected: 1, byReason: { required: 1 } });
      const usedOf = ({ out }: Ended): unknown => (JSON.parse(out) as { dictionaries: unknown }).dictionaries;
      const saved = { schema: address.schema, table: 'people', origin: 'saved', from: 'warehouse' };
      expect(usedOf(ended)).toEqual([saved]);
      // By another name of the same database they hold too.
      for (const to of [
        ['--to', formatConnectionUrl(address)],
        ['--connection', 'warehouse'],
      ]) {
        const again = await load(people(), ...to, '--dry-run');
        expect(again.words).toContain(
          `${address.schema}.people: rows are held to the dictionary saved for it with the connection warehouse.`,
        );
        expect(reportOf(again)).toMatchObject({ rejected: 3, byReason: { 'duplicate.inTable': 2, required: 1 } });
        expect(usedOf(again)).toEqual([saved]);
      }
    }),
  120_000,
);
