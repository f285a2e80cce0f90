import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Preview, previewRequestSchema, type PreviewRow } from '#shared/contract/imports.ts';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { previewSource } from './preview-source.ts';
import { type KeptOutcome, load, withFolder } from './test-load.ts';
import { type RandomFile, randomFiles } from './test-random-files.ts';

// The run of every day is short; PROPERTY_RUNS=10000 makes a long one.
const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 120_000 + runs * 2000 });

const types = `create type mood as enum ('sad', 'so so', 'happy');
  create domain moods as mood[];
  create domain percent as numeric(5,2) check (value <= 100)`;

async function createTable({ client }: TestSchema, { columns }: RandomFile): Promise<void> {
  const all = ['id int primary key', ...columns.map(({ name, sqlType }) => `${name} ${sqlType}`)];
  await client.query(`drop table if exists t; create table t (${all.join(', ')})`);
}

const previewOf = ({ login, schema }: TestSchema, file: RandomFile, path: string): Promise<Preview> =>
  previewSource(
    login,
    { path, name: 't.csv' },
    previewRequestSchema.parse({
      connectionId: 'c',
      source: { kind: 'path', path },
      dialect: file.dialect,
      target: { schema, table: 't' },
      match: file.match,
    }),
    { saved: [], matchOf: () => null },
  );

/** The rows of the table by their record, each column as the server prints it. */
async function storedRows({ client }: TestSchema, { columns }: RandomFile): Promise<Map<number, unknown[]>> {
  const text = `select id, ${columns.map(({ name }) => name).join(', ')} from t`;
  const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
  return new Map(rows.map((row) => [Number(row[0]), row]));
}

const isWrong = ({ rowError, cells }: PreviewRow): boolean =>
  rowError !== null || cells.some(({ error }) => error !== null);

/** What is wrong with a previewed row, as a load tells it. */
const errorsOf = ({ rowError, cells }: PreviewRow): string[] =>
  [rowError, ...cells.map(({ error }) => error)]
    .flatMap((error) => (error === null ? [] : [JSON.stringify(error)]))
    .toSorted();

const storedIn = ({ cells }: PreviewRow): (string | null)[] => cells.map(({ stored }) => stored);

const cameIn = ({ cells }: PreviewRow): (string | null)[] => cells.map(({ text }) => text);

/** The texts that the file was made of, as far as they say what comes: a mark for NULL and a constant may be any text. */
const writtenIn = ({ cells, rowError, record }: PreviewRow, { match, records }: RandomFile): (string | null)[] =>
  cells.map(({ text }, at) => {
    const one = match[at];
    const meant = one !== undefined && 'field' in one ? records[record - 1]?.[one.field] : null;
    return rowError === null ? (meant ?? text) : text;
  });

const rejectErrors = (loaded: KeptOutcome): Map<number, string[]> =>
  new Map(
    loaded.kept.rows.map(({ record, errors }) => [record, errors.map((error) => JSON.stringify(error)).toSorted()]),
  );

test('what is previewed is what Postgres holds afterwards, cell by cell, and what is wrong there is what is rejected', async () => {
  let stored = 0;
  let rejected = 0;
  const paths = new Set<string | null>();
  await withSchema(async (schema) => {
    await schema.client.query(types);
    await withFolder((folder) =>
      fc.assert(
        fc.asyncProperty(randomFiles, fc.constantFrom('insert', 'skip'), async (file, mode) => {
          const path = join(folder, 't.csv');
          writeFileSync(path, file.bytes);
          await createTable(schema, file);
          const preview = await previewOf(schema, file, path);
          expect([preview.whole, preview.rows.length]).toEqual([true, file.records.length]);

          const { dialect, match } = file;
          const columns = Array.from({ length: file.width }, () => null);
          const loaded = await load(schema.login, { table: 't', path, columns, match, dialect, options: { mode } });
          expect(loaded.fault).toBeNull();
          paths.add(loaded.path);
          const rows = await storedRows(schema, file);
          const rejects = rejectErrors(loaded);
          const became = preview.rows.map(({ record }) => rejects.get(record) ?? rows.get(record));
          expect(became).toEqual(preview.rows.map((row) => (isWrong(row) ? errorsOf(row) : storedIn(row))));
          expect(rows.size + rejects.size).toBe(file.records.length);
          // No parser cut the fields otherwise than they were written.
          expect(preview.rows.map(cameIn)).toEqual(preview.rows.map((row) => writtenIn(row, file)));
          stored += rows.size;
          rejected += rejects.size;
        }),
        { numRuns: runs },
      ),
    );
  });
  // A property about nothing would hold too.
  expect(stored).toBeGreaterThan(runs / 2);
  expect(rejected).toBeGreaterThan(runs / 2);
  expect(paths).toEqual(new Set(['direct', 'staged']));
});
