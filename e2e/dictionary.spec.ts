import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { faultsOf } from './axe.ts';
import { countRows, dropTables, makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { dictionaryOf } from './pages/dictionary.ts';
import { importOf } from './pages/import.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { expect, test } from './test.ts';

test.use({ house: 'dictionary' });

/** Folder for pictures: SLUICE_SHOTS=/some/folder. */
const shots = process.env['SLUICE_SHOTS'];

/** Takes the screen in both sizes, light and dark, where pictures are wanted. */
async function take(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await mkdir(resolve(shots), { recursive: true });
  for (const [width, height] of [
    [1280, 800],
    [1024, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), animations: 'disabled' });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
}

let folder = '';
const file = (name: string): string => join(folder, name);

test.beforeEach(async ({ page, sluice }) => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  await writeFile(file('people.csv'), 'id,code,size\n1,ABC,5\n2,AB,7\n3,abc,900\n');
  const connections = connectionsOf(page);
  await connections.enter();
  await dropTables(sluice.home);
  await makeTables(
    sluice.home,
    `create table teams (id int primary key, name text);
     create table people (id int primary key, code text, size int, team_id int references teams)`,
  );
  await page.reload();
  await expect(tablesOf(page).row('people')).toBeVisible({ timeout: 60_000 });
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens the dictionary of a table from the list of tables. */
async function openDictionary(page: Page, table: string): Promise<ReturnType<typeof dictionaryOf>> {
  const tables = tablesOf(page);
  await shellOf(page).goTo('Tables');
  await tables.row(table).click();
  await tables.editDictionary.click();
  await expect(shellOf(page).title).toHaveText(`Dictionary of ${table}`);
  return dictionaryOf(page);
}

test('a rule that is edited is what the preview judges by, until the dictionary is reset', async ({ page }) => {
  const screen = importOf(page);
  const dictionary = await openDictionary(page, 'people');
  await expect(dictionary.save).toBeDisabled();
  await dictionary.choose('code');
  await dictionary.panel.getByText(/^Required/).click();
  await dictionary.addRule('Pattern');
  await dictionary.rule('Pattern').getByLabel('Regular expression').fill('^[A-Z]{3}$');
  await dictionary.rule('Pattern').getByLabel('Try a value').fill('AB');
  await expect(dictionary.rule('Pattern').getByRole('status')).toHaveText('Does not match');
  await dictionary.rule('Pattern').getByLabel('Try a value').fill('XYZ');
  await expect(dictionary.rule('Pattern').getByRole('status')).toHaveText('Matches');
  // The ways to match this are more than can be tried one after the other.
  await dictionary.rule('Pattern').getByLabel('Regular expression').fill('^(X+)+$');
  await dictionary
    .rule('Pattern')
    .getByLabel('Try a value')
    .fill(`${'X'.repeat(5000)}!`);
  await expect(dictionary.rule('Pattern').getByRole('status')).toHaveText('Does not match');
  await dictionary.rule('Pattern').getByLabel('Regular expression').fill('^(?=X)');
  await expect(dictionary.rule('Pattern')).toContainText('This cannot be run in bounded time: it looks ahead.');
  await dictionary.rule('Pattern').getByLabel('Regular expression').fill('^[A-Z]{3}$');
  await dictionary.choose('size');
  await dictionary.addRule('Range');
  await dictionary.rule('Range').getByLabel('From').fill('1');
  await dictionary.rule('Range').getByLabel('To').fill('ten');
  await dictionary.rule('Range').getByText('Warns').click();
  await expect(dictionary.save).toHaveText(/^Save 3 changes/);
  await dictionary.save.click();
  await expect(dictionary.row('size')).toContainText('"ten" is not a value of its type.');
  await take(page, 'dictionary-problem');
  expect(await faultsOf(page)).toEqual([]);
  await dictionary.rule('Range').getByLabel('To').fill('10');
  await page.keyboard.press('Control+Enter');
  await expect(dictionary.done).toHaveText('Saved');
  await expect(dictionary.row('code')).toContainText('matches ^[A-Z]{3}$');
  await expect(dictionary.row('size')).toContainText('1 to 10, warns');

  await shellOf(page).dropFiles([file('people.csv')]);
  // The window takes files for the schema while the dictionary is shown, so the import is opened by its own button.
  await expect(shellOf(page).faults).toContainText('people.csv cannot be used: it is not JSON');
  await shellOf(page).goTo('Tables');
  await shellOf(page).dropFiles([file('people.csv')]);
  await screen.untilChecked();
  await screen.row(2).getByRole('gridcell', { name: /^AB/ }).click();
  await expect(page.getByText('code does not have the form that the dictionary asks for.').first()).toBeVisible();
  await expect(screen.load).toHaveText(/^Load 1 row/);

  // A rule that is changed while a file waits asks for another check of it.
  await openDictionary(page, 'people');
  await dictionary.choose('code');
  await dictionary.rule('Pattern').getByText('Warns').click();
  await dictionary.save.click();
  await expect(dictionary.done).toHaveText('Saved');
  await shellOf(page).goTo('Import');
  await expect(screen.load).toHaveText(/^Load 3 rows/, { timeout: 60_000 });

  await openDictionary(page, 'people');
  await dictionary.choose('code');
  await dictionary.rule('Pattern').getByLabel('Try a value').fill('AB');
  await take(page, 'dictionary');
  await dictionary.schema(/^Back to the table’s own/);
  await take(page, 'dictionary-reset');
  await dictionary.reset.getByRole('button', { name: 'Forget 3 changes' }).click();
  await expect(dictionary.row('code')).not.toContainText('matches');
  await expect(page.getByText(/the table’s own$/)).toBeVisible();
});

test('a dictionary goes out as a schema file and comes back the same; what cannot be held is told', async ({
  page,
}) => {
  const dictionary = await openDictionary(page, 'people');
  await dictionary.choose('code');
  await dictionary.addRule('Length');
  await dictionary.rule('Length').getByLabel('At least').fill('2');
  await dictionary.addRule('List of values');
  await dictionary.rule('List of values').getByLabel('Values, one a line').fill('ABC\nXYZ');
  await dictionary.rule('List of values').getByText('Warns').click();
  await dictionary.keys.getByRole('button', { name: 'Add a unique key' }).click();
  await expect(dictionary.save).toHaveText(/^Save 3 changes/);
  // Each change is one step back, and again.
  await dictionary.undo.click();
  await expect(dictionary.save).toHaveText(/^Save 2 changes/);
  await page.keyboard.press('Control+Shift+Z');
  await expect(dictionary.save).toHaveText(/^Save 3 changes/);
  // What the table itself keeps cannot warn; that no two people have the same code is only hoped for.
  await expect(dictionary.keys).toContainText('Rejects: the table itself keeps it.');
  await dictionary.keys.getByRole('button', { name: 'Add a unique key' }).click();
  await dictionary.keys.getByText('Warns').click();
  await expect(dictionary.row('code')).toContainText('unique, warns');
  await page.keyboard.press('Control+Z');
  await expect(dictionary.row('code')).not.toContainText('unique, warns');
  await page.keyboard.press('Control+Z');
  await expect(dictionary.save).toHaveText(/^Save 3 changes/);
  const [download] = await Promise.all([page.waitForEvent('download'), dictionary.schema(/^Export/)]);
  expect(download.suggestedFilename()).toBe('people.schema.json');
  const saved = file('people.schema.json');
  await download.saveAs(saved);
  const schema = JSON.parse(await readFile(saved, 'utf8')) as { fields: { name: string; constraints?: object }[] };
  expect(schema.fields.find(({ name }) => name === 'code')?.constraints).toEqual({ minLength: 2 });

  await dictionary.schema(/^Discard 3 changes/);
  await expect(dictionary.save).toBeDisabled();
  await shellOf(page).chooseFiles([saved], () => dictionary.schema(/^Import/));
  await expect(dictionary.save).toHaveText(/^Save 3 changes/);
  await expect(dictionary.row('code')).toContainText('one of ABC, XYZ, warns');
  await dictionary.save.click();
  await expect(dictionary.done).toHaveText('Saved');

  const foreign = {
    title: 'People',
    fields: [
      { name: 'id', type: 'integer' },
      { name: 'code', type: 'string', rdfType: 'x' },
    ],
  };
  await writeFile(file('foreign.json'), JSON.stringify(foreign));
  await shellOf(page).dropFiles([file('foreign.json')]);
  await expect(dictionary.notes).toContainText('rdfType of code: a dictionary has no place for it; it was left out.');
  await expect(dictionary.drift).toContainText('The table has a column size that the dictionary does not know.');
  await take(page, 'dictionary-notes');
  // What is not saved yet stays, wherever the window goes.
  await shellOf(page).goTo('Runs');
  await openDictionary(page, 'people');
  await expect(dictionary.undo).toBeVisible();
  await dictionary.undo.click();
  await dictionary.schema(/^Back to/);
  await dictionary.reset.getByRole('button', { name: /^Forget/ }).click();
  await expect(dictionary.row('code')).not.toContainText('one of');
});

test('a table that has changed says where its dictionary does not fit, and what to do about it', async ({
  page,
  sluice,
}) => {
  const tables = tablesOf(page);
  const dictionary = await openDictionary(page, 'people');
  await dictionary.row('code').getByRole('checkbox', { name: 'Required: code' }).check({ force: true });
  await expect(dictionary.save).toHaveText(/^Save 1 change(?!s)/);
  await dictionary.save.click();
  await expect(dictionary.done).toHaveText('Saved');
  await makeTables(
    sluice.home,
    'alter table people drop column size; alter table people alter code type varchar(9); alter table people add born date',
  );
  await page.reload();
  await shellOf(page).goTo('Tables');
  await expect(tables.row('people')).toContainText(
    'Dictionary no longer fits: the dictionary names a column size that the table does not have. And 2 more.',
  );
  await tables.row('people').click();
  await expect(tables.detail('people')).toContainText('no longer fits');
  await shellOf(page).dropFiles([file('people.csv')]);
  await importOf(page).untilChecked();
  await expect(importOf(page).panel('people.csv')).toContainText('Dictionary no longer fits');
  await take(page, 'import-drift');
  await shellOf(page).goTo('Tables');
  await tables.row('people').click();
  await take(page, 'tables-drift');
  await tables.editDictionary.click();
  await expect(dictionary.drift.getByRole('listitem')).toHaveCount(3);
  await take(page, 'dictionary-drift');
  expect(await faultsOf(page)).toEqual([]);
  await dictionary.drift.getByRole('link', { name: 'Remove the column: size' }).click();
  await dictionary.drift.getByRole('link', { name: 'Take the table’s type: code' }).click();
  await dictionary.drift.getByRole('link', { name: 'Add the column: born' }).click();
  await expect(dictionary.drift).toBeHidden();
  await dictionary.save.click();
  await expect(dictionary.done).toHaveText('Saved');
  await shellOf(page).goTo('Tables');
  await expect(tables.row('people')).not.toContainText('no longer fits');
});

test('a schema of a table that does not exist creates it, after its statement was shown', async ({ page, sluice }) => {
  const tables = tablesOf(page);
  const schema = {
    name: 'badges',
    fields: [
      { name: 'id', type: 'integer', constraints: { required: true, minimum: 1, maximum: 9999 } },
      { name: 'team_id', type: 'integer', constraints: { minimum: 1, maximum: 9999 } },
      { name: 'code', type: 'string', constraints: { required: true, pattern: '[A-Z]+' } },
    ],
    primaryKey: 'id',
    foreignKeys: [{ fields: 'team_id', reference: { resource: 'crews', fields: 'id' } }],
  };
  await writeFile(file('badges.schema.json'), JSON.stringify(schema));
  await tables.fromSchema.click();
  await expect(shellOf(page).title).toHaveText('New table from a schema');
  const dictionary = dictionaryOf(page);
  await take(page, 'new-table-empty');
  await shellOf(page).chooseFiles([file('badges.schema.json')], () =>
    page.getByRole('button', { name: 'Choose a schema file' }).click(),
  );
  await expect(dictionary.sql).toContainText('create table "public"."badges"');
  await dictionary.create.click();
  await expect(dictionary.row('team_id')).toContainText('There is no table public.crews to refer to. Create it first.');
  const parent = dictionary.references.getByLabel('Reference 1, table');
  await parent.fill('teams');
  await parent.press('Tab');
  await expect(dictionary.sql).toContainText('references "public"."teams"');
  await take(page, 'new-table');
  expect(await faultsOf(page)).toEqual([]);
  await dictionary.create.click();
  await expect(shellOf(page).title).toHaveText('Tables');
  await expect(tables.detail('badges')).toContainText('fits the table');
  expect(await countRows(sluice.home, 'badges')).toBe(0);

  // Its rules hold for what is loaded.
  await writeFile(file('badges.csv'), 'id,team_id,code\n1,,AB\n2,,ab\n');
  await shellOf(page).dropFiles([file('badges.csv')]);
  await importOf(page).untilChecked();
  await expect(importOf(page).load).toHaveText(/^Load 1 row/);
});

test('the keyboard alone changes a rule and saves it', async ({ page }) => {
  const dictionary = await openDictionary(page, 'people');
  await dictionary.row('id').getByRole('rowheader').click();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('complementary', { name: 'Rules of code' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(dictionary.save).toHaveText(/^Save 1 change(?!s)/);
  await page.keyboard.press('Control+Enter');
  await expect(dictionary.done).toHaveText('Saved');
  await dictionary.row('code').getByRole('rowheader').click();
  await page.keyboard.press('Enter');
  await expect(dictionary.panel.getByRole('button', { name: /Type/ })).toBeFocused();
});
