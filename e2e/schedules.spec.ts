import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf } from './axe.ts';
import { dropTables, makeTables } from './database.ts';
import { backupsOf } from './pages/backups.ts';
import { connectionsOf } from './pages/connections.ts';
import { runsOf } from './pages/runs.ts';
import { schedulesOf } from './pages/schedules.ts';
import { shellOf } from './pages/shell.ts';
import { expect, test } from './test.ts';

test.use({ house: 'schedules' });

test.beforeEach(async ({ page, sluice }) => {
  await connectionsOf(page).enter();
  await dropTables(sluice.home);
});

/** Schedules and backups of the other tests stay: each has a table of its own. */
const makeTable = (home: string, name: string): Promise<void> =>
  makeTables(home, `create table ${name} (id int primary key); insert into ${name} values (1), (2)`);

const files = (home: string): number =>
  readdirSync(join(home, 'backups')).filter((name) => /^jobs_backup_.*\.avro$/.test(name)).length;

test('a schedule is made by keyboard, shows its next times, runs, and deletes what it does not keep', async ({
  page,
  sluice,
}) => {
  await makeTable(sluice.home, 'jobs');
  const screen = schedulesOf(page);
  await screen.make();
  await screen.field('Name').fill('Twice a week');
  await screen.chooseKind('Weekly');
  await screen.pane.getByText('Fri', { exact: true }).click();
  await screen.field('At').fill('25:00');
  await expect(screen.pane).toContainText('A time like 02:00, to 23:59');
  await expect(screen.button('Keep schedule')).toBeDisabled();
  await screen.field('At').fill('03:30');
  await expect(screen.pane.locator('time')).toHaveCount(3);
  await screen.field('The newest').fill('1');
  await screen.field('At least').fill('1');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(screen.pane).toBeHidden();
  await expect(screen.strip).toContainText('Mon and Fri at 03:30 UTC');
  await expect(screen.strip).toContainText('Keeps the newest 1.');

  const backups = backupsOf(page);
  for (let count = 0; count < 2; count += 1) {
    await screen.runNow('Twice a week').click();
    await backups.untilDone(/^Backed up/);
    await backups.close();
  }
  await expect(screen.strip).toContainText('done, 1 backup deleted');
  await expect(backups.row('jobs')).toHaveCount(1);
  await expect(backups.row('jobs')).toContainText('Verified');
  expect(files(sluice.home)).toBe(1);
  await shellOf(page).goTo('Runs');
  await expect(runsOf(page).list).toContainText('Deleted');
});

test('a mistake in a cron expression is told in words; what would go is told before it does', async ({
  page,
  sluice,
}) => {
  await makeTable(sluice.home, 'teams');
  const screen = schedulesOf(page);
  await screen.make();
  await screen.field('Name').fill('By cron');
  await screen.chooseKind('Cron');
  await screen.field('Cron expression').fill('61 2 * * *');
  await expect(screen.pane.getByRole('alert')).toContainText('61 is no minute');
  await screen.field('Cron expression').fill('0 0 30 2 *');
  await expect(screen.pane.getByRole('alert')).toContainText('no day is like that');
  await screen.field('Cron expression').fill('*/15 2 * * *');
  await expect(screen.pane.getByRole('alert')).toHaveCount(0);
  await screen.field('The newest').fill('');
  await screen.keep();
  await expect(screen.strip).toContainText('By cron */15 2 * * * UTC');
  const backups = backupsOf(page);
  for (let count = 0; count < 3; count += 1) {
    await screen.runNow('By cron').click();
    await backups.untilDone(/^Backed up/);
    await backups.close();
  }
  await screen.change('By cron');
  await expect(screen.pane).toContainText('Nothing goes now');
  await screen.field('The newest').fill('1');
  await screen.field('At least').fill('1');
  await expect(screen.pane).toContainText('2 backups');
  await expect(screen.pane).toContainText('go with the next run');
  expect(await faultsOf(page)).toEqual([]);
  await screen.button('Close').click();
  await screen.pause('By cron').click();
  await expect(screen.strip).toContainText('paused');
  await page.reload();
  await screen.resume('By cron').click();
  await expect(screen.strip).toContainText('next');
  await screen.change('By cron');
  await screen.button('Remove').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click();
  await expect(screen.pane).toBeHidden();
  await expect(page.getByText('By cron')).toHaveCount(0);
  await expect(backups.row('teams')).toHaveCount(3);
});

test('a run that fails stands beside its schedule, with what to do', async ({ page, sluice }) => {
  await makeTable(sluice.home, 'skills');
  const screen = schedulesOf(page);
  await screen.make();
  await screen.pane.getByText('All tables, those too that are made later').click();
  await screen.keep();
  await dropTables(sluice.home);
  await screen.runNow('Nightly').click();
  await expect(screen.strip.getByRole('alert').first()).toContainText('skills is no table that can be backed up');
  await makeTable(sluice.home, 'skills');
  await screen.runNow('Nightly').click();
  await backupsOf(page).untilDone(/^Backed up/);
  await expect(screen.strip.getByRole('alert')).toHaveCount(0);
});
