import { makeTables } from './database.ts';
import { backupsOf } from './pages/backups.ts';
import { connectionsOf } from './pages/connections.ts';
import { schedulesOf } from './pages/schedules.ts';
import { shellOf } from './pages/shell.ts';
import { picturesAbsence, take } from './pictures.ts';
import { expect, test } from './test.ts';

test.use({ house: 'look-backups' });

test.skip(picturesAbsence !== null, picturesAbsence ?? '');

test('pictures of backups and restores', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  const screen = backupsOf(page);
  await connectionsOf(page).enter();
  await makeTables(
    sluice.home,
    `create table departments (id int primary key, department text not null);
     create table jobs (id int primary key, job text not null);
     create table hired_employees (id int primary key, name text, datetime timestamptz,
       department_id int references departments, job_id int references jobs);
     create table salary_bands (grade int primary key, low numeric(10, 2), high numeric(10, 2));
     create table applications (id int primary key, name text, applied date, source text, score int);
     insert into departments select i, 'Department ' || i from generate_series(1, 12) i;
     insert into jobs select i, 'Job ' || i from generate_series(1, 183) i;
     insert into hired_employees select i, 'Person ' || i, now(), 1 + i % 12, 1 + i % 183 from generate_series(1, 1929) i;
     insert into salary_bands select i, i * 1000, i * 1500 from generate_series(1, 64) i;
     insert into applications select i, 'Applicant ' || i, current_date, 'site', i % 100 from generate_series(1, 212380) i;
     analyze`,
  );
  await shellOf(page).goTo('Backups');
  await expect(screen.main).toContainText('No backups yet');
  await take(page, 'backups-empty');
  await screen.backUpNow.click();
  await expect(screen.table('jobs')).toBeChecked();
  await take(page, 'backups-plan');
  await screen.button(/^Back up 5 tables/).click();
  await screen.untilDone('Backed up 5 tables');
  await take(page, 'backups-made');
  await screen.close();
  const schedules = schedulesOf(page);
  await schedules.make();
  await expect(schedules.pane.locator('time')).toHaveCount(3);
  await take(page, 'schedule-new');
  await schedules.keep();
  for (let count = 0; count < 3; count += 1) {
    await schedules.runNow('Nightly').click();
    await screen.untilDone(/^Backed up/);
    await screen.close();
  }
  await take(page, 'schedule-kept');
  await schedules.change('Nightly');
  await schedules.field('The newest').fill('1');
  await schedules.field('At least').fill('1');
  await expect(schedules.pane).toContainText('go with the next run');
  await take(page, 'schedule-going');
  await schedules.button('Remove').click();
  await take(page, 'schedule-remove');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click();
  await expect(schedules.strip).toBeHidden();
  await makeTables(
    sluice.home,
    `insert into applications select i, 'Late ' || i, current_date, 'mail', 1 from generate_series(300001, 300026) i;
     alter table applications add column source_channel text;
     alter table applications alter column score type bigint;
     create trigger stamp before update on applications for each row execute function suppress_redundant_updates_trigger()`,
  );
  await screen.row('applications').first().click();
  await expect(screen.restore).toHaveText('Replace 212,406 rows');
  await take(page, 'backups-restore');
  await screen.chooseMode('Into a new table');
  await expect(screen.restore).toHaveText(/into a new table/);
  await take(page, 'backups-new');
  await screen
    .row('hired_employees')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await screen
    .row('departments')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await take(page, 'backups-many');
  await screen.row('departments').first().click();
  await expect(screen.restore).toBeVisible();
  await take(page, 'backups-referred');
  await screen.restore.click();
  await screen.untilDone('Restored departments');
  await take(page, 'backups-restored');
});
