import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { dropTables, makeTables, rowsOf } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'load-modes' });

/** SLUICE_SHOTS=/some/folder also takes pictures. */
const shots = process.env['SLUICE_SHOTS'];
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await mkdir(resolve(shots), { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(resolve(shots), `load-${name}-${colorScheme}.png`), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

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
    `create table departments (id int primary key, department text not null, place text);
     create table employees (id serial primary key, name text not null, department_id int references departments);
     insert into departments values (1, 'Research', 'Lima'), (2, 'Sales', 'Quito')`,
  );
});

/** Drops files with these lines on the window. */
async function drop(page: Page, files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const paths: string[] = [];
  for (const [name, lines] of Object.entries(files)) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  }
  await shellOf(page).dropFiles(paths);
}

const departments = (...rows: readonly string[]) => ['id,department,place', ...rows];
const employees = (...rows: readonly string[]) => ['id,name,department_id', ...rows];
const inDepartments = 'select id, department, place from departments order by id';

test('skip: rows that are there are left out and counted', async ({ page, sluice }) => {
  const screen = importOf(page);
  await drop(page, { 'departments.csv': departments('1,Again,Bogota', '3,Legal,Bogota') });
  await screen.untilChecked();
  await screen.choose('Existing rows', /^Skip what is there/);
  await expect(screen.load).toHaveAccessibleName(/^Load 1 row/);
  await screen.load.click();
  await screen.untilLoaded();
  expect((await screen.ledger.numbers()).terms).toEqual({ inserted: 1, updated: 0, skipped: 1, rejected: 0 });
  expect(await rowsOf(sluice.home, inDepartments)).toEqual([
    ['1', 'Research', 'Lima'],
    ['2', 'Sales', 'Quito'],
    ['3', 'Legal', 'Bogota'],
  ]);
});

test('upsert changes the chosen columns and no other', async ({ page, sluice }) => {
  const screen = importOf(page);
  await drop(page, { 'departments.csv': departments('1,Renamed,Bogota', '3,Legal,Bogota') });
  await screen.untilChecked();
  await screen.choose('Existing rows', /^Update what is there/);
  await expect(screen.chip('Updates')).toHaveText(/all but the key/);
  await screen.chip('Updates').click();
  await page.getByRole('option', { name: 'department' }).click();
  await shoot(page, 'columns');
  await page.keyboard.press('Escape');
  await expect(screen.chip('Updates')).toHaveText(/place/);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, inDepartments)).toEqual([
    ['1', 'Research', 'Bogota'],
    ['2', 'Sales', 'Quito'],
    ['3', 'Legal', 'Bogota'],
  ]);
});

test('replace says how many rows go before they do', async ({ page, sluice }) => {
  const screen = importOf(page);
  await drop(page, { 'departments.csv': departments('7,Legal,Bogota') });
  await screen.untilChecked();
  await screen.choose('Existing rows', /^Replace the table/);
  await expect(screen.load).toHaveAccessibleName('Replace 2 rows');
  await expect(screen.next).toContainText('2 rows of departments go, 1 comes, in one transaction');
  await shoot(page, 'replace');
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, inDepartments)).toEqual([['7', 'Legal', 'Bogota']]);
});

test('all or nothing: one reject, and the table is as it was', async ({ page, sluice }) => {
  const screen = importOf(page);
  await drop(page, { 'departments.csv': departments('7,Legal,Bogota', '8,,Bogota') });
  await screen.untilChecked();
  await screen.choose('If some rows are bad', /^All or nothing/);
  await expect(screen.next).toContainText('departments would roll back: 1 row would be rejected.');
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('failed');
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(2);
});

/** Loads five rows of which three are bad, with a limit of two, up to the question. */
async function passTheLimit(page: Page): Promise<ReturnType<typeof page.getByRole>> {
  const screen = importOf(page);
  await drop(page, { 'departments.csv': departments('7,a,x', '8,,x', '9,,x', '10,,x', '11,b,x') });
  await screen.untilChecked();
  await screen.choose('Stop at', /^Another limit/);
  await page.getByRole('textbox', { name: 'Limit of rejects' }).fill('2');
  await expect(screen.next).toContainText(
    'departments would ask, and roll back unless told to go on: 3 rejects, the limit is 2.',
  );
  await screen.load.click();
  const question = page.getByRole('region', { name: 'Continue or roll back' });
  await expect(question).toContainText('3 rejects so far, the limit is 2');
  await expect(question).toContainText(/3\s*department is empty and required/);
  return question;
}

