import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { faultsOf } from './axe.ts';
import { countRows, dropTables, makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { newTableOf } from './pages/new-table.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'new table' });

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

/** 20 rows that no table fits; the unit price of two of them is no number. */
async function parts(name = 'Spare Parts.csv'): Promise<string> {
  const path = join(folder, name);
  const lines = Array.from({ length: 20 }, (_, at) => {
    const price = at === 11 || at === 15 ? 'on request' : `${at}.50`;
    return `${at + 1},A${at % 10}-${100 + at},${price},2021-03-${String(at + 1).padStart(2, '0')},00${at},${at % 2 === 0 ? 'true' : 'false'}`;
  });
  await writeFile(
    path,
    ['Id,Part code,Unit price,Since,Shelf,In use,', ...lines].map((line) => line.replace(/,$/, '')).join('\n'),
  );
  return path;
}

test('a file that fits no table becomes one: types with the row that decided, one made narrower, rejects as told', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  const table = newTableOf(page);
  await shellOf(page).dropFiles([await parts()]);
  await expect(page.getByText('Which table?', { exact: true })).toBeVisible();
  await table.create.click();
  await expect(page.getByText('20 rows read to the end')).toBeVisible();
  await expect(table.name).toHaveValue('spare_parts');
  await expect(table.columnName('Part code')).toHaveValue('part_code');
  await expect(table.type('Id')).toHaveText('integer');
  await expect(table.type('Since')).toHaveText('date');
  await expect(table.type('Shelf')).toHaveText('text');
  await expect(table.type('In use')).toHaveText('boolean');
  await expect(table.type('Unit price')).toHaveText('text');
  await expect(table.row('Unit price')).toContainText('record 12 is “on request”; 2 of 20 values are not numeric(4,2)');
  await expect(table.row('Shelf')).toContainText('record 1 is “000”');
  expect(await faultsOf(page)).toEqual([]);

  await table.chooseType('Unit price', /^numeric\(4,2\)/);
  await expect(table.row('Unit price')).toContainText('2 rows become rejects, the first is record 12: “on request”');
  await table.columnName('Unit price').fill('price');
  await table.tab(/^Statement/).click();
  await expect(table.statement).toHaveValue(/"price" numeric\(4,2\) not null/);
  await expect(table.use).toHaveText('Use 6 columns');
  await table.use.click();

  await screen.untilChecked();
  expect(await screen.ledger.numbers()).toEqual({
    read: 20,
    terms: { 'to insert': 18, 'to update': 0, 'to skip': 0, 'to reject': 2 },
  });
  expect(await countRows(sluice.home, 'spare_parts')).toBeNull();
  await screen.load.click();
  await screen.untilLoaded();
  expect(await countRows(sluice.home, 'spare_parts')).toBe(18);
});

test('the statement can be edited as a whole; one that makes anything else is refused', async ({ page, sluice }) => {
  const screen = importOf(page);
  const table = newTableOf(page);
  await shellOf(page).dropFiles([await parts('stock.csv')]);
  await table.create.click();
  await table.tab(/^Statement/).click();
  await expect(table.statement).toHaveValue(/create table/);
  const made = await table.statement.inputValue();
  await table.statement.fill(`${made}; drop table stock`);
  await table.use.click();
  await expect(table.statement).toHaveAccessibleDescription(/cannot insert multiple commands/);
  await table.statement.fill('create table elsewhere (id int)');
  await table.use.click();
  await expect(table.statement).toHaveAccessibleDescription(/it creates another table/);
  await table.statement.fill(made.replace('"id" int4', '"id" inetger'));
  await table.use.click();
  await expect(table.statement).toHaveAccessibleDescription(/type "inetger" does not exist/);
  await table.statement.fill(
    made
      .replace(
        '"shelf" text',
        `"shelf" varchar(3) check ("shelf" < '01'), "seen" timestamptz default now(), "more" text`,
      )
      .replace('"more" text not null', '"more" text'),
  );
  await expect(table.use).toHaveText('Use this statement');
  await table.use.click();
  await screen.untilChecked();
  // varchar(3) takes no shelf of four characters: ten rows.
  expect((await screen.ledger.numbers()).terms).toMatchObject({ 'to insert': 10, 'to reject': 10 });
  await screen.load.click();
  await screen.untilLoaded();
  expect(await countRows(sluice.home, 'stock')).toBe(10);
});

