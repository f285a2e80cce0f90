import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionsOf } from './pages/connections.ts';
import { rejectsOf } from './pages/rejects.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { picturesAbsence, take } from './pictures.ts';
import { samples } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'look rejects' });
test.skip(picturesAbsence !== null, picturesAbsence ?? '');

test('pictures of rejects that are looked for, made right and sent again', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Rejects');
  await take(page, 'rejects-none');
  await sluice.command('load', samples.departments, samples.jobs, samples.employees, '--to', 'embedded');
  await page.reload();
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Rejects');
  const rejects = rejectsOf(page);
  await expect(rejects.grid).toBeVisible();
  await take(page, 'rejects-open');
  await page.getByRole('button', { name: 'Export' }).click();
  await take(page, 'rejects-export');
  await page.keyboard.press('Escape');
  await rejects.find.fill('Castro');
  await expect(rejects.grid).not.toHaveAttribute('aria-rowcount', '24');
  await take(page, 'rejects-search');
  await rejects.find.fill('nobody');
  await expect(page.getByText('Clear the filter')).toBeVisible();
  await take(page, 'rejects-no-hit');
  await page.getByText('Clear the filter').click();

  await rejects.choice('Reason', 'Required, empty').click();
  await (await rejects.cell(2, 'job_id')).dblclick();
  await page.keyboard.type('99');
  await expect(rejects.verdict).toBeVisible();
  await take(page, 'rejects-edit-wrong');
  await page.keyboard.press('Escape');
  await rejects.bar.getByRole('button', { name: /^column: / }).click();
  await page.getByRole('option', { name: 'job_id' }).click();
  await rejects.bar.getByRole('textbox', { name: 'Value to put in job_id' }).fill('5');
  await expect(rejects.bar).toContainText('6 change, 6 pass');
  await take(page, 'rejects-bar');
  await rejects.openPreview.click();
  await expect(rejects.preview).toBeVisible();
  await take(page, 'rejects-fill-preview');
  await rejects.preview.getByRole('button', { name: 'Change 6 rows' }).click();
  await expect(rejects.replay).toHaveText('Replay 6 fixed rows');
  await take(page, 'rejects-fixed');
  await rejects.detail.getByRole('button', { name: 'Set aside' }).click();
  await take(page, 'rejects-aside');
  await rejects.undo.click();
  await expect(rejects.replay).toHaveText('Replay 6 fixed rows');
  await rejects.replay.click();
  await expect(rejects.replayed).toContainText('rows went in');
  await take(page, 'rejects-replayed');
  await rejects.replayed.getByRole('link', { name: 'Open the replay' }).click();
  await runsOf(page).ledger.toBe('done');
  await take(page, 'run-replay');
  await page.getByRole('table', { name: /^Columns of / }).scrollIntoViewIfNeeded();
  await take(page, 'run-columns');
  await page
    .getByText(/\d+ statements?$/)
    .first()
    .click();
  await page.getByText('SQL that ran').scrollIntoViewIfNeeded();
  await take(page, 'run-sql');
  const failed = await sluice.command('load', samples.employees, '--to', 'embedded', '--all-or-nothing');
  expect(failed.exitCode).toBe(1);
  await shellOf(page).goTo('Runs');
  await take(page, 'runs-failed');
  await runsOf(page).rows.first().click();
  await expect(runsOf(page).main).toContainText('Failed');
  await take(page, 'run-failed');
});

test('pictures of work on many rejects', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  const many = join(folder, 'departments.csv');
  await writeFile(many, Array.from({ length: 400_000 }, (_, at) => `${at + 5000},\n`).join(''));
  await sluice.command('load', samples.departments, '--to', 'embedded');
  await sluice.command('load', many, '--to', 'embedded');
  // What another process loads is not told to a window that is open.
  await page.reload();
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Rejects');
  const rejects = rejectsOf(page);
  await rejects.choice('Reason', 'Required, empty').click();
  await rejects.bar.getByRole('button', { name: /^column: / }).click();
  await page.getByRole('option', { name: 'department' }).click();
  await rejects.bar.getByRole('textbox', { name: /^Value to put in/ }).fill('Unnamed');
  await rejects.openPreview.click();
  await rejects.preview.getByRole('button', { name: /^Change / }).click({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Work under way' })).toBeVisible();
  await take(page, 'rejects-work');
  await page.getByRole('region', { name: 'Work under way' }).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('region', { name: 'Work under way' })).toHaveCount(0, { timeout: 60_000 });
  await take(page, 'rejects-work-cancelled');
  await rm(folder, { recursive: true, force: true });
});