test('a limit asks, and the load goes on when it is told to', async ({ page, sluice }) => {
  const question = await passTheLimit(page);
  await shoot(page, 'asks');
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(2);
  await question.getByRole('button', { name: 'Continue with 3 rejects' }).click();
  await importOf(page).untilLoaded();
  await importOf(page).ledger.toBe('done');
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(4);
});

test('a limit asks, and the load rolls back when it is told to', async ({ page, sluice }) => {
  const question = await passTheLimit(page);
  await question.getByRole('button', { name: 'Roll back' }).click();
  await importOf(page).untilLoaded();
  await importOf(page).ledger.toBe('failed');
  await expect(page.getByRole('alert').first()).toContainText('the limit is 2 rows. Rolled back');
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(2);
});

test('a child is told in which file and record its parent was rejected', async ({ page }) => {
  const screen = importOf(page);
  await drop(page, {
    'employees.csv': employees('1,Ada,7', '2,Bo,8', '3,Cy,99'),
    'departments.csv': departments('7,Legal,x', '8,,x'),
  });
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await screen.show('employees.csv');
  await screen.next.getByRole('button', { name: 'Look at 2 rejects' }).click();
  await expect(page.getByRole('main')).toContainText(
    'department_id 8 is not in departments.id: it was rejected in departments.csv, record 2.',
  );
  await shoot(page, 'parent');
});

test('tables that refer to each other go in together', async ({ page, sluice }) => {
  await makeTables(
    sluice.home,
    `create table teams (id int primary key, team text, lead int not null);
     create table people (id int primary key, person text, team_id int not null references teams);
     alter table teams add foreign key (lead) references people`,
  );
  const screen = importOf(page);
  await drop(page, {
    'teams.csv': ['id,team,lead', '1,Blue,10', '2,Red,20', '3,Green,99'],
    'people.csv': ['id,person,team_id', '10,Ada,1', '20,Bo,2', '30,Cy,3'],
  });
  await screen.untilChecked();
  await expect(screen.batch).toContainText(
    'refer to each other: choose All files or none, so that they go in together.',
  );
  await shoot(page, 'ring');
  await screen.choose('The files go in', /^All files or none/);
  await expect(screen.load).toHaveAccessibleName(/^Load 4 rows/);
  await screen.load.click();
  await screen.untilLoaded();
  expect(await rowsOf(sluice.home, 'select id, lead from teams order by id')).toEqual([
    ['1', '10'],
    ['2', '20'],
  ]);
  expect(await rowsOf(sluice.home, 'select id from people order by id')).toEqual([['10'], ['20']]);
});

test('one transaction: all files go in, or none', async ({ page, sluice }) => {
  const screen = importOf(page);
  const files = {
    'employees.csv': employees('1,Ada,7', '2,,7'),
    'departments.csv': departments('7,Legal,x'),
  };
  await drop(page, files);
  await screen.untilChecked();
  await screen.choose('The files go in', /^All files or none/);
  await screen.choose('If some rows are bad', /^All or nothing/);
  await screen.untilChecked();
  await expect(screen.next).toContainText('The batch would roll back: 1 row would be rejected.');
  await shoot(page, 'together');
  await screen.load.click();
  await screen.untilLoaded();
  await expect(screen.result('departments.csv')).toContainText('Failed');
  await expect(screen.result('employees.csv')).toContainText('Failed');
  await screen.show('departments.csv');
  await expect(page.getByRole('alert').first()).toContainText(
    'employees.csv could not be loaded, and the files of its batch go in together or not at all.',
  );
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(2);

  await screen.again.click();
  await screen.choose('If some rows are bad', /^Keep good rows/);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await expect(screen.result('departments.csv')).toContainText('Loaded');
  expect(await rowsOf(sluice.home, inDepartments)).toHaveLength(3);
  // The next row that takes the default gets a new number.
  expect(await rowsOf(sluice.home, `insert into employees (name) values ('next') returning id`)).toEqual([['2']]);
});
