import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { countRows, dropTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { sumOf } from './pages/ledger.ts';
import { dragFiles, shellOf } from './pages/shell.ts';
import { challengeFolder, samples, writeDepartments, wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'import' });

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

/** Writes a file that the spec drops. */
async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Drops files, waits for their check, loads them. */
async function loadAll(page: Page, paths: readonly string[]): Promise<void> {
  const screen = importOf(page);
  await shellOf(page).dropFiles(paths);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
}

test('three files dropped child first are guessed, ordered, checked and loaded, every row accounted for', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  const shell = shellOf(page);
  const drag = await dragFiles(page, wrongOrder);
  await expect(page.getByText('Drop to import 3 files')).toBeVisible();
  await drag.drop();
  await expect(page.getByText('Drop to import 3 files')).toBeHidden();

  await expect(shell.title).toHaveText('Import');
  await expect(screen.files).toContainText([
    /departments\.csv\s*to departments/,
    /jobs\.csv\s*to jobs/,
    /hired_employees\.csv\s*to hired_employees/,
  ]);
  await expect(screen.batch).toContainText('Parents first: hired_employees refers to departments and jobs.');
  await screen.untilChecked();
  await expect(screen.main).toContainText('3 files, 634 rows');
  await expect(screen.file('departments.csv')).toContainText('10 fit');
  await expect(screen.file('jobs.csv')).toContainText('24 fit');
  await expect(screen.file('hired_employees.csv')).toContainText('577 fit');
  await expect(screen.file('hired_employees.csv')).toContainText('23 rejected');
  expect(await countRows(sluice.home, 'departments')).toBeNull();

  await screen.show('hired_employees.csv');
  await screen.ledger.toBe('plan');
  const plan = await screen.ledger.numbers();
  expect(plan).toEqual({
    read: 600,
    terms: { 'to insert': 577, 'to update': 0, 'to skip': 0, 'to reject': 23 },
  });
  expect(sumOf(plan)).toBe(plan.read);
  await expect(screen.next).toContainText(/17\s*too few fields/);
  await expect(screen.next).toContainText(/6\s*job_id is empty and required/);

  await expect(screen.load).toHaveAccessibleName(/^Load 611 rows/);
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('done');
  const done = await screen.ledger.numbers();
  expect(done).toEqual({ read: 600, terms: { inserted: 577, updated: 0, skipped: 0, rejected: 23 } });
  expect(sumOf(done)).toBe(done.read);
  await expect(screen.ledger.ledger).toContainText('Balances: our count and the server’s');
  await expect(screen.next).toContainText('Why 23 were rejected');
  await expect(screen.next.getByRole('button', { name: 'Look at 23 rejects' })).toBeVisible();
  await expect(screen.result('departments.csv').getByRole('cell')).toContainText([/departments/, 'Loaded', '10', '10']);
  await expect(screen.result('hired_employees.csv').getByRole('cell')).toContainText([
    'hired_employees.csv',
    'Loaded with rejects',
    '600',
    '577',
    '0',
    '0',
    '23',
  ]);
  await expect(screen.result('All files').getByRole('cell')).toContainText(['634', '611', '0', '0', '23']);
  await expect(shell.section('Rejects')).toHaveText('Rejects23');
  expect(await countRows(sluice.home, 'departments')).toBe(10);
  expect(await countRows(sluice.home, 'jobs')).toBe(24);
  expect(await countRows(sluice.home, 'hired_employees')).toBe(577);
});

test('a bad cell is coloured, and says what is wrong when it has the focus', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles(wrongOrder);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  const good = screen.row(1).getByRole('gridcell').last();
  const empty = screen.row(2).getByRole('gridcell').last();
  const short = screen.row(35).getByRole('gridcell').last();
  const ground = (cell: typeof good) => cell.evaluate((element) => getComputedStyle(element).backgroundColor);
  await expect(empty).toContainText('empty');
  await expect(short).toContainText('4 of 5 fields');
  expect(await ground(empty)).not.toBe(await ground(good));
  // What is stored, not what came.
  await expect(screen.row(1).getByRole('gridcell').nth(2)).toHaveText('2021-08-13 10:58:51+00');

  await empty.click();
  await expect(page.getByText('job_id is empty.', { exact: true }).and(page.locator(':visible'))).toBeVisible();
  await expect(page.getByText('Record 2, byte')).toBeVisible();
  await page.keyboard.press('F8');
  await expect(page.getByText('Record 35, byte')).toBeVisible();
  await page.keyboard.press('Shift+F8');
  await expect(page.getByText('Record 2, byte')).toBeVisible();

  await screen.tab(/^With problems 23$/).click();
  await expect(screen.grid).toHaveAttribute('aria-rowcount', '24');
});

