import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { faultsOf } from './axe.ts';
import { dropTables, makeTables, rowsOf } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'matching' });

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-matching-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
test.beforeEach(async ({ page, sluice }) => {
  await connectionsOf(page).enter();
  await dropTables(sluice.home);
  await makeTables(
    sluice.home,
    `create table staff (id int primary key, full_name text not null, hired date, company text default 'none')`,
  );
});

/** Drops a text as a file. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  await shellOf(page).dropFiles([path]);
}

/** Loads what was checked and waits for its end. */
async function load(page: Page): Promise<void> {
  const screen = importOf(page);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
}

const staff = (home: string) => rowsOf(home, 'select id::text, full_name, hired::text, company from staff order by id');

test('a header in another spelling, and words that mean the same, find their columns', async ({ page, sluice }) => {
  const screen = importOf(page);
  await drop(page, 'people.csv', 'Fúll-Name;Nr;Hired;Remark\nAnn Lee;1;2021-05-17;x\nBo Dahl;2;;y\n');
  await expect(screen.chip('To')).toHaveText('Tostaff');
  await expect(screen.chip('Match')).toHaveText('Matchby header');
  await expect(screen.fill('id')).toHaveAccessibleName('What fills id: Nr');
  await expect(screen.fill('full_name')).toHaveAccessibleName('What fills full_name: Fúll-Name');
  await expect(screen.fill('company')).toHaveAccessibleName('What fills company: Default');
  await expect(page.getByText('1 field left out: Remark')).toBeVisible();
  await load(page);
  expect(await staff(sluice.home)).toEqual([
    ['1', 'Ann Lee', '2021-05-17', 'none'],
    ['2', 'Bo Dahl', null, 'none'],
  ]);
});

test('a constant and changes are set at the head of a column, by keyboard, and hold in preview, check and table', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  await drop(page, 'staff.csv', 'id,full_name,hired\n1,  ann LEE ,2021-05-17\n#2,bo dahl,\n');
  await screen.untilChecked();
  await expect(screen.load).toHaveText(/Load 1 row/);

  await screen.fill('company').focus();
  await page.keyboard.press('Enter');
  const company = screen.filling('company');
  await company.getByLabel('Constant for every row').fill('ACME');
  await page.keyboard.press('Enter');
  await expect(company).toBeHidden();
  await expect(screen.fill('company')).toHaveAccessibleName('What fills company: Constant ACME');
  await expect(screen.fill('company')).toContainText('Constant ACME');

  await screen.fill('full_name').click();
  const name = screen.filling('full_name');
  await expect(name).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await name.getByText('Trim blanks at both ends').click();
  await name.getByRole('button', { name: /^Letters/ }).click();
  await page.getByRole('option', { name: 'first letters large' }).click();
  await page.keyboard.press('Escape');
  await expect(screen.fill('full_name')).toHaveAccessibleName(
    'What fills full_name: full_name, trimmed, first letters large',
  );
  await expect(screen.row(1)).toContainText('Ann Lee');
  await expect(screen.row(1)).toContainText('ACME');

  await screen.fill('id').click();
  await screen.filling('id').getByLabel('Replace').first().fill('#');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(screen.fill('id')).toHaveAccessibleName('What fills id: id, without #');
  await expect(screen.chip('Match')).toHaveText('Matchby hand');
  await expect(screen.load).toHaveText(/Load 2 rows/);
  await load(page);
  expect(await staff(sluice.home)).toEqual([
    ['1', 'Ann Lee', '2021-05-17', 'ACME'],
    ['2', 'Bo Dahl', null, 'ACME'],
  ]);
});

test('what a person matched is offered to the next file of the kind, and forgotten where the suggestion is taken', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  await drop(page, 'first.csv', 'id,who,full_name,company\n1,Ann,Lee,x\n');
  await screen.untilChecked();
  await screen.fill('full_name').click();
  await page.getByRole('option', { name: /^who/ }).click();
  await screen.fill('company').click();
  await page.getByRole('option', { name: /^No field/ }).click();
  await expect(page.getByText('2 fields left out: full_name, company')).toBeVisible();
  await load(page);

  await drop(page, 'second.csv', 'ID;Who;Full Name;Company\n2;Bo;Dahl;x\n');
  await expect(screen.chip('Match')).toHaveText('Matchas last time');
  await expect(screen.fill('full_name')).toHaveAccessibleName('What fills full_name: Who');
  await load(page);
  expect(await staff(sluice.home)).toEqual([
    ['1', 'Ann', null, 'none'],
    ['2', 'Bo', null, 'none'],
  ]);

  await drop(page, 'third.csv', 'ID;Who;Full Name;Company\n3;Cy;Orr;y\n');
  await expect(screen.chip('Match')).toHaveText('Matchas last time');
  await screen.choose('Match', /^As detected/);
  await expect(screen.chip('Match')).toHaveText('Matchby header');
  await expect(screen.fill('full_name')).toHaveAccessibleName('What fills full_name: Full Name');
  await load(page);
  await drop(page, 'fourth.csv', 'ID;Who;Full Name;Company\n4;Di;Poe;z\n');
  await expect(screen.chip('Match')).toHaveText('Matchby header');
  expect((await staff(sluice.home)).at(-1)).toEqual(['3', 'Orr', null, 'y']);
});

test('a required column that nothing fills is asked for, and an empty value is offered a default', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  await drop(page, 'open.csv', 'id,hired,surname\n1,2021-05-17,Lee\n2,,\n');
  await expect(screen.next).toContainText('open.csv: what fills full_name?');
  await expect(screen.fill('full_name')).toContainText('What fills it?');
  await screen.fill('full_name').click();
  await page.getByRole('option', { name: /^surname/ }).click();
  await screen.untilChecked();
  await expect(screen.load).toHaveText(/Load 1 row/);

  await screen.grid.focus();
  await page.keyboard.press('F8');
  await expect(page.getByText('full_name is empty.').first()).toBeVisible();
  await page.getByRole('link', { name: 'set a default' }).click();
  const empty = screen.filling('full_name').getByLabel('Empty becomes');
  await expect(empty).toBeFocused();
  await empty.fill('unknown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(screen.fill('full_name')).toHaveAccessibleName('What fills full_name: surname, empty as unknown');
  await expect(screen.load).toHaveText(/Load 2 rows/);
  await load(page);
  expect(await staff(sluice.home)).toEqual([
    ['1', 'Lee', '2021-05-17', 'none'],
    ['2', 'unknown', null, 'none'],
  ]);
});
