import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TestSchema, withSchema } from '#backend/postgres/test-postgres.ts';
import { checkBatch } from './check-batch.ts';
import { loadBatch } from './load-batch.ts';
import { countsOf, takeBatch, type TestLoad } from './test-load.ts';

const tables = ['regions', 'shops', 'sales'] as const;
type TableName = (typeof tables)[number];
type Row = readonly [id: number, ref: number | null, n: number];
type Stored = Readonly<Record<TableName, readonly Row[]>>;

interface File {
  readonly table: TableName;
  readonly lines: readonly (readonly string[])[];
}
type Mode = 'insert' | 'skip';

interface FileEnd {
  readonly counts: Readonly<Record<'read' | 'inserted' | 'updated' | 'skipped' | 'rejected', number>>;
  /** Codes by record. */
  readonly told: Readonly<Record<number, readonly string[]>>;
}

const parentOf: Readonly<Record<TableName, TableName | null>> = { regions: null, shops: 'regions', sales: 'shops' };
const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** What must become of a batch, by a program of its own that goes through its rows one by one, parents first. */
function expectedOf(files: readonly File[], stored: Stored, mode: Mode): { ends: FileEnd[]; rows: Stored } {
  const rows: Record<TableName, Row[]> = { regions: [], shops: [], sales: [] };
  for (const table of tables) rows[table] = [...stored[table]];
  const ends: FileEnd[] = [];
  for (const table of tables) {
    for (const [at, file] of files.entries()) {
      if (file.table === table) ends[at] = takeFile(file, rows, mode);
    }
  }
  return { ends, rows };
}

function takeFile({ table, lines }: File, rows: Record<TableName, Row[]>, mode: Mode): FileEnd {
  const before = new Set(rows[table].map(([id]) => id));
  const parents = new Set(rows[parentOf[table] ?? 'regions'].map(([id]) => id));
  const claimed = new Set<number>();
  const told: Record<number, string[]> = {};
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    const codes: string[] = [];
    const [id = '', ref = '', n = ''] = line;
    if (line.length !== 3) codes.push(line.length < 3 ? 'fields.tooFew' : 'fields.tooMany');
    else {
      if (id === '' || n === '') codes.push('required');
      if ([id, ref, n].some((text) => text !== '' && !isNumber(text))) codes.push('type.integer');
      const isKey = isNumber(id);
      const isTwice = isKey && claimed.has(Number(id));
      const isThere = isKey && before.has(Number(id));
      if (parentOf[table] !== null && isNumber(ref) && !parents.has(Number(ref))) codes.push('reference.missing');
      if (isNumber(n) && Number(n) > 5) codes.push('constraint');
      if (mode === 'skip' && codes.length === 0 && (isTwice || isThere)) {
        skipped += 1;
        continue;
      }
      if (mode === 'insert' && isTwice) codes.push('duplicate.inFile');
      if (mode === 'insert' && isThere) codes.push('duplicate.inTable');
    }
    if (codes.length > 0) {
      told[index + 1] = codes.toSorted();
      continue;
    }
    claimed.add(Number(id));
    rows[table].push([Number(id), ref === '' ? null : Number(ref), Number(n)]);
  }
  const rejected = Object.keys(told).length;
  const read = lines.length;
  return { counts: { read, inserted: read - rejected - skipped, updated: 0, skipped, rejected }, told };
}

const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const line = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(
      pick('1', '2', '3', '4', '5', '6', '7', '8', '1', '2', '3', 'x', ''),
      pick('', '1', '2', '3', '4', '5', '6', '9', 'y'),
      pick('0', '1', '2', '3', '4', '5', '7', '', 'z'),
    ),
  },
  { weight: 1, arbitrary: fc.array(pick('1', '2'), { minLength: 1, maxLength: 5 }) },
);
const files = fc.array(
  fc.record({ table: fc.constantFrom(...tables), lines: fc.array(line, { minLength: 1, maxLength: 8 }) }),
  { minLength: 2, maxLength: 5 },
);
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });
const storedRows: fc.Arbitrary<Stored> = fc.tuple(ids, ids, ids).map(([regions, shops, sales]) => ({
  regions: regions.map((id): Row => [id, null, 0]),
  shops: shops.map((id): Row => [id, null, 0]),
  sales: sales.map((id): Row => [id, null, 0]),
}));

