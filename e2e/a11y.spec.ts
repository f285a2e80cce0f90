import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { faultsOf } from './axe.ts';
import { makeTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { dictionaryOf } from './pages/dictionary.ts';
import { importOf } from './pages/import.ts';
import { newTableOf } from './pages/new-table.ts';
import { rejectsOf } from './pages/rejects.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'a11y' });

/** Holds the screen that is shown to have nothing serious. */
async function hold(page: Page, screen: string, without: readonly string[] = []): Promise<void> {
  await test.step(screen, async () => {
    expect.soft(await faultsOf(page, without), screen).toEqual([]);
  });
}

test('axe finds nothing serious on any screen, in light or in dark', async ({ page }) => {
  test.setTimeout(240_000);
  const shell = shellOf(page);
  const connections = connectionsOf(page);
  const screen = importOf(page);
  await expect(connections.useBuiltIn).toBeVisible({ timeout: 60_000 });
  await hold(page, 'first start');
  await connections.connect.click();
  await expect(shell.title).toHaveText('Connect to Postgres');
  await connections.form.test.click();
  await hold(page, 'connection form');
  await connections.form.cancel.click();
  await connections.enter();
  await hold(page, 'tables, empty');

  await shell.dropFiles(wrongOrder);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  await screen.row(2).getByRole('gridcell').last().click();
  await hold(page, 'import, checked');
  await screen.chip('Existing rows').click();
  await hold(page, 'import, a chip open');
  await page.keyboard.press('Escape');
  await screen.load.click();
  await screen.untilLoaded();
  await hold(page, 'import, result');

  await shell.goTo('Rejects');
  await expect(rejectsOf(page).grid).toBeVisible();
  await hold(page, 'rejects');
  const rejects = rejectsOf(page);
  await (await rejects.cell(2, 'job_id')).dblclick();
  await page.keyboard.type('7');
  await expect(rejects.verdict).toContainText('Passes.');
  await hold(page, 'rejects, a cell in edit');
  await page.keyboard.press('Enter');
  await expect(rejects.replay).toHaveText('Replay 1 fixed row');
  await rejects.choice('Reason', 'no datetime').click();
  await expect(rejects.bar).toContainText('17 change');
  await rejects.openPreview.click();
  await expect(rejects.preview).toBeVisible();
  await hold(page, 'rejects, what a fix would do');
  await page.keyboard.press('Escape');
  await rejects.replay.click();
  await expect(rejects.replayed).toContainText('1 of 1 row went in.');
  await hold(page, 'rejects, after a replay');
  await shell.goTo('Runs');
  await expect(runsOf(page).list).toBeVisible();
  await hold(page, 'runs');
  await runsOf(page).rows.first().click();
  await runsOf(page).ledger.toBe('done');
  await hold(page, 'run');
  await shell.goTo('Tables');
  await tablesOf(page).row('hired_employees').click();
  await expect(tablesOf(page).detail('hired_employees')).toBeVisible();
  await hold(page, 'tables');
  await shell.goTo('Settings');
  await hold(page, 'settings');
  await page.keyboard.press('Control+k');
  await expect(shell.palette).toBeVisible();
  // The arrows walk its list from the field, which keeps the focus (ARIA APG, combobox): axe wants a focus in the list.
  await hold(page, 'palette', ['[role="menu"]']);
});

test('axe finds nothing serious in what opens on the way of an import, and what closes gives the focus back', async ({
  page,
  sluice,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const shell = shellOf(page);
  const screen = importOf(page);
  const table = newTableOf(page);
  await connectionsOf(page).enter();
  await makeTables(
    sluice.home,
    `create table sale (id int primary key, sold date not null, note text);
     create table line (id int primary key, sale_id int not null references sale)`,
  );
  const focused = async (trigger: Locator): Promise<void> => {
    await page.keyboard.press('Escape');
    await expect(trigger).toBeFocused();
  };

  await shell.dropFiles([await file('sale.csv', 'id,sold,note\n1,1/2/2021,a\n2,3/4/2021,\n3,x,c\n4,,d\n')]);
  await expect(screen.next).toContainText('1 open question');
  await hold(page, 'import, a question');
  await screen.chip('Delimiter').click();
  await hold(page, 'import, the popover of a chip');
  await focused(screen.chip('Delimiter'));
  const more = page.getByRole('button', { name: /^More/ }).first();
  await more.click();
  await hold(page, 'import, the rarer parts of a dialect');
  await focused(more);
  await screen.next.getByRole('button', { name: 'Day first: 1 February 2021' }).click();
  await screen.untilChecked();
  await screen.fill('note').click();
  await expect(screen.filling('note')).toBeVisible();
  await hold(page, 'import, what fills a column');
  await focused(screen.fill('note'));
  await screen.tab(/^Columns$/).click();
  await hold(page, 'import, columns');

  await shell.dropFiles([await file('line.csv', 'id,sale_id\n1,1\n2,3\n')]);
  await screen.untilChecked();
  await screen.choose('Stop at', /^Another limit/);
  await page.getByRole('textbox', { name: 'Limit of rejects' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(screen.load).toBeVisible();
  await screen.load.click();
  await expect(page.getByRole('region', { name: 'Continue or roll back' })).toBeVisible();
  await hold(page, 'import, a limit asks');
  await page
    .getByRole('region', { name: 'Continue or roll back' })
    .getByRole('button', { name: /^Continue/ })
    .click();
  await screen.untilLoaded();
  await hold(page, 'import, results with a rejected parent');

  await shell.dropFiles([await file('Spare parts.csv', 'Id,Price\n1,2.50\n2,on request\n')]);
  await table.create.click();
  await expect(table.columns).toBeVisible();
  await table.columnName('Price').fill('id');
  await hold(page, 'import, a new table');
  await table.tab(/^Statement/).click();
  await hold(page, 'import, the statement of a new table');

  await page.getByRole('button', { name: 'Take Spare parts.csv out of the batch' }).click();
  await shell.dropFiles([
    await file('quote.csv', `id,sale_id\n"4,1\n${`5,${'b'.repeat(4000)}\n`.repeat(1200)}`),
    await file('line.csv', 'id,sale_id\n7,1\n'),
  ]);
  await screen.show('quote.csv');
  await expect(screen.next).toContainText('quote.csv is left out');
  await hold(page, 'import, a file that is left out');

  await page.goto(`${new URL(page.url()).origin}/#/runs`);
  await runsOf(page).row('sale').first().click();
  await expect(page.getByRole('table', { name: /^Columns of / })).toBeVisible();
  await hold(page, 'run, its columns');
  await page.goto(`${new URL(page.url()).origin}/#/tables/sale/dictionary`);
  await expect(dictionaryOf(page).columns).toBeVisible();
  await dictionaryOf(page).choose('note');
  await hold(page, 'dictionary');
  await rm(folder, { recursive: true, force: true });
});
