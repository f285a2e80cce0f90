import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countRows, dropTables } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { samples, writeDepartments } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'trouble' });

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

test('a quote that never closes is named by its place, and the file can be read without quotes', async ({ page }) => {
  const path = join(folder, 'departments.csv');
  await writeFile(path, '1,Assembly\n2,"Design\n3,Logistics\n');
  const screen = importOf(page);
  await shellOf(page).dropFiles([path]);
  const fault = page.getByRole('alert');
  await expect(fault).toContainText(/never closes/);
  await fault.getByText('Read without quotes').click();
  await screen.untilChecked();
  await expect(screen.chip('Quote')).toHaveAccessibleName('Quote: none');
  await expect(screen.load).toHaveAccessibleName(/^Load 3 rows/);
});

test('a folder says what it is and can be taken out; a file of UTF-16 is read', async ({ page }) => {
  const inside = join(folder, 'in a folder');
  await mkdir(inside);
  const wide = join(folder, 'departments.csv');
  await writeFile(wide, Buffer.from('\ufeff9001,Überprüfung\n', 'utf16le'));
  const screen = importOf(page);
  await shellOf(page).dropFiles([inside, wide]);
  await expect(screen.file('in a folder')).toContainText('cannot be read');
  await expect(screen.file('in a folder')).toContainText('is a folder');
  await screen.file('departments.csv').click();
  await expect(page.getByRole('gridcell', { name: 'Überprüfung' })).toBeVisible();
  await expect(screen.main).toContainText('UTF-16LE');
  await page.getByRole('button', { name: 'Take departments.csv out of the batch' }).click();
  await page.getByRole('button', { name: 'Take in a folder out of the batch' }).click();
  await expect(screen.main).toContainText('No files yet');
});

test('a table that was dropped between the check and the load is told, and none is made anew', async ({
  page,
  sluice,
}) => {
  const { departments, jobs, employees } = samples;
  const made = await sluice.command('load', departments, jobs, employees, '--to', 'embedded');
  expect(made.exitCode, made.stderr).toBe(3);
  const path = join(folder, 'hired_employees.csv');
  await writeFile(path, '9001,Ada Berg,2021-01-01T00:00:00Z,1,1\n');
  const screen = importOf(page);
  await page.reload();
  await connectionsOf(page).enter();
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await dropTables(sluice.home);
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('failed');
  await expect(page.getByRole('alert').first()).toContainText(/hired_employees/);
  await expect(screen.again).toBeVisible();
  expect(await countRows(sluice.home, 'hired_employees')).toBeNull();
});

test('a server that dies in mid-load is told with what to do next, and the next load goes through', async ({
  page,
  sluice,
}) => {
  const screen = importOf(page);
  const made = await sluice.command('load', samples.departments, '--to', 'embedded');
  expect(made.exitCode, made.stderr).toBe(0);
  const path = join(folder, 'departments.csv');
  await writeDepartments(path, 300_000);
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await screen.load.click();
  await screen.ledger.toBe('running');
  await expect.poll(async () => (await screen.ledger.numbers()).read, { timeout: 60_000 }).toBeGreaterThan(0);
  const pids = await readFile(join(sluice.home, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  // As `pg_ctl stop -m immediate` does it.
  process.kill(Number(pids.split('\n', 1)[0]), 'SIGQUIT');
  await screen.untilLoaded();
  await screen.ledger.toBe('failed');
  await expect(page.getByRole('alert').first()).toContainText('Rolled back; the table is as it was.');

  await screen.again.click();
  await screen.untilChecked();
  expect(await countRows(sluice.home, 'departments')).toBe(10);
  await screen.load.click();
  await screen.untilLoaded();
  await screen.ledger.toBe('done');
  expect(await countRows(sluice.home, 'departments')).toBe(300_000);
  await shellOf(page).goTo('Runs');
  await runsOf(page).choose('End', 'Failed');
  await expect(runsOf(page).row('departments.csv')).toHaveCount(1);
});