test('what is wrong with a name stands beside it, also where the table came meanwhile', async ({ page, sluice }) => {
  const table = newTableOf(page);
  await shellOf(page).dropFiles([await parts('depot.csv')]);
  await table.create.click();
  const shelf = table.columnName('Shelf');
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /A column needs a name/],
    ['since', /Field 4 is called since too/],
    ['é'.repeat(32), /at most 63 bytes, this one has 64/],
    ['xmin', /Every table has a column xmin/],
  ];
  for (const [name, why] of wrong) {
    await shelf.fill(name);
    await expect(shelf).toHaveAccessibleDescription(why);
    await expect(table.use).toBeDisabled();
  }
  // A word of SQL is a name like any other, in quotes.
  await shelf.fill('order');
  await expect(shelf).toHaveAccessibleDescription(/written in quotes/);
  await table.name.fill('n'.repeat(64));
  await expect(table.name).toHaveAccessibleDescription(/at most 63 bytes/);
  await table.name.fill('depot');
  await expect(table.use).toBeEnabled();
  await makeTables(sluice.home, 'create table depot (id int)');
  await table.use.click();
  await expect(table.name).toHaveAccessibleDescription(/There is a table public\.depot already/);
  await expect(table.use).toBeDisabled();
  await table.name.fill('depots');
  await table.use.click();
  await importOf(page).untilChecked();
  await importOf(page).load.click();
  await importOf(page).untilLoaded();
  expect(await countRows(sluice.home, 'depots')).toBe(20);
});

test('what was changed stays with the file: left, come back to, undone, and read another way', async ({ page }) => {
  const table = newTableOf(page);
  await shellOf(page).dropFiles([await parts('yard.csv')]);
  await table.create.click();
  await expect(page.getByText('The key is id')).toBeVisible();
  await table.key('Id').click();
  await expect(page.getByText('No key is chosen')).toBeVisible();
  await table.columnName('Unit price').fill('price');
  await expect(page.getByText('2 changes, kept until the file leaves the batch')).toBeVisible();
  await table.back.click();
  await expect(page.getByText('its 2 changes are kept')).toBeVisible();
  await page.getByRole('button', { name: 'Go on with yard' }).click();
  // At once: the file is not read a second time.
  await expect(table.columnName('Unit price')).toHaveValue('price');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(table.columnName('Unit price')).toHaveValue('unit_price');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(table.columnName('Unit price')).toHaveValue('price');

  // Another word for NULL: the type that was left as proposed follows, what was changed stays.
  await importOf(page).chip('Null').click();
  await page.getByRole('textbox', { name: 'Another marker' }).fill('on request');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByText('your 2 changes are kept')).toBeVisible();
  await expect(table.type('Unit price')).toHaveText('numeric(4,2)');
  await expect(table.columnName('Unit price')).toHaveValue('price');
  // Another delimiter: other fields.
  await importOf(page).choose('Delimiter', /semicolon/i);
  await expect(page.getByText('the table is proposed anew')).toBeVisible();
});

test('a cancel while the file is read leaves nothing, and the question stays', async ({ page, sluice }) => {
  const table = newTableOf(page);
  const path = join(folder, 'long list.csv');
  await pipeline(function* lines() {
    yield 'code,label,amount,day\n';
    for (let block = 0; block < 400; block += 1)
      yield `K-${block},Label of block ${block},${block}.25,2021-01-05\n`.repeat(2000);
  }, createWriteStream(path));
  await shellOf(page).dropFiles([path]);
  await table.create.click();
  await expect(page.getByText(/Reading long list\.csv to its end/)).toBeVisible();
  await table.cancel.click();
  await expect(table.create).toBeVisible();
  expect(await countRows(sluice.home, 'long_list')).toBeNull();
});

test('a table of 1,590 columns is made like any other: those in sight are drawn, and the one in hand stays', async ({
  page,
}) => {
  const path = join(folder, 'Wide readings.csv');
  const all = Array.from({ length: 1590 }, (_, at) => 1000 + at);
  await writeFile(path, `${all.map((at) => `Value ${at}`).join(',')}\n${all.join(',')}\n${all.join(',')}\n`);
  const table = newTableOf(page);
  await shellOf(page).dropFiles([path]);
  await table.create.click();
  await expect(table.columns).toHaveAttribute('aria-rowcount', '1591');
  expect(await table.columns.getByRole('row').count()).toBeLessThan(60);
  await expect(table.columnName('Value 2589')).toHaveCount(0);

  await table.columnName('Value 1001').fill('second');
  const scroll = (share: number) =>
    table.columns.evaluate((element, to) => {
      const box = element.parentElement;
      box?.scrollTo(0, box.scrollHeight * to);
    }, share);
  await scroll(1);
  await table.columnName('Value 2589').fill('last');
  await expect(table.row('Value 2589')).toHaveAttribute('aria-rowindex', '1591');
  await scroll(0);
  await expect(table.columnName('Value 1001')).toHaveValue('second');
  // The one that was typed into last is still there, and has the focus.
  await expect(table.columnName('Value 2589')).toBeFocused();
  expect(await table.columns.getByRole('row').count()).toBeLessThan(60);

  await expect(table.use).toHaveText('Use 1,590 columns');
  await table.tab(/^Statement/).click();
  await expect(table.statement).toHaveValue(/"second" int4 not null,[^]*"last" int4 not null\n/);
});
