import type { Page } from '@playwright/test';
import { faultsOf } from './axe.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
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
