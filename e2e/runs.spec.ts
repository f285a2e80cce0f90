import { stat } from 'node:fs/promises';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { tablesOf } from './pages/tables.ts';
import { samples, sha256Of } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'runs' });

test.beforeAll(async ({ sluice }) => {
  const { departments, jobs, employees } = samples;
  const load = await sluice.command('load', departments, jobs, employees, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(3);
});
test.beforeEach(async ({ page }) => {
  await connectionsOf(page).enter();
});

test('every run is in the history, newest first, and can be found again', async ({ page }) => {
  const { rows, row, find, choose, main } = runsOf(page);
  await shellOf(page).goTo('Runs');
  await expect(rows).toHaveCount(3);
  await expect(main).toContainText('3 runs');
  await expect(rows.getByRole('rowheader')).toContainText(['hired_employees.csv', 'jobs.csv', 'departments.csv']);
  await expect(row('hired_employees')).toContainText('Loaded with rejects');
  await expect(row('hired_employees')).toContainText('577 of 600');
  await expect(row('hired_employees')).toContainText('command line');
  await expect(row('jobs')).toContainText('24 of 24');

  await choose('End', 'Loaded with rejects');
  await expect(rows).toHaveCount(1);
  await expect(main).toContainText('1 of 3 shown');
  await choose('End', 'any');
  await choose('Table', 'jobs');
  await expect(rows.getByRole('rowheader')).toContainText(['jobs.csv']);
  await choose('Table', 'any');
  await find.fill('depart');
  await expect(rows.getByRole('rowheader')).toContainText(['departments.csv']);
  await find.fill('nothing of the kind');
  await expect(main).toContainText('No run fits');
  await page.getByRole('button', { name: 'Show all 3 runs' }).click();
  await expect(rows).toHaveCount(3);
});

test('the page of a run is a receipt: ledger, reasons, digest, options, the SQL that ran', async ({ page }) => {
  await shellOf(page).goTo('Runs');
  const { row, main, panel, ledger } = runsOf(page);
  await row('hired_employees').first().click();
  await expect(shellOf(page).title).toHaveText('hired_employees.csv to hired_employees');
  await ledger.toBe('done');
  expect(await ledger.numbers()).toEqual({
    read: 600,
    terms: { inserted: 577, updated: 0, skipped: 0, rejected: 23 },
  });
  await expect(main).toContainText('Balances: our count and the server’s');
  await expect(panel('Why 23 were rejected')).toContainText(/17\s*rows: too few fields/);
  const source = panel('Source');
  const digest = (await source.getByRole('definition').nth(1).textContent()) ?? '';
  expect(digest.replaceAll(' ', '')).toBe(await sha256Of(samples.employees));
  const { size } = await stat(samples.employees);
  await expect(source).toContainText(`hired_employees.csv, ${size.toLocaleString('en-US')} bytes`);
  await expect(panel('Options')).toContainText('Keep good rows');
  await expect(panel('Options')).toContainText('File 3 of 3, after departments and jobs');
  await panel('Options')
    .getByText(/^\d+ statements?$/)
    .click();
  await expect(panel('SQL that ran')).toContainText(/copy .*hired_employees/is);

  // A reason leads to its rows.
  await panel('Why 23 were rejected')
    .getByRole('link', { name: /job_id is empty and required/ })
    .click();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '7');
});

test('a load that failed stays in sight on the tables until it is dismissed', async ({ page }) => {
  const screen = importOf(page);
  await shellOf(page).dropFiles([samples.employees]);
  await screen.untilChecked();
  await screen.choose('If some rows are bad', 'All or nothing');
  await screen.untilChecked();
  await expect(screen.next).toContainText('hired_employees would roll back: 600 rows would be rejected.');
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('failed');
  await expect(page.getByRole('alert').first()).toContainText(/All rows were wanted.*600 rejected/);

  await shellOf(page).goTo('Tables');
  const { list } = tablesOf(page);
  const sentence = list.getByText(/All rows were wanted.*600 rejected\. Rolled back; the table is as it was\./);
  await expect(sentence).toBeVisible();
  await page.reload();
  await expect(sentence).toBeVisible();
  await list
    .getByRole('button', { name: 'Dismiss' })
    .or(list.getByText('Dismiss', { exact: true }))
    .first()
    .click();
  await expect(sentence).toBeHidden();
  await page.reload();
  await expect(list).toBeVisible();
  await expect(sentence).toBeHidden();
  // Dismissed, not forgotten.
  await shellOf(page).goTo('Runs');
  await expect(runsOf(page).row('hired_employees').first()).toContainText('Failed');
});