async function fill({ client }: TestSchema, stored: Stored): Promise<void> {
  await client.query('truncate regions, shops, sales');
  for (const table of tables) {
    for (const row of stored[table]) await client.query(`insert into ${table} values ($1, $2, $3)`, [...row]);
  }
}

const byId = (rows: readonly Row[]): Row[] => rows.toSorted(([one], [other]) => one - other);

async function rowsIn({ client }: TestSchema): Promise<Stored> {
  const read = async (table: TableName): Promise<Row[]> => {
    const { rows } = await client.query<{ id: string; ref: string | null; n: string }>(
      `select id, ref, n from ${table} order by id`,
    );
    return rows.map(({ id, ref, n }) => [Number(id), ref === null ? null : Number(ref), Number(n)]);
  };
  return { regions: await read('regions'), shops: await read('shops'), sales: await read('sales') };
}

const sorted = (stored: Stored): Stored => ({
  regions: byId(stored.regions),
  shops: byId(stored.shops),
  sales: byId(stored.sales),
});

const RUNS = 20;

test(
  `a check, a load in one transaction and the rules of reason agree on any batch of files, ${RUNS} times`,
  { timeout: 240_000 },
  () =>
    withSchema(async (schema) => {
      await schema.client.query(`
        create table regions (id int primary key, ref int, n int not null check (n <= 5));
        create table shops (id int primary key, ref int references regions, n int not null check (n <= 5));
        create table sales (id int primary key, ref int references shops, n int not null check (n <= 5))`);
      await fc.assert(
        fc.asyncProperty(
          files,
          storedRows,
          fc.constantFrom<Mode>('insert', 'skip'),
          fc.boolean(),
          async (batch, stored, mode, allOrNothing) => {
            await fill(schema, stored);
            const expected = expectedOf(batch, stored, mode);
            const requests = batch.map(({ table, lines }, at): TestLoad => ({
              table,
              name: `${at + 1}-${table}.csv`,
              columns: ['id', 'ref', 'n'],
              text: lines.map((fields) => `${fields.join(',')}\n`).join(''),
              options: { transaction: 'batch', mode, allOrNothing },
            }));
            const checked = await takeBatch(checkBatch, schema.login, requests);
            expect(checked.map(countsOf)).toEqual(expected.ends.map(({ counts }) => counts));
            expect(await rowsIn(schema)).toEqual(sorted(stored));
            const loaded = await takeBatch(loadBatch, schema.login, requests);
            const isUndone = allOrNothing && expected.ends.some(({ counts }) => counts.rejected > 0);
            expect(loaded.every(({ fault }) => (fault !== null) === isUndone)).toBe(true);
            expect(await rowsIn(schema)).toEqual(sorted(isUndone ? stored : expected.rows));
            // A load that is rolled back stops at its first reject; the check has told all.
            const whole = isUndone ? checked : loaded;
            expect(whole.map(countsOf)).toEqual(expected.ends.map(({ counts }) => counts));
            expect(whole.map(({ kept }) => kept.rows)).toEqual(checked.map(({ kept }) => kept.rows));
            expect(
              whole.map(({ kept }) =>
                Object.fromEntries(
                  kept.rows.map(({ record, errors }) => [
                    record,
                    [...new Set(errors.map(({ code }) => code))].toSorted(),
                  ]),
                ),
              ),
            ).toEqual(expected.ends.map(({ told }) => told));
          },
        ),
        {
          numRuns: RUNS,
          examples: [
            // Nothing but the second row's key keeps it from the server, which would refuse it for another reason.
            [
              [
                {
                  table: 'regions',
                  lines: [
                    ['3', '', '0'],
                    ['3', '', '7'],
                  ],
                },
                { table: 'regions', lines: [['1', '', '0']] },
              ],
              { regions: [], shops: [], sales: [] },
              'insert',
              false,
            ],
          ],
        },
      );
    }),
);
