import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { rejectsOf } from './pages/rejects.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { picturesAbsence, take } from './pictures.ts';
import { samples, writeDepartments, wrongOrder } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'look' });

test.skip(picturesAbsence !== null, picturesAbsence ?? '');

test('pictures of every screen', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  const files = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  const shell = shellOf(page);
  const connections = connectionsOf(page);
  const screen = importOf(page);
  const runs = runsOf(page);

  await expect(connections.useBuiltIn).toBeVisible({ timeout: 60_000 });
  await take(page, 'first-start');
  await connections.connect.click();
  await connections.form.url.fill('postgres://clerk@db2.internal:5432/hr_warehouse?sslmode=verify-full');
  await expect(connections.form.field('Host')).toHaveValue('db2.internal');
  await take(page, 'connection');
  await connections.form.cancel.click();
  await connections.enter();
  await take(page, 'tables-empty');
  await page.goto(`${new URL(page.url()).origin}/#/connections`);
  await expect(shell.title).toHaveText('Connections');
  await take(page, 'connections');

  await shell.dropFiles(wrongOrder);
  await screen.untilChecked();
  await screen.show('hired_employees.csv');
  await take(page, 'import-plan');
  await screen.row(2).getByRole('gridcell').last().click();
  await take(page, 'import-preview');
  await screen.tab(/^Columns$/).click();
  await take(page, 'import-columns');
  await screen.tab(/^Sample$/).click();
  await screen.load.click();
  await screen.untilLoaded();
  await take(page, 'import-result');

  await shell.goTo('Rejects');
  await expect(rejectsOf(page).grid).toBeVisible();
  const rejects = rejectsOf(page);
  for (const record of [35, 70, 105]) {
    await (await rejects.cell(record, 'datetime')).click();
    await rejects.detail.getByRole('button', { name: 'Shift from datetime' }).click();
    await (await rejects.cell(record, 'datetime')).dblclick();
    await page.keyboard.type('2021-05-17 09:00');
    await page.keyboard.press('Enter');
  }
  await expect(rejects.replay).toHaveText('Replay 3 fixed rows');
  await rejects.choice('Reason', 'no datetime').click();
  await (await rejects.cell(140, 'datetime')).click();
  await rejects.detail.getByRole('button', { name: 'Shift from datetime' }).click();
  await (await rejects.cell(140, 'datetime')).dblclick();
  await page.keyboard.type('2021-05-17 09:00');
  await expect(rejects.verdict).toContainText('Passes.');
  await take(page, 'rejects');
  await page.keyboard.press('Escape');
  await rejects.openPreview.click();
  await take(page, 'rejects-fix');
  await page.keyboard.press('Escape');
  await rejects.replay.click();
  await expect(rejects.replayed).toContainText('3 of 3 rows went in.');
  await take(page, 'rejects-replay');
  await runsOf(page)
    .main.page()
    .goto(`${new URL(page.url()).origin}/#/runs`);
  // The newest is the replay; the run that the file was loaded by shows it among its family.
  await runs.row('hired_employees').nth(1).click();
  await runs.ledger.toBe('done');
  await take(page, 'run');

  // A failed load, and one that is on.
  await shell.dropFiles([samples.employees]);
  await screen.untilChecked();
  await screen.choose('If some rows are bad', 'All or nothing');
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();
  await take(page, 'import-failed');
  const large = join(files, 'departments.csv');
  await writeDepartments(large, 1_500_000);
  await shell.dropFiles([large]);
  await screen.choose('If some rows are bad', 'Keep good rows');
  await expect(screen.load).toBeVisible({ timeout: 120_000 });
  await screen.load.click();
  await screen.ledger.toBe('running');
  await expect.poll(async () => (await screen.ledger.numbers()).read).toBeGreaterThan(0);
  await take(page, 'import-running');
  await screen.cancel.click();
  await screen.untilLoaded();
  await shell.goTo('Runs');
  await take(page, 'runs');
  await shell.goTo('Tables');
  await tablesOf(page).row('hired_employees').click();
  await take(page, 'tables');
  await shell.goTo('Settings');
  await take(page, 'settings');
  await page.keyboard.press('Control+k');
  await expect(shell.palette).toBeVisible();
  await take(page, 'palette');
  await rm(files, { recursive: true, force: true });
  expect(sluice.home).not.toBe('');
});
