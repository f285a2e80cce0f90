import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeTables } from './database.ts';
import type { Sluice } from './host.ts';
import { connectionsOf } from './pages/connections.ts';
import { rejectsOf } from './pages/rejects.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { samples } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'many rejects' });

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const shown = (count: number): string => count.toLocaleString('en-US');

/** Loads a file of rows that are all rejected, and shows them. */
async function openMany(
  page: Page,
  sluice: Sluice,
  table: string,
  count: number,
  line: (id: number) => string,
): Promise<void> {
  const path = join(folder, `${table}.csv`);
  await writeFile(path, Array.from({ length: count }, (_, at) => `${line(at + 1)}\n`).join(''));
  const load = await sluice.command('load', path, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(3);
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Rejects');
  await expect(rejectsOf(page).choice('State', 'Open')).toHaveText(new RegExp(`${shown(count)}$`));
}

test('what another process loads shows in an open window', async ({ page, sluice }) => {
  await connectionsOf(page).enter();
  await shellOf(page).goTo('Runs');
  await expect(runsOf(page).main).toContainText('No runs yet');
  const load = await sluice.command('load', samples.departments, '--to', 'embedded');
  expect(load.exitCode, load.stderr).toBe(0);
  await expect(runsOf(page).row('departments')).toContainText('command line');
});

test('a fix for all tells how far it is, and cancelled it leaves every row as it was', async ({ page, sluice }) => {
  const count = 150_000;
  await openMany(page, sluice, 'departments', count, (id) => `${id + 5000},`);
  const { choice, bar, openPreview, preview, undo, replay } = rejectsOf(page);
  await choice('Reason', 'Required, empty').click();
  await bar.getByRole('button', { name: /^column: / }).click();
  await page.getByRole('option', { name: 'department' }).click();
  await bar.getByRole('textbox', { name: /^Value to put in/ }).fill('Unnamed');
  await openPreview.click();
  await preview.getByRole('button', { name: `Change ${shown(count)} rows` }).click();
  const work = page.getByRole('region', { name: 'Work under way' });
  const progress = work.getByRole('progressbar');
  await expect(progress).toHaveAttribute('aria-valuetext', new RegExp(`^[1-9][\\d,]* of ${shown(count)} rows$`));
  await work.getByRole('button', { name: 'Cancel' }).click();
  await expect(work).toHaveCount(0, { timeout: 60_000 });
  await expect(choice('State', 'Open')).toHaveText(new RegExp(`${shown(count)}$`));
  await expect(choice('State', 'Fixed')).toHaveText(/0$/);
  await expect(undo).toBeDisabled();
  await expect(replay).toBeDisabled();
});

test('a search tells how many it has found so far, and then all', async ({ page, sluice }) => {
  await makeTables(sluice.home, 'create table notes (id int primary key, name text not null, text text)');
  const count = 200_000;
  // So long that a search through all of them is not over before anybody could be told of it.
  const text = 'Größe und Maß der Schleuse, '.repeat(16);
  await openMany(page, sluice, 'notes', count, (id) => `${id},,"${text}"`);
  const { find, grid } = rejectsOf(page);
  const told = page.waitForSelector('output:has-text("found so far. The search goes on.")');
  await find.fill('9,,"größe UND');
  await told;
  // The head of the grid counts as a row of it.
  await expect(grid).toHaveAttribute('aria-rowcount', String(count / 10 + 1));
  await expect(page.getByText('found so far')).toHaveCount(0);
});
