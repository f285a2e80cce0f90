import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import ExcelJS from 'exceljs';
import { dropTables, makeTables, rowsOf } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'reading' });

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
  await makeTables(
    sluice.home,
    `create table sales (id int primary key, sold date not null, price numeric, note text);
     create table places (id bigint primary key, name text, of jsonb, city text)`,
  );
});

/**
 * Pictures of what the specs come by: SLUICE_SHOTS=/some/folder playwright test e2e/reading.
 * @param open opens what a change of the window's size closes
 */
async function take(page: Page, name: string, open?: () => Promise<void>): Promise<void> {
  const shots = process.env['SLUICE_SHOTS'];
  if (shots === undefined) return;
  await mkdir(resolve(shots), { recursive: true });
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
  ]) {
    await page.keyboard.press('Escape');
    await page.setViewportSize(size);
    await open?.();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(resolve(shots), `${name}-${size.width}-${colorScheme}.png`) });
    }
  }
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('a date that can be read in two ways is asked, and nothing is checked until it is answered', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([await file('sales.csv', 'id,sold,price,note\n1,1/2/2021,5.5,a\n2,3/4/2021,6.5,b\n')]);
  const chip = screen.chip('Dates');
  await expect(chip).toHaveAccessibleName('Dates: 1/2/2021: day first?');
  await expect(chip).toHaveAttribute('data-state', 'ask');
  await expect(screen.next).toContainText('1 open question');
  await expect(screen.next).toContainText('1/2/2021 can be read in two ways.');
  await expect(screen.check).toBeDisabled();
  await take(page, 'reading-asked');
  await take(page, 'reading-answers', () => chip.click());
  await chip.click();
  await page.getByRole('option', { name: 'Month first: 2 January 2021' }).click();
  await screen.untilChecked();
  await expect(screen.chip('Dates')).toHaveAccessibleName('Dates: month first');
  await expect(screen.row(2).getByRole('gridcell').nth(1)).toHaveText('2021-03-04');
  // Or beside the button that waits.
  await screen.choose('Dates', 'As detected');
  await screen.next.getByRole('button', { name: 'Day first: 1 February 2021' }).click();
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, 'select id::text, sold::text from sales order by id')).toEqual([
    ['1', '2021-02-01'],
    ['2', '2021-04-03'],
  ]);
});

test('chips change what the preview shows, also with what no list has', async ({ page }) => {
  const screen = importOf(page);
  const path = await file(
    'sales.csv',
    'a report\n% made by hand\nid~~sold~~price~~note\n1~~17.5.2021~~1.234,5~~`x~~y`\n2~~18.5.2021~~-~~n/a\n',
  );
  await shellOf(page).dropFiles([path]);
  await expect(screen.chip('To')).toBeVisible();
  const more = page.getByRole('button', { name: 'More about how the file is read' });
  await take(page, 'reading-more', () => more.click());
  await more.click();
  await screen.write('Skip at the top', '1');
  await screen.write('Comments', '%');
  await page.keyboard.press('Escape');
  await screen.write('Delimiter', '~~');
  await screen.write('Quote', '`');
  await screen.choose('Header', 'first record');
  await screen.choose('To', 'sales');
  await screen.chip('Null').click();
  await page.getByRole('option', { name: 'n/a' }).click();
  await page.getByRole('option', { name: '-', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(screen.chip('Null')).toHaveAccessibleName('Null: empty, n/a, -');
  await screen.untilChecked();
  await expect(screen.chip('Dates')).toHaveAccessibleName('Dates: day first');
  await expect(screen.chip('Decimal')).toHaveAccessibleName('Decimal: comma');
  await expect(screen.row(1).getByRole('gridcell')).toHaveText(['1', '2021-05-17', '1234.5', 'x~~y']);
  await expect(screen.row(2).getByRole('gridcell')).toHaveText(['2', '2021-05-18', 'null', 'null']);
  await take(page, 'reading-chips');
});

test('text of windows-1252 is read as such, and as what a person says it is', async ({ page }) => {
  const screen = importOf(page);
  const rows = Array.from({ length: 40 }, (_, id) => `${id},Größe für Müller & Söhne ${id},,\n`).join('');
  await shellOf(page).dropFiles([await file('places.csv', Buffer.from(`id,name,of,city\n${rows}`, 'latin1'))]);
  await expect(screen.chip('Encoding')).toHaveAccessibleName(/windows-1252/);
  await expect(screen.row(1).getByRole('gridcell').nth(1)).toHaveText('Größe für Müller & Söhne 0');
  await screen.choose('Encoding', 'windows-1251');
  await expect(screen.row(1).getByRole('gridcell').nth(1)).toHaveText('GrцЯe fьr Mьller & Sцhne 0');
});

test('a packed file and JSON are read like any other, numbers to their last digit', async ({ page, sluice }) => {
  const screen = importOf(page);
  const csv = await file('sales.csv.gz', gzipSync('id,sold,price,note\n1,2021-05-17,0.10,packed\n'));
  const json = await file(
    'places.json',
    '[{"id":9007199254740993,"name":"Ω","of":{"city":"Łódź","n":12345678901234567890.10}},\n{"id":2,"name":null,"of":null}]',
  );
  await shellOf(page).dropFiles([csv, json]);
  await screen.untilChecked();
  await screen.show('places.json');
  await expect(screen.chip('Format')).toHaveAccessibleName('Format: JSON');
  await expect(screen.chip('Fields')).toHaveAccessibleName('Fields: 5 keys');
  await take(page, 'reading-fields', () => screen.chip('Fields').click());
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, `select id::text, name, of->>'n' as n from places order by id desc`)).toEqual([
    ['9007199254740993', 'Ω', '12345678901234567890.10'],
    ['2', null, null],
  ]);
  expect(await rowsOf(sluice.home, 'select price::text, note from sales')).toEqual([['0.10', 'packed']]);
});

test('the sheet of a workbook is chosen', async ({ page }) => {
  const screen = importOf(page);
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('First').addRows([
    ['id', 'name'],
    [1, 'one'],
  ]);
  workbook.addWorksheet('Second').addRows([
    ['id', 'name'],
    [7, 'seven'],
  ]);
  await shellOf(page).dropFiles([await file('places.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()))]);
  await screen.untilChecked();
  await expect(screen.row(1).getByRole('gridcell').nth(1)).toHaveText('one');
  await screen.choose('Sheet', 'Second');
  await expect(screen.row(1).getByRole('gridcell').nth(1)).toHaveText('seven');
  await screen.untilChecked();
});

test('a quote that never closes is told with its place, and the file can be read without quotes', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  const rows = Array.from({ length: 30_000 }, (_, id) => `${id + 2},place ${id},,\n`).join('');
  await shellOf(page).dropFiles([await file('places.csv', `id,name,of,city\n1,"open,,\n${rows}`)]);
  await expect(screen.main).toContainText('A quote opens in record 1, line 2, at byte 18 and never closes.', {
    timeout: 60_000,
  });
  await take(page, 'reading-quote');
  await screen.main.getByRole('link', { name: 'Read without quotes' }).click();
  await screen.untilChecked();
  await expect(screen.chip('Quote')).toHaveAccessibleName('Quote: none');
  await expect(screen.row(1).getByRole('gridcell').nth(1)).toHaveText('"open');
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, 'select count(*)::text from places')).toEqual([['30001']]);
});
