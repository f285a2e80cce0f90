import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dropTables, makeTables, rowsOf } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { newTableOf } from './pages/new-table.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'bad input' });

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
test.beforeEach(async ({ page, sluice }) => {
  await connectionsOf(page).enter();
  await dropTables(sluice.home);
});

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('odd values go in as they are, and rows that cannot are told with place and reason; the columns are keywords', async ({
  page,
  sluice,
}) => {
  await makeTables(sluice.home, 'create table "group" ("order" int primary key, "select" text not null)');
  const good = ['=HYPERLINK("x")', '👩‍👩‍👧 🏳️‍🌈', 'שלום abc', '+1', '@x'];
  const lines = [
    'order,select',
    ...good.map((text, at) => `${at + 1},"${text.replaceAll('"', '""')}"`),
    '6,too,wide',
    '7',
    '8,a\0b',
  ];
  const path = await file(
    'group.csv',
    Buffer.concat([Buffer.from(`${lines.join('\n')}\n9,`), Buffer.from([0xff, 10])]),
  );
  const screen = importOf(page);
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await screen.tab(/^With problems/).click();
  for (const [record, words] of [
    [6, 'The row has 3 fields; the table takes 2.'],
    [7, 'The row has 1 field; the table takes 2.'],
    [8, 'select holds a character that Postgres cannot store.'],
    [9, 'select holds bytes that are no text in the encoding of the file.'],
  ] as const) {
    await expect(screen.row(record)).toContainText(words);
  }
  await expect(screen.next).toContainText('4 rows stay as rejects');
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, 'select "select" from "group" order by "order"')).toEqual(
    good.map((text) => [text]),
  );
});

test('files that are empty, too large, too wide or go on for ever say so, and the rest goes in', async ({
  page,
  sluice,
}) => {
  await makeTables(sluice.home, 'create table notes (id int primary key, text text not null)');
  const wide = Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',');
  const screen = importOf(page);
  await shellOf(page).dropFiles([
    await file(
      'bomb.csv.gz',
      gzipSync(Buffer.concat([Buffer.from('id,text\n1,'), Buffer.alloc(140 * 1024 * 1024, 'a')])),
    ),
    await file('header.csv', 'id,text\n'),
    await file('twice.csv', 'id,text,,text\n1,a,b,c\n'),
    await file('wide.csv', `${wide}\n${'1,'.repeat(99_999)}1\n`),
    await file('long.csv', `id,text\n2,${'x'.repeat(17 * 1024 * 1024)}\n3,b\n`),
    await file('quote.csv', `id,text\n"4,a\n${`5,${'b'.repeat(4000)}\n`.repeat(1200)}`),
  ]);

  await screen.show('wide.csv');
  await expect(page.getByText('Its records have 100,000 fields')).toContainText('and 99,976 more');
  await newTableOf(page).create.click();
  await expect(page.getByRole('alert')).toContainText('a table of Postgres has at most 1,600 columns');
  await page.getByRole('button', { name: 'Take wide.csv out of the batch' }).click();

  await screen.show('header.csv');
  await expect(screen.main).toContainText('No records: nothing stands behind the header');
  await screen.show('twice.csv');
  await expect(screen.main).toContainText('2 fields left out: field 3, text');
  await screen.show('long.csv');
  await expect(screen.main).toContainText('The first record is longer than what is previewed');

  // What ends the check of one file does not end that of the others.
  await screen.untilChecked();
  await expect(screen.file('bomb.csv.gz')).toContainText('bomb.csv.gz unpacks to more than 128 MiB');
  await expect(screen.file('twice.csv')).toContainText('1 fit');
  await expect(screen.next).toContainText(/files are left out: .*bomb\.csv\.gz/);
  await screen.tab(/^With problems/).click();
  await expect(screen.row(1)).toContainText('at most 16 MiB are read');
  await screen.show('bomb.csv.gz');
  await expect(screen.next).toContainText('The other files go in without it.');
  await screen.next.getByRole('button', { name: 'Take it out' }).click();
  await expect(screen.file('bomb.csv.gz')).toHaveCount(0);
  await screen.show('quote.csv');
  const notice = page
    .getByRole('alert')
    .filter({ hasText: 'A quote opens in record 1, line 2, at byte 8 and never closes.' });
  await notice.getByText('Read without quotes').click();
  await screen.untilChecked();
  await expect(screen.load).toHaveAccessibleName(/^Load 3 rows/);
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, 'select id, text from notes order by id')).toEqual([
    ['1', 'a'],
    ['3', 'b'],
    ['5', 'b'.repeat(4000)],
  ]);
});