test('files chosen in the dialog a second time are duplicates, rejected or skipped by choice', async ({
  page,
  sluice,
  host,
}) => {
  test.skip(host === 'electron', 'the dialog is one of the system there');
  const screen = importOf(page);
  const shell = shellOf(page);
  await loadAll(page, wrongOrder);
  await shell.chooseFiles(wrongOrder, () => screen.next.getByRole('button', { name: 'Import more' }).click());
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  const again = await screen.ledger.numbers();
  expect(again).toEqual({ read: 600, terms: { 'to insert': 0, 'to update': 0, 'to skip': 0, 'to reject': 600 } });
  await expect(screen.next).toContainText(/577\s*id is in the table already/);

  await screen.choose('Existing rows', 'Skip what is there');
  await expect(screen.file('hired_employees.csv')).toContainText('577 skipped');
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('done');
  const skipped = await screen.ledger.numbers();
  expect(skipped).toEqual({ read: 600, terms: { inserted: 0, updated: 0, skipped: 577, rejected: 23 } });
  expect(await countRows(sluice.home, 'hired_employees')).toBe(577);
  expect(await countRows(sluice.home, 'departments')).toBe(10);
});

test('a header is found by itself, and a person may say otherwise', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([await file('departments.csv', 'id,department\n1,Assembly\n2,Design\n')]);
  await screen.untilChecked();
  await expect(screen.chip('Header')).toHaveAccessibleName('Header: first record');
  await expect(screen.load).toHaveAccessibleName(/^Load 2 rows/);
  await screen.choose('Header', /^none/);
  await expect(screen.chip('Header')).toHaveAccessibleName('Header: none');
  await expect(screen.ledger.ledger).toHaveAccessibleName('Ledger, 3 rows, plan');
  await expect(screen.next).toContainText(/1\s*id is not a whole number/);
  await screen.untilChecked();
  await expect(screen.load).toHaveAccessibleName(/^Load 2 rows/);
});

test('children without their parents are rejected, and each missing parent is named', async ({ page, sluice }) => {
  const screen = importOf(page);
  await loadAll(page, [samples.departments, samples.jobs]);
  const orphan = await file('hired_employees.csv', '1,Ada Berg,2021-01-01T00:00:00Z,777,888\n');
  await shellOf(page).dropFiles([orphan]);
  await screen.untilChecked();
  await expect(screen.load).toHaveAccessibleName(/^Load 0 rows/);
  await screen.tab(/^With problems 1$/).click();
  await expect(screen.grid).toContainText('department_id 777 is not in departments.');
  await expect(screen.grid).toContainText('job_id 888 is not in jobs.');
  expect(await countRows(sluice.home, 'hired_employees')).toBeNull();
});

test('a file that cannot be read says why and stays out; the rest of the batch goes in', async ({ page, sluice }) => {
  const screen = importOf(page);
  const empty = await file('empty.csv', '');
  const binary = join(folder, 'picture.csv');
  await writeFile(binary, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 0xff, 0xfe, 0, 0]));
  await shellOf(page).dropFiles([empty, binary, samples.departments]);
  await expect(screen.file('departments.csv')).toContainText('10 fit', { timeout: 60_000 });
  await expect(screen.file('empty.csv')).toContainText('cannot be read');
  await expect(screen.file('picture.csv')).toContainText('cannot be read');
  await screen.file('empty.csv').getByRole('button').first().click();
  await expect(page.getByRole('alert')).toContainText(/empty\.csv/);
  await expect(screen.load).toHaveAccessibleName(/^Load 10 rows/);
  await screen.load.click();
  await screen.untilLoaded();
  expect(await countRows(sluice.home, 'departments')).toBe(10);
});

test('a load that is cancelled half way leaves the table as it was', async ({ page, sluice }) => {
  const screen = importOf(page);
  await loadAll(page, [samples.departments]);
  const path = join(folder, 'departments.csv');
  await writeDepartments(path, 300_000);
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await screen.load.click();
  await screen.ledger.toBe('running');
  await expect.poll(async () => (await screen.ledger.numbers()).read, { timeout: 60_000 }).toBeGreaterThan(0);
  await screen.cancel.click();
  await screen.untilLoaded();
  await expect(screen.result('departments.csv')).toContainText('Cancelled');
  await expect(screen.main).toContainText('Cancelled. The table is as it was.');
  const { terms } = await screen.ledger.numbers();
  expect(terms['inserted']).toBe(0);
  expect(await countRows(sluice.home, 'departments')).toBe(10);
  await shellOf(page).goTo('Runs');
  await expect(page.getByRole('row', { name: new RegExp(`^${basename(path)}`) }).first()).toContainText('Cancelled');
});

test('the files of the challenge: 1,929 of 1,999 employees go in, 54 and 16 stay out', async ({ page, sluice }) => {
  const challenge = challengeFolder();
  test.skip(challenge === null, 'the files of the challenge are not on this machine');
  const screen = importOf(page);
  const names = ['hired_employees.csv', 'jobs.csv', 'departments.csv'];
  await shellOf(page).dropFiles(names.map((name) => join(challenge ?? '', name)));
  await screen.untilChecked();
  await expect(screen.load).toHaveAccessibleName(/^Load 2,124 rows/);
  await screen.load.click();
  await screen.untilLoaded();
  await screen.show('hired_employees.csv');
  expect(await screen.ledger.numbers()).toEqual({
    read: 1999,
    terms: { inserted: 1929, updated: 0, skipped: 0, rejected: 70 },
  });
  await expect(screen.next).toContainText(/54\s*too few fields/);
  await expect(screen.next).toContainText(/16\s*job_id is empty and required/);
  expect(await countRows(sluice.home, 'hired_employees')).toBe(1929);
  expect(await countRows(sluice.home, 'departments')).toBe(12);
  expect(await countRows(sluice.home, 'jobs')).toBe(183);
});
