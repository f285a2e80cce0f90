import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFault } from '#shared/fault.ts';
import type { Dictionary } from '#shared/rule.ts';
import { openHistory, type History } from './open-history.ts';

let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-history-'));
  history = openHistory(folder);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

const people: Dictionary = {
  table: 'people',
  columns: [{ name: 'id', type: 'int4', required: true, notEmpty: false, rules: [] }],
  primaryKey: ['id'],
  uniqueKeys: [],
  references: [],
  origin: 'catalog',
};
const name = { schema: 'public', table: 'people' };

it('keeps one dictionary for a table of a connection, as a person made it', () => {
  const saved = { ...people, origin: 'person' as const };
  history.dictionaries.put('a', name, people);
  history.dictionaries.put('b', name, people);
  history.dictionaries.put('a', { schema: 'other', table: 'people' }, people);
  history.dictionaries.put('a', name, { ...people, table: 'another name', primaryKey: [] });
  expect(history.dictionaries.list('a')).toEqual([
    { name: { schema: 'other', table: 'people' }, dictionary: saved },
    { name, dictionary: { ...saved, primaryKey: [] } },
  ]);
  history.dictionaries.remove('a', name);
  expect(history.dictionaries.list('a').map((one) => one.name.schema)).toEqual(['other']);
  expect(history.dictionaries.list('b')).toEqual([{ name, dictionary: saved }]);
});

it('forgets them with their connection', () => {
  history.dictionaries.put('a', name, people);
  history.dictionaries.put('b', name, people);
  history.connections.remove('a');
  expect(history.dictionaries.list('a')).toEqual([]);
  expect(history.dictionaries.list('b')).toHaveLength(1);
});

it('says that the history is damaged where one cannot be read, rather than to load without its rules', () => {
  history.dictionaries.put('a', name, people);
  const db = new Database(join(folder, 'history.sqlite'));
  db.prepare(`UPDATE dictionary SET dictionary = '{"table": "people"}'`).run();
  db.close();
  let code = '';
  try {
    history.dictionaries.list('a');
  } catch (error) {
    code = isFault(error) ? error.fault.code : String(error);
  }
  expect(code).toBe('history.damaged');
});
