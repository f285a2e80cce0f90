import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { dropTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { samples, wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'profile' });

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

/** The cells of a column's line, as they are read. */
const lineOf = (table: Locator, column: string): Locator =>
  table.getByRole('row', { name: new RegExp(`^${column}`) }).getByRole('cell');

test('the check tells of each column how many values differ, the least, the greatest, and the shapes of texts', async ({
  page,
}) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles(wrongOrder);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  await screen.tab(/^Columns$/).click();
  const profile = screen.profile('hired_employees.csv');
  await expect(profile.getByRole('row')).toHaveCount(6);
  // 17 rows have too few fields: they are wrong in every column. Of the others every id is there once.
  await expect(lineOf(profile, 'id')).toHaveText(
    ['583', '0', '17', '583', '1', '600', ''].map((text) => new RegExp(`^${text}`)),
  );
  await expect(lineOf(profile, 'id').nth(3)).toContainText('each once');
  await expect(lineOf(profile, 'job_id').nth(1)).toHaveText('61 %');
  await expect(lineOf(profile, 'name').nth(6)).toContainText(/Aa Aa \d+/);
  await expect(lineOf(profile, 'name').nth(6)).toContainText(/\d+ to \d+ characters/);
  await expect(lineOf(profile, 'datetime').nth(4)).toHaveText(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\+00$/);

  await screen.load.click();
  await screen.untilLoaded();
  await screen.tab(/^Columns$/).click();
  await expect(lineOf(profile, 'id').nth(3)).toContainText('583');
});

test('the page of a run keeps what its check learnt of the columns', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([samples.departments]);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await page.goto(`${new URL(page.url()).origin}/#/runs`);
  const runs = runsOf(page);
  await runs.row('departments').first().click();
  await runs.ledger.toBe('done');
  const profile = screen.profile('departments.csv');
  await expect(lineOf(profile, 'id').nth(3)).toHaveText('10each once');
  await expect(lineOf(profile, 'id').nth(5)).toHaveText('10');
});

test('more values than are kept are estimated, and said to be', async ({ page }) => {
  const screen = importOf(page);
  const path = join(folder, 'departments.csv');
  await writeFile(path, Array.from({ length: 80_000 }, (_, at) => `${at + 1},Section ${at % 1000}\n`).join(''));
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await screen.tab(/^Columns$/).click();
  const profile = screen.profile('departments.csv');
  await expect(lineOf(profile, 'id').nth(3)).toHaveText(/^about (79|80|81),\d00$/);
  await expect(lineOf(profile, 'department').nth(3)).toHaveText('1,000');
});
