import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { plainDialect } from '#shared/dialect.ts';
import { Session } from '#backend/copy/session.ts';
import { withSchema } from '#backend/postgres/test-postgres.ts';
import { ClaimedKeys } from './claimed-keys.ts';
import { findDictionary } from './find-dictionary.ts';
import { judgeTypedRows, type TypedRow, type TypedTarget, type Verdict } from './judge-typed-rows.ts';

// The run of every day is short; PROPERTY_RUNS=300 makes a long one.
const runs = Number(process.env['PROPERTY_RUNS'] ?? 6);
vi.setConfig({ testTimeout: 120_000 + runs * 3000 });

const columns = ['id', 'code', 'place', 'at'];
// Two keys, one of them of two columns; values that are equal in several spellings.
const table = `
  create table parent (code varchar primary key);
  insert into parent values ('a'), ('b'), ('c');
  create table slices (id numeric(6,2) primary key, code varchar references parent, place int, at date not null,
    unique (code, place));
  insert into slices values (3, 'c', 3, '2021-01-01')`;
const rowsOf = fc.array(
  fc.tuple(
    fc.constantFrom('1', '1.0', '2', '02.00', '3.0', '4', '5', '6', '7', '8', 'x'),
    fc.constantFrom('a', 'b', 'c', 'missing', null),
    fc.constantFrom('1', '01', '2', '3', null),
    fc.constantFrom('2021-05-17', '2021-05-18', '2021-05-19', 'no date'),
  ),
  { minLength: 4, maxLength: 20 },
);

const toldBy = (verdicts: readonly Verdict[]): [number, string[]][] =>
  verdicts.map(({ record, errors }) => [record, errors.map((error) => JSON.stringify(error)).toSorted()]);

test('rows that are judged slice by slice are told what they are told together', async () => {
  let across = 0;
  await withSchema(async ({ client, login, schema }) => {
    await client.query(table);
    const session = await Session.open(login, () => undefined);
    const target = (mode: TypedTarget['mode']): TypedTarget => ({
      item: {
        dialect: plainDialect,
        target: { schema, table: 'slices' },
        width: columns.length,
        match: columns.map((column, field) => ({ column, field })),
      },
      dictionaryFor: (name, known) => findDictionary(name, known, { given: [], saved: [] }),
      mode,
    });
    try {
      await fc.assert(
        fc.asyncProperty(
          rowsOf,
          fc.integer({ min: 3, max: 9 }),
          fc.constantFrom('insert', 'skip'),
          async (all, size, mode) => {
            // Records as those of rejects are: some of a file.
            const rows = all.map((fields, index): TypedRow => ({ record: 3 * index + 5, fields }));
            const together = toldBy(await judgeTypedRows(session, target(mode), rows));
            const claimed = new ClaimedKeys();
            const sliced: [number, string[]][] = [];
            for (let from = 0; from < rows.length; from += size) {
              const slice = rows.slice(from, from + size);
              const verdicts = await judgeTypedRows(session, target(mode), slice, claimed);
              claimed.settle(verdicts.map(({ record, errors }) => (errors.length === 0 ? record : null)));
              sliced.push(...toldBy(verdicts));
            }
            expect(sliced).toEqual(together);
            // Of slices of one row, each is told of a row of another.
            if (size === 1)
              across += sliced.flatMap(([, errors]) => errors).filter((it) => it.includes('inFile')).length;
          },
        ),
        {
          numRuns: runs,
          examples: [
            [
              [
                ['1', 'a', '1', '2021-05-17'],
                ['1.0', 'b', null, 'no date'],
                ['2', 'a', '01', '2021-05-18'],
              ],
              1,
              'insert',
            ],
          ],
        },
      );
    } finally {
      await session.close();
    }
  });
  expect(across).toBeGreaterThan(0);
});
