import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatConnectionUrl } from '#backend/postgres/parse-connection-url.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { type Ended, runCommand } from './test-command.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-match-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const sluice = (...args: string[]): Promise<Ended> => runCommand(home, args);

interface Loaded extends Ended {
  readonly rows: readonly unknown[][];
}

/** Loads a text into the table `staff` and tells what is in it then. */
const loadStaff = (text: string, ...args: string[]): Promise<Loaded> =>
  withSchema(async ({ client, address, schema }) => {
    await client.query(`create table staff (id int primary key, name text not null, company text default 'none')`);
    const file = join(home, 'in.csv');
    writeFileSync(file, text);
    const to = formatConnectionUrl({ ...address, schema });
    const ended = await sluice('load', file, '--to', to, '--table', 'staff', ...args);
    const query = { text: 'select id, name, company from staff order by id', rowMode: 'array' as const };
    return { ...ended, rows: (await client.query<unknown[]>(query)).rows };
  });

describe('what fills a column, on the command line', () => {
  it('is a field by name or number, or a text for every row', async () => {
    const text = 'Who,Key,Rest\nAnn,1,x\nBo,2,y\n';
    const { code, words, rows } = await loadStaff(
      text,
      '--map',
      'id=key',
      '--map',
      'name=1',
      '--set',
      'company=ACME, Inc.',
    );
    expect(rows).toEqual([
      ['1', 'Ann', 'ACME, Inc.'],
      ['2', 'Bo', 'ACME, Inc.'],
    ]);
    expect(words).toContain('in.csv: Rest is in no column of ');
    expect(code).toBe(0);
  });

  it('leaves what else is found by itself, and takes a field from the column that it was found for', async () => {
    const named = await loadStaff('id,name,company\n1,Ann,x\n', '--map', 'name=company');
    expect(named.rows).toEqual([['1', 'x', 'none']]);
    const bare = await loadStaff('1,Ann,x,y\n2,Bo,x,y\n', '--map', 'company=4', '--header', 'no');
    expect(bare.rows.at(-1)).toEqual(['2', 'Bo', 'y']);
    expect(bare.words).toContain('field 3 is in no column');
  });

  it.each([
    ['a field that is not there', ['--map', 'id=nobody'], 'there is no field nobody: id, name, x.'],
    ['a number beyond the last field', ['--map', 'id=4'], 'there is no field 4: id, name, x.'],
    ['a column that is not there', ['--set', 'nothing=1'], 'there is no column nothing.'],
    ['a column filled twice', ['--set', 'id=1', '--map', 'id=1'], 'id is filled twice.'],
    ['a required column left without', ['--map', 'company=name'], 'name is required and nothing fills it.'],
    ['a text that is no value', ['--set', 'id=one'], 'id is set to one: id takes a whole number'],
  ])('refuses %s before a row is read', async (_, args, reason) => {
    const { code, words, rows } = await loadStaff('id,name,x\n1,Ann,x\n', ...args);
    expect(words).toContain(`The columns do not match: ${reason}`);
    expect([code, rows]).toEqual([1, []]);
  });

  it('stands in the help', async () => {
    const { out } = await sluice('load', '--help');
    expect(out).toContain('--map <column=field>');
    expect(out).toContain('--set <column=text>');
  });
});
