import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countRows } from './database.ts';
import { connectionsOf } from './pages/connections.ts';
import { importOf } from './pages/import.ts';
import { runsOf } from './pages/runs.ts';
import { shellOf } from './pages/shell.ts';
import { samples, writeDepartments } from './samples.ts';
import { expect, test } from './test.ts';

test.use({ house: 'killed' });

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The process of the built-in database, as it says itself. */
async function postmasterOf(home: string): Promise<number> {
  const text = await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  return Number(text.split('\n', 1)[0]);
}

/** Whether a process is there that does something: one that ended and was not fetched yet is none. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' R ');
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

test('a backend killed in mid-load leaves the table as it was, no server behind, and a run that says so', async ({
  page,
  sluice,
  host,
}) => {
  test.skip(host === 'electron', 'the window goes with the app there; its backend alone is killed in a test of main');
  await connectionsOf(page).enter();
  const screen = importOf(page);
  await shellOf(page).dropFiles([samples.departments]);
  await screen.untilChecked();
  await screen.load.click();
  await screen.untilLoaded();

  const path = join(folder, 'departments.csv');
  await writeDepartments(path, 300_000);
  await shellOf(page).dropFiles([path]);
  await screen.untilChecked();
  await screen.load.click();
  await screen.ledger.toBe('running');
  await expect.poll(async () => (await screen.ledger.numbers()).read, { timeout: 60_000 }).toBeGreaterThan(0);
  const postmaster = await postmasterOf(sluice.home);
  expect(await isAlive(postmaster)).toBe(true);
  await sluice.kill();

  // The window lives, says what is so, and goes where it is sent.
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(shellOf(page).status).toContainText('Backend stopped');
  await shellOf(page).section('Settings').click();
  await expect(shellOf(page).title).toHaveText('Settings');
  await expect.poll(() => isAlive(postmaster), { timeout: 60_000 }).toBe(false);

  await sluice.start();
  const again = await sluice.openWindow();
  await connectionsOf(again).enter();
  expect(await countRows(sluice.home, 'departments')).toBe(10);
  await shellOf(again).goTo('Runs');
  const runs = runsOf(again);
  const last = runs.rows.first();
  await expect(last).toContainText('Failed');
  await expect(last).toContainText('Sluice ended while this run was on. The table is as it was.');
  await last.click();
  await runs.ledger.toBe('failed');
  await expect(runs.main).toContainText('Sluice ended while this run was on.');
  await shellOf(again).goTo('Tables');
  await expect(again.getByRole('grid')).toContainText('Sluice ended while this run was on.');
});
