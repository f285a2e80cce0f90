import { randomUUID } from 'node:crypto';
import { plainDialect } from '#shared/dialect.ts';
import { loadOptionsSchema } from '#shared/load.ts';
import type { NewRun } from './run-store.ts';

/** A run of tests, with an id of its own. */
export const newRun = (more: Partial<NewRun> = {}): NewRun => ({
  id: randomUUID(),
  batchId: 'b1',
  kind: 'load',
  door: 'cli',
  connectionId: 'c1',
  connectionName: 'warehouse',
  schema: 'public',
  table: 'hired_employees',
  sourceName: 'hired_employees.csv',
  sourcePath: '/data/hired_employees.csv',
  sourceBytes: 90_879,
  who: 'ana',
  dialect: plainDialect,
  options: loadOptionsSchema.parse({}),
  fieldColumns: ['id', 'name'],
  header: null,
  parentId: null,
  setup: null,
  ...more,
});
